package org.wicgate.epcscf;

import org.wicgate.epcscf.Report.Side;
import org.wicgate.sip.SipMessage;

/** Session descriptions in messages, and the way into the IMS-ALG for each side. */
final class Descriptions {
    static final String SDP = "application/sdp";

    private Descriptions() {}

    static boolean isSdp(SipMessage message) {
        return message.hasBody() && message.contentType().equals(SDP);
    }

    static ImsAlg.Outcome offer(ImsAlg alg, Side from, byte[] body) {
        return switch (from) {
            case ACCESS -> alg.offerFromAccess(body);
            case CORE -> alg.offerFromCore(body);
        };
    }

    static ImsAlg.Outcome answer(ImsAlg alg, Side from, byte[] body) {
        return switch (from) {
            case ACCESS -> alg.answerFromAccess(body);
            case CORE -> alg.answerFromCore(body);
        };
    }
}
