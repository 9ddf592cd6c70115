package org.wicgate.epcscf;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.wicgate.sip.Dialog;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;
import org.wicgate.sip.SipUri;

/** A call of a {@link Party}, as this one knows it. */
final class Talk {
    static final HeaderName REPLACES = HeaderName.of("Replaces");

    final Dialog dialog;

    /** The success that waits for its ACK; null when none does. */
    @Nullable Response ok;

    Duration again = Duration.ofMillis(500);
    Instant giveUp = Instant.MAX;
    boolean isConfirmed;

    Talk(Dialog dialog) {
        this.dialog = dialog;
    }

    /** A success is sent, again and again until its ACK comes (RFC 3261 §13.3.1.4). */
    void begin(Response success, Instant now) {
        ok = success;
        again = Duration.ofMillis(500);
        giveUp = now.plusSeconds(32);
    }

    /** The next time is twice as far, and never more than T2. */
    void slower() {
        var twice = again.multipliedBy(2);
        again = twice.toMillis() > 4000 ? Duration.ofSeconds(4) : twice;
    }

    /**
     * @param peer the user part of a Contact
     */
    boolean isWith(String peer) {
        return dialog.remoteTarget() instanceof SipUri uri && uri.user().equals(peer);
    }

    /** The value of Replaces (RFC 3891 §6.1) that names it to the other end. */
    String asPeerSeesIt() {
        return dialog.callId() + ";to-tag=" + dialog.remoteTag() + ";from-tag=" + dialog.localTag();
    }

    /** Whether an INVITE is to take its place, and may: it was answered. */
    boolean isReplacedBy(Request invite) {
        String mine =
                dialog.callId()
                        + ";to-tag="
                        + dialog.localTag()
                        + ";from-tag="
                        + dialog.remoteTag();
        return isConfirmed && mine.equals(invite.header(REPLACES));
    }

    @Override
    public String toString() {
        return (isConfirmed ? "confirmed" : "early") + (ok == null ? "" : " unacknowledged");
    }
}
