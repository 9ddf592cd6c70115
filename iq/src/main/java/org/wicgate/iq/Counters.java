package org.wicgate.iq;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What one stream carried so far.
 *
 * @param index the stream
 * @param toCore from the WIC to the core
 * @param toAccess from the core to the WIC
 * @param pair the selected ICE pair, or empty
 * @param profile the SRTP profile in use, {@link #END_TO_END}, or empty
 * @param transcoding the codecs of the WIC and of the core, as {@code OPUS <-> PCMU}; empty when
 *     packets pass as they are
 * @param dtls the association on W3
 * @param qualityToCore of what the WIC sends
 * @param qualityToAccess of what the core sends
 */
public record Counters(
        int index,
        Direction toCore,
        Direction toAccess,
        String pair,
        String profile,
        String transcoding,
        Dtls dtls,
        Quality qualityToCore,
        Quality qualityToAccess) {
    /**
     * In the place of a profile: the keys are the two ends' own, and what becomes of their packets
     * cannot be seen.
     */
    public static final String END_TO_END = "end-to-end";

    /** Of a gateway that tells no more. */
    public Counters(
            int index,
            Direction toCore,
            Direction toAccess,
            String pair,
            String profile,
            String transcoding) {
        this(
                index,
                toCore,
                toAccess,
                pair,
                profile,
                transcoding,
                Dtls.UNKNOWN,
                Quality.NONE,
                Quality.NONE);
    }

    /** All that was dropped, both ways. */
    public long dropped() {
        return toCore.dropped() + toAccess.dropped();
    }

    /**
     * The DTLS association of the access side.
     *
     * @param cipher the cipher suite, by its IANA name; empty before it is done
     */
    public record Dtls(State state, String cipher) {
        /** Of a gateway that does not tell. */
        public static final Dtls UNKNOWN = new Dtls(State.UNKNOWN, "");

        /** How far it is. */
        public enum State {
            UNKNOWN,
            /** There is no ICE pair to shake hands over. */
            WAITING,
            HANDSHAKING,
            DONE,
            /** The WIC closed it. */
            CLOSED,
            FAILED,
            /** The WIC's certificate was another than signalled. */
            FINGERPRINT_MISMATCH,
            /** It is the two ends' own. */
            END_TO_END
        }

        /** In one word. */
        public String word() {
            return state.name().toLowerCase(Locale.ROOT);
        }
    }

    /** Why a packet was dropped. */
    public enum Drop {
        /** The gate was closed, or nobody was there to be sent to. */
        GATED,
        /** SRTP authentication failed. */
        UNAUTHENTIC,
        /** No key was there yet, or no pair. */
        EARLY,
        /** The SRTP replay window has seen it, or it is too old. */
        REPLAYED,
        /** SRTP could not take it: too many sources, a key that is used up, no room. */
        EXHAUSTED,
        /** The source was not the peer. */
        STRANGER,
        /** It was not RTP or RTCP, or nothing that was agreed on. */
        MALFORMED,
        /** It was more in a second than was agreed on or is allowed (TS 23.334 §5.6). */
        EXCESS
    }

    /**
     * One direction.
     *
     * @param packets forwarded, RTP and RTCP
     * @param bytes forwarded, payload of UDP as received
     * @param drops what was dropped, by cause; a cause that is missing has none
     * @param lastMillis when the last packet was forwarded, milliseconds of the wall clock; 0 for
     *     never
     */
    public record Direction(long packets, long bytes, Map<Drop, Long> drops, long lastMillis) {
        /** Nothing carried. */
        public static final Direction NONE = new Direction(0, 0, Map.of(), 0);

        public Direction {
            drops = Map.copyOf(drops);
        }

        /** What was dropped for that. */
        public long dropped(Drop cause) {
            return drops.getOrDefault(cause, 0L);
        }

        /** All that was dropped. */
        public long dropped() {
            return drops.values().stream().mapToLong(Long::longValue).sum();
        }

        /** As a document for JSON: names, numbers, and a time in ISO 8601. */
        public Map<String, Object> document() {
            var out = new LinkedHashMap<String, Object>();
            out.put("packets", packets);
            out.put("bytes", bytes);
            for (var cause : Drop.values()) {
                out.put(cause.name().toLowerCase(Locale.ROOT), dropped(cause));
            }
            out.put("last", lastMillis == 0 ? "never" : Instant.ofEpochMilli(lastMillis) + "");
            return out;
        }
    }
}
