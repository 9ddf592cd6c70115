package org.wicgate.epcscf;

import java.util.OptionalLong;
import org.wicgate.base.Decoded;
import org.wicgate.sip.RegInfo;
import org.wicgate.sip.SipUri;
import org.wicgate.sip.Uri;

/**
 * What a reginfo document says about one of our registrations (RFC 3680 §5, TS 24.229 §5.2.5.2). It
 * is read at the default public identity, which is the one subscribed to; a contact is known by its
 * URI, since a WIC that starts anew has the same instance and another URI.
 */
sealed interface RegFate {
    /** Nothing that we did not know. */
    record Stays() implements RegFate {}

    /** It is over. */
    record Ends(String event) implements RegFate {}

    /** It lasts so many seconds from now. */
    record Shortened(long seconds) implements RegFate {}

    static RegFate of(RegInfo info, Binding binding) {
        for (var registration : info.registrations()) {
            if (Uri.decode(registration.aor()) instanceof Decoded.Ok<Uri>(var aor)
                    && Identity.same(aor, binding.defaultImpu())) {
                return of(info, registration, binding);
            }
        }
        return new Stays();
    }

    private static RegFate of(RegInfo info, RegInfo.Registration registration, Binding binding) {
        boolean known = false;
        RegFate fate = new Stays();
        for (var contact : registration.contacts()) {
            if (!isOf(contact, binding)) {
                continue;
            }
            boolean sameCycle = contact.callId().equals(binding.bootCycle());
            if (sameCycle && isBefore(contact.cseq(), binding.sent().cseq())) {
                known = true; // about a REGISTER that another one has followed
            } else if (contact.state() == RegInfo.State.ACTIVE) {
                return active(registration, contact);
            } else if (sameCycle || contact.callId().isEmpty() || info.full()) {
                fate = new Ends(contact.event().word());
            }
        }
        // cores in the field tell of a deregistration without naming a contact
        boolean over = registration.state() == RegInfo.State.TERMINATED && !known;
        return over && fate instanceof Stays ? new Ends("terminated") : fate;
    }

    private static RegFate active(RegInfo.Registration registration, RegInfo.Contact contact) {
        if (registration.state() == RegInfo.State.TERMINATED) {
            return new Ends("terminated");
        }
        return contact.event() == RegInfo.Event.SHORTENED && contact.expires().isPresent()
                ? new Shortened(contact.expires().getAsLong())
                : new Stays();
    }

    private static boolean isOf(RegInfo.Contact contact, Binding binding) {
        return binding.contact() instanceof SipUri own
                && SipUri.decode(contact.uri()) instanceof Decoded.Ok<SipUri>(var named)
                && own.matches(named);
    }

    private static boolean isBefore(OptionalLong cseq, long last) {
        return cseq.isPresent() && cseq.getAsLong() < last;
    }
}
