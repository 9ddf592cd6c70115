package org.wicgate.sip;

import java.util.Locale;

/** What must hold before anything here works with a stranger's message: RFC 3261 §8.1.1, §20. */
final class Validity {
    private static final HeaderName[] ONCE = {
        HeaderName.FROM, HeaderName.TO, HeaderName.CALL_ID, HeaderName.CSEQ, HeaderName.MAX_FORWARDS
    };
    private static final HeaderName[] NEEDED = {
        HeaderName.VIA, HeaderName.FROM, HeaderName.TO, HeaderName.CALL_ID, HeaderName.CSEQ
    };

    private Validity() {}

    /** Throws {@link Malformation}. */
    static void check(SipMessage message) {
        var headers = message.frame().headers();
        for (var name : NEEDED) {
            if (headers.find(name, 0) < 0) {
                throw new Malformation(name + " is missing");
            }
        }
        for (var name : ONCE) {
            int first = headers.find(name, 0);
            if (first >= 0 && headers.find(name, first + 1) >= 0) {
                throw new Malformation(name + " twice");
            }
        }
        identifies(message);
        routes(message);
    }

    private static void identifies(SipMessage message) {
        within(HeaderName.VIA, message::vias);
        within(HeaderName.FROM, message::from);
        within(HeaderName.TO, message::to);
        within(HeaderName.CALL_ID, () -> callId(message.callId()));
        within(HeaderName.CSEQ, message::cseq);
        if (message instanceof Request request
                && !request.cseq().method().equals(request.method())) {
            throw new Malformation("CSeq: another method than the request's");
        }
    }

    private static void routes(SipMessage message) {
        within(HeaderName.MAX_FORWARDS, message::maxForwards);
        within(HeaderName.ROUTE, message::routes);
        within(HeaderName.RECORD_ROUTE, message::recordRoutes);
        within(HeaderName.CONTACT, message::contacts);
        within(HeaderName.CONTENT_TYPE, message::contentType);
    }

    private static void within(HeaderName name, Runnable read) {
        try {
            read.run();
        } catch (Malformation m) {
            throw new Malformation(name + ": " + m.why());
        }
    }

    private static void callId(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (!Syntax.isWord(value.charAt(i))) {
                throw new Malformation("holds a character it may not");
            }
        }
        if (value.isEmpty()) {
            throw new Malformation("is empty");
        }
    }

    /** RFC 3261 §20.22: "an integer in the range 0-255". */
    static int maxForwards(String value) {
        var in = new Cursor(value);
        long hops = in.number(3);
        in.end();
        if (hops > 255) {
            throw new Malformation("out of range");
        }
        return (int) hops;
    }

    static String mediaType(String value) {
        var in = new Cursor(value);
        String type = in.token();
        in.expect('/');
        return (type + "/" + in.token()).toLowerCase(Locale.ROOT);
    }
}
