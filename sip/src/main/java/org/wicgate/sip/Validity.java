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
        fields(message);
    }

    /** Reads what identifies the message and what routes it; all of that is kept in the message. */
    private static void fields(SipMessage message) {
        var name = HeaderName.VIA;
        try {
            message.vias();
            name = HeaderName.FROM;
            message.from();
            name = HeaderName.TO;
            message.to();
            name = HeaderName.CALL_ID;
            callId(message.callId());
            name = HeaderName.CSEQ;
            method(message);
            name = HeaderName.MAX_FORWARDS;
            message.maxForwards();
            name = HeaderName.ROUTE;
            message.routes();
            name = HeaderName.RECORD_ROUTE;
            message.recordRoutes();
            name = HeaderName.CONTACT;
            message.contacts();
            name = HeaderName.CONTENT_TYPE;
            message.contentType();
        } catch (Malformation m) {
            throw new Malformation(name + ": " + m.why());
        }
    }

    private static void method(SipMessage message) {
        String method = message.cseq().method();
        if (message instanceof Request request && !method.equals(request.method())) {
            throw new Malformation("another method than the request's");
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
