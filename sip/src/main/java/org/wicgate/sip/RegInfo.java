package org.wicgate.sip;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Decoded;

/**
 * The body of a NOTIFY of the reg event package (RFC 3680 §5): who is registered, and where.
 *
 * @param version one more than in the document before it
 * @param full whether it tells of all registrations, or only of what changed
 */
public record RegInfo(long version, boolean full, List<Registration> registrations) {
    /** The event package's name. */
    public static final String PACKAGE = "reg";

    /** The document's media type. */
    public static final String TYPE = "application/reginfo+xml";

    /** More octets are not looked at. */
    public static final int MAX_SIZE = 65_536;

    /** How an address of record, or a contact of it, stands. A contact is never INIT. */
    public enum State {
        INIT,
        ACTIVE,
        TERMINATED;

        /** As it is written. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static @Nullable State of(@Nullable String word) {
            return RegInfo.of(values(), word);
        }
    }

    /** What made a contact what it is (RFC 3680 §5.2). */
    public enum Event {
        REGISTERED,
        CREATED,
        REFRESHED,
        SHORTENED,
        EXPIRED,
        DEACTIVATED,
        PROBATION,
        UNREGISTERED,
        REJECTED;

        /** As it is written. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The event of this name; null when RFC 3680 has none. */
        public static @Nullable Event of(@Nullable String word) {
            return RegInfo.of(values(), word);
        }
    }

    /**
     * One address of record.
     *
     * @param id the same in all documents about it
     */
    public record Registration(String aor, String id, State state, List<Contact> contacts) {
        public Registration {
            contacts = List.copyOf(contacts);
        }
    }

    /**
     * One contact of it.
     *
     * @param expires seconds that are left, when said
     * @param callId of the REGISTER that it comes from; empty when not said
     * @param cseq likewise, when said
     * @param params what else the REGISTER said of it, such as {@code +sip.instance}
     */
    public record Contact(
            String uri,
            String id,
            State state,
            Event event,
            OptionalLong expires,
            String callId,
            OptionalLong cseq,
            Map<String, String> params) {
        public Contact {
            params = Map.copyOf(params);
        }
    }

    public RegInfo {
        registrations = List.copyOf(registrations);
    }

    /** Reads a document. A document type declaration is refused, whatever it says. */
    public static Decoded<RegInfo> decode(byte[] xml) {
        return RegInfoReader.read(xml);
    }

    /** The document as XML. */
    public byte[] encode() {
        return RegInfoWriter.write(this);
    }

    private static <E extends Enum<E>> @Nullable E of(E[] all, @Nullable String word) {
        for (E one : all) {
            if (word != null && one.name().equals(word.toUpperCase(Locale.ROOT))) {
                return one;
            }
        }
        return null;
    }
}
