package org.wicgate.epcscf;

import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;

/** The messages of WICs and of the core, as text. */
final class Texts {
    static final String WIC_SDP =
            """
            v=0
            o=- 4611 2 IN IP4 127.0.0.1
            s=-
            t=0 0
            a=group:BUNDLE 0
            m=audio 9 UDP/TLS/RTP/SAVPF 111 0 126
            c=IN IP4 0.0.0.0
            a=rtcp:9 IN IP4 0.0.0.0
            a=ice-ufrag:wuf1
            a=ice-pwd:wicpasswordwicpassword12
            a=fingerprint:sha-256 11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00
            a=setup:actpass
            a=mid:0
            a=sendrecv
            a=rtcp-mux
            a=rtpmap:111 opus/48000/2
            a=rtpmap:0 PCMU/8000
            a=rtpmap:126 telephone-event/8000
            """;

    static final String WIC_ANSWER = WIC_SDP.replace("actpass", "active");

    static final String CORE_SDP =
            """
            v=0
            o=core 1 1 IN IP4 192.0.2.70
            s=-
            c=IN IP4 192.0.2.70
            t=0 0
            m=audio 4000 RTP/AVP 0 126
            a=rtpmap:0 PCMU/8000
            a=rtpmap:126 telephone-event/8000
            """;

    private Texts() {}

    /** A REGISTER of this user over this connection. */
    static String register(String user, int cseq, String more) {
        return register(user, cseq, 600, more);
    }

    static String register(String user, int cseq, int expires, String more) {
        return "REGISTER sip:"
                + Bench.HOME
                + " SIP/2.0\n"
                + ("Via: SIP/2.0/WSS " + user + ".invalid;branch=z9hG4bKr" + user + cseq + "\n")
                + "Max-Forwards: 70\n"
                + ("From: <sip:" + user + "@" + Bench.HOME + ">;tag=f" + user + "\n")
                + ("To: <sip:" + user + "@" + Bench.HOME + ">\n")
                + ("Call-ID: reg-" + user + "\n")
                + ("CSeq: " + cseq + " REGISTER\n")
                + ("Contact: <sip:" + user + "@" + user + ".invalid;transport=ws>;reg-id=1;")
                + ("+sip.instance=\"<urn:uuid:" + user + ">\";expires=" + expires + "\n")
                + "Supported: path, outbound, gruu\n"
                + more
                + "Content-Length: 0\n\n";
    }

    static String bearer(String user) {
        return "Authorization: Bearer tok-" + user + "\n";
    }

    /** The registrar's 200, with what an S-CSCF says. */
    static Response registered(Request register) {
        String user = register.to().uri().toString();
        var ok =
                Response.to(register, 200)
                        .toTag("scscf")
                        .append(HeaderName.SERVICE_ROUTE, "<sip:orig@192.0.2.50:5080;lr>")
                        .append(
                                HeaderName.P_ASSOCIATED_URI,
                                "<" + user + ">, <tel:+15551234>, <sip:second@" + Bench.HOME + ">")
                        .append(HeaderName.P_CHARGING_VECTOR, "icid-value=\"x\";term-ioi=home")
                        .append(HeaderName.P_CHARGING_FUNCTION_ADDRESSES, "ccf=192.0.2.99")
                        .append(HeaderName.REQUIRE, "outbound")
                        .copy(HeaderName.CONTACT, register)
                        .copy(HeaderName.PATH, register);
        return ok.build();
    }

    /** A WIC's request to start something. */
    static String initial(String method, String user, String target, String more, String body) {
        return method
                + " sip:"
                + target
                + "@"
                + Bench.HOME
                + " SIP/2.0\n"
                + ("Via: SIP/2.0/WSS " + user + ".invalid;branch=z9hG4bK" + method + user + "1\n")
                + "Max-Forwards: 70\n"
                + ("From: <sip:" + user + "@" + Bench.HOME + ">;tag=c" + user + "\n")
                + ("To: <sip:" + target + "@" + Bench.HOME + ">\n")
                + ("Call-ID: call-" + user + "\n")
                + ("CSeq: 1 " + method + "\n")
                + ("Contact: <sip:" + user + "@" + user + ".invalid;transport=ws;ob>\n")
                + more
                + body(body);
    }

    /** A WIC's request in a dialog that it began. */
    static String inDialog(
            String method, String user, String target, int cseq, String more, String body) {
        return method
                + " sip:core@192.0.2.50:5080 SIP/2.0\n"
                + ("Via: SIP/2.0/WSS " + user + ".invalid;branch=z9hG4bK" + method + user)
                + (cseq + "\nMax-Forwards: 70\n")
                + ("From: <sip:" + user + "@" + Bench.HOME + ">;tag=c" + user + "\n")
                + ("To: <sip:" + target + "@" + Bench.HOME + ">;tag=far1\n")
                + ("Call-ID: call-" + user + "\n")
                + ("CSeq: " + cseq + " " + method + "\n")
                + ("Contact: <sip:" + user + "@" + user + ".invalid;transport=ws;ob>\n")
                + more
                + body(body);
    }

    /** An INVITE of the core for a WIC that registered with this Path and Contact. */
    static String coreInvite(String path, String contact, String more, String body) {
        return "INVITE "
                + contact
                + " SIP/2.0\n"
                + "Via: SIP/2.0/UDP 192.0.2.50:5080;branch=z9hG4bKcore1;rport\n"
                + "Via: SIP/2.0/UDP 10.0.0.9:5060;branch=z9hG4bKinner\n"
                + "Max-Forwards: 60\n"
                + ("Route: " + path + "\n")
                + "Record-Route: <sip:mt@192.0.2.50:5080;lr>\n"
                + ("From: <sip:carol@" + Bench.HOME + ">;tag=carol1\n")
                + ("To: <sip:alice@" + Bench.HOME + ">\n")
                + "Call-ID: mt-call\n"
                + "CSeq: 7 INVITE\n"
                + "Contact: <sip:carol@192.0.2.70:5070>\n"
                + ("P-Asserted-Identity: <sip:carol@" + Bench.HOME + ">\n")
                + "P-Charging-Vector: icid-value=\"mt\";orig-ioi=home\n"
                + "P-Charging-Function-Addresses: ccf=192.0.2.99\n"
                + "P-Served-User: <sip:alice@ims.example>\n"
                + ("P-Called-Party-ID: <sip:second@" + Bench.HOME + ">\n")
                + more
                + body(body);
    }

    private static String body(String body) {
        if (body.isEmpty()) {
            return "Content-Length: 0\n\n";
        }
        byte[] bytes = Bench.bytes(body);
        return "Content-Type: application/sdp\nContent-Length: " + bytes.length + "\n\n" + body;
    }
}
