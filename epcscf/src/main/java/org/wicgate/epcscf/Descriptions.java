package org.wicgate.epcscf;

import org.jspecify.annotations.Nullable;
import org.wicgate.base.Decoded;
import org.wicgate.epcscf.Report.Side;
import org.wicgate.sip.Edit;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Multipart;
import org.wicgate.sip.SipMessage;

/**
 * Session descriptions in messages, alone or as a part among others (RFC 5621), and the way into
 * the IMS-ALG for each side.
 */
final class Descriptions {
    static final String SDP = "application/sdp";
    private static final byte[] NONE = new byte[0];

    private Descriptions() {}

    /** Whether there is a description, or something that may hide one. */
    static boolean isSdp(SipMessage message) {
        if (!message.hasBody()) {
            return false;
        }
        if (!Multipart.is(message.contentType())) {
            return message.contentType().equals(SDP);
        }
        var multipart = parts(message);
        return multipart == null || indexIn(multipart) >= 0;
    }

    /** Whether it has a body that we cannot look into (TS 24.229 §6.2). */
    static boolean isUnreadable(SipMessage message) {
        if (!message.hasBody()) {
            return false;
        }
        return Multipart.is(message.contentType())
                ? parts(message) == null
                : !message.contentType().equals(SDP);
    }

    /** The description; empty when it cannot be found, which the IMS-ALG then refuses. */
    static byte[] in(SipMessage message) {
        if (!Multipart.is(message.contentType())) {
            return message.body();
        }
        var multipart = parts(message);
        int index = multipart == null ? -1 : indexIn(multipart);
        return multipart == null || index < 0 ? NONE : multipart.parts().get(index).octets();
    }

    /**
     * Puts another description in the place of the message's own.
     *
     * @param description null leaves the body as it is, empty takes it out
     */
    static <M extends SipMessage> Edit<M> replace(
            Edit<M> edit, SipMessage message, byte @Nullable [] description, Side to) {
        if (description == null) {
            return edit;
        }
        if (description.length == 0) {
            return edit.noBody();
        }
        var multipart = Multipart.is(message.contentType()) ? parts(message) : null;
        if (multipart == null) {
            return edit.body(SDP, description);
        }
        int index = Math.max(0, indexIn(multipart));
        var written = multipart.with(index, description);
        var ours = written.parts().get(index);
        var rest = written.without(part -> !part.equals(ours) && staysBehind(part, to));
        if (rest.parts().size() == 1) {
            return edit.body(SDP, description);
        }
        String type = String.valueOf(message.header(HeaderName.CONTENT_TYPE));
        return edit.body(type, rest.encode());
    }

    /**
     * A second description goes nowhere. What a WIC may pass over it need not hear: browsers read
     * SDP alone, and a call is worth more than the ISUP of a gateway.
     */
    private static boolean staysBehind(Multipart.Part part, Side to) {
        return part.contentType().equals(SDP) || (to == Side.ACCESS && part.isOptional());
    }

    private static int indexIn(Multipart multipart) {
        for (int i = 0; i < multipart.parts().size(); i++) {
            if (multipart.parts().get(i).contentType().equals(SDP)) {
                return i;
            }
        }
        return -1;
    }

    /** The parts; null when they cannot be read, or one may hide a description. */
    private static @Nullable Multipart parts(SipMessage message) {
        String type = String.valueOf(message.header(HeaderName.CONTENT_TYPE));
        if (message.has(HeaderName.CONTENT_ENCODING)
                || !(Multipart.decode(type, message.body())
                        instanceof Decoded.Ok<Multipart>(var multipart))) {
            return null;
        }
        for (var part : multipart.parts()) {
            boolean hides = part.contentType().equals(SDP) && !part.isPlain();
            if (hides || Multipart.is(part.contentType())) {
                return null;
            }
        }
        return multipart;
    }

    static ImsAlg.Outcome offer(ImsAlg alg, Side from, SipMessage message) {
        byte[] body = in(message);
        return switch (from) {
            case ACCESS -> alg.offerFromAccess(body);
            case CORE -> alg.offerFromCore(body);
        };
    }

    static ImsAlg.Outcome answer(ImsAlg alg, Side from, SipMessage message) {
        byte[] body = in(message);
        return switch (from) {
            case ACCESS -> alg.answerFromAccess(body);
            case CORE -> alg.answerFromCore(body);
        };
    }
}
