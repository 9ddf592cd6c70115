package org.wicgate.epcscf;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.wicgate.epcscf.Report.Side;
import org.wicgate.iq.Stream.Gates;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.SipMessage;

/**
 * What media may pass before a call is answered: what the core says in P-Early-Media, whose last
 * word counts, and the operator's policy before it says anything (RFC 5009 §4, TS 24.229 §5.2.7.2).
 * Whether a WIC may send any is never the WIC's to say.
 */
final class EarlyMedia {
    private Gates now;

    EarlyMedia(boolean open) {
        now = open ? Gates.OPEN : Gates.CLOSED;
    }

    /** What may pass before an answer. */
    Gates allowed() {
        return now;
    }

    /** Hears what a message says, other than a final answer. */
    void hear(Side from, SipMessage message) {
        var said = from == Side.CORE ? said(message) : null;
        if (said != null) {
            now = said;
        }
    }

    /** The direction is that of who says it: the far end sends, the WIC hears. */
    private static @Nullable Gates said(SipMessage message) {
        for (String value : message.values(HeaderName.P_EARLY_MEDIA)) {
            switch (value.split(";", 2)[0].strip().toLowerCase(Locale.ROOT)) {
                case "sendrecv" -> {
                    return Gates.OPEN;
                }
                case "sendonly" -> {
                    return new Gates(false, true);
                }
                case "recvonly" -> {
                    return new Gates(true, false);
                }
                case "inactive" -> {
                    return Gates.CLOSED;
                }
                default -> {} // supported, gated
            }
        }
        return null;
    }
}
