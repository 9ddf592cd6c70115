package org.wicgate.epcscf;

import java.time.Instant;
import java.util.List;
import org.wicgate.sip.NameAddr;
import org.wicgate.sip.Uri;

/**
 * A registration as the 200 of the S-CSCF made it (TS 24.229 §5.2.2.1): kept with its flow.
 *
 * @param key what a later REGISTER has in common with it
 * @param impus the public identities that are registered with it, wildcarded ones too; one that is
 *     barred is not among them
 * @param defaultImpu the first of them that is a SIP URI and no wildcard
 * @param contact the WIC's
 * @param serviceRoute the way that its requests have to take
 * @param bootCycle the Call-ID of its REGISTER requests: the same as long as the client has not
 *     started anew (RFC 3261 §10.2.4), and so knows its calls
 * @param sent what its last REGISTER said
 * @param token the last token that it was made or refreshed with
 */
record Binding(
        Key key,
        Flow flow,
        Config.Scheme scheme,
        List<Uri> impus,
        Uri defaultImpu,
        Uri contact,
        List<NameAddr> serviceRoute,
        String bootCycle,
        Sent sent,
        Token token,
        Instant expires) {
    /**
     * The REGISTER that made it, as far as it matters later.
     *
     * @param path our own entry in Path
     */
    record Sent(NameAddr path, NameAddr contact, long cseq) {}

    /**
     * What a registration stands and falls with.
     *
     * @param id the token's own, empty for none
     * @param login the login that it came from, empty for none
     */
    record Token(String id, String login) {
        /** Of who registers by digest or card. */
        static final Token NONE = new Token("", "");

        /** Whether this token, or its login, is the one named. */
        boolean isOf(String name) {
            return !name.isEmpty() && (name.equals(id) || name.equals(login));
        }
    }

    /**
     * The same client (RFC 5626 §4.2).
     *
     * @param impi whose it is
     * @param client its instance and reg-id, or its Contact when it has none
     */
    record Key(String impi, String client) {}

    Binding {
        impus = List.copyOf(impus);
        serviceRoute = List.copyOf(serviceRoute);
    }

    String impi() {
        return key.impi;
    }

    /** The same, but until then. */
    Binding until(Instant end) {
        return new Binding(
                key,
                flow,
                scheme,
                impus,
                defaultImpu,
                contact,
                serviceRoute,
                bootCycle,
                sent,
                token,
                end);
    }

    /** Whether this is the same client, and still knows what it was doing. */
    boolean continues(Binding earlier) {
        return key.equals(earlier.key) && bootCycle.equals(earlier.bootCycle);
    }

    /** Whether {@code uri} is one of the identities registered here. */
    boolean owns(Uri uri) {
        return impus.stream().anyMatch(impu -> Identity.covers(impu, uri));
    }

    /** The same, its requests taking another way. */
    Binding by(List<NameAddr> route) {
        return new Binding(
                key,
                flow,
                scheme,
                impus,
                defaultImpu,
                contact,
                route,
                bootCycle,
                sent,
                token,
                expires);
    }
}
