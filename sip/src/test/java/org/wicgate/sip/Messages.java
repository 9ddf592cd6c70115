package org.wicgate.sip;

import java.nio.charset.StandardCharsets;
import org.wicgate.base.Decoded;

/** SIP messages for tests. */
final class Messages {
    private Messages() {}

    static Request request(String method, String branch) {
        return request(method, "UDP 192.0.2.1:5060", branch, 1);
    }

    static Request request(String method, String sentProtocolAndBy, String branch, int cseq) {
        return (Request)
                read(
                        method
                                + " sip:bob@example.com SIP/2.0\n"
                                + ("Via: SIP/2.0/" + sentProtocolAndBy)
                                + (";branch=z9hG4bK" + branch + "\n")
                                + "Max-Forwards: 70\n"
                                + "Route: <sip:p1.example.com;lr>\n"
                                + "Route: <sip:p2.example.com;lr>\n"
                                + "From: <sip:alice@example.com>;tag=a1\n"
                                + "To: <sip:bob@example.com>\n"
                                + "Call-ID: c1\n"
                                + ("CSeq: " + cseq + " " + method + "\n")
                                + "Contact: <sip:alice@192.0.2.1>\n\n");
    }

    static Response answer(Request request, int status) {
        return Response.to(request, status).toTag("b1").build();
    }

    static SipMessage read(String text) {
        byte[] bytes = text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
        return switch (SipMessage.decode(bytes, Limits.DEFAULT)) {
            case Decoded.Ok(var message) -> message;
            case Decoded.Malformed(var why) -> throw new AssertionError(why);
        };
    }
}
