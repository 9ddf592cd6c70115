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
 * @param login the login that its last token came from, empty for none
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
        String login,
        Instant expires) {
    /**
     * The REGISTER that made it, as far as it matters later.
     *
     * @param path our own entry in Path
     */
    record Sent(NameAddr path, NameAddr contact, long cseq) {}

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
                login,
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
                login,
                expires);
    }
}
