package org.wicgate.lab;

import java.time.Instant;
import java.util.List;
import org.wicgate.sip.Contact;
import org.wicgate.sip.Hop;
import org.wicgate.sip.NameAddr;
import org.wicgate.sip.SipUri;

/**
 * One way to reach a subscriber: RFC 3261 §10, RFC 3327 §5.3.
 *
 * @param key what makes a later registration replace it: instance and reg-id, or the contact
 * @param path the Route to it; empty when it registered here without a proxy
 * @param from where its REGISTER came from
 */
record Binding(
        String impi,
        String key,
        Contact contact,
        Instant expires,
        List<NameAddr> path,
        Hop from,
        String callId,
        long cseq) {

    /** RFC 5626 §6: instance and reg-id name a flow, whatever its Contact says. */
    static String keyOf(Contact contact) {
        String instance = contact.instance();
        return instance == null
                ? contact.uri().toString()
                : instance + ";" + contact.regId().orElse(0);
    }

    /** The same, but until then. */
    Binding until(Instant end) {
        return new Binding(impi, key, contact, end, path, from, callId, cseq);
    }

    boolean isSame(Contact other) {
        if (key.equals(keyOf(other))) {
            return true;
        }
        return contact.instance() == null
                && other.instance() == null
                && contact.uri() instanceof SipUri mine
                && other.uri() instanceof SipUri theirs
                && mine.matches(theirs);
    }
}
