package org.wicgate.epcscf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.wicgate.sip.Edit;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;

/** Steps of calls that several tests take: alice on connection 1, and the core. */
final class Calls {
    final Bench bench;
    String path = "";

    Calls(Bench bench) {
        this.bench = bench;
    }

    Calls register(long id, String user) {
        bench.connect(id).wic(id, Texts.register(user, 1, Texts.bearer(user)));
        path = String.valueOf(bench.coreRequest().header(HeaderName.PATH));
        bench.core(Texts.registered(bench.coreRequest()));
        bench.assertAnswered(id, 200);
        return this;
    }

    /** Alice calls; what the core got. */
    Request call() {
        return call(Texts.bearer("alice"));
    }

    Request call(String more) {
        bench.wic(1, Texts.initial("INVITE", "alice", "dave", more, Texts.WIC_SDP));
        return bench.coreRequest();
    }

    /** The core's answer, as a callee with tag far1 behind a record-routing S-CSCF. */
    static Edit<Response> answer(Request invite, int status) {
        return Response.to(invite, status)
                .toTag("far1")
                .append(HeaderName.RECORD_ROUTE, "<sip:mo@192.0.2.50:5080;lr>")
                .copy(HeaderName.RECORD_ROUTE, invite)
                .append(HeaderName.CONTACT, "<sip:dave@192.0.2.80:5070>");
    }

    static Response answerWithSdp(Request invite, int status) {
        return answer(invite, status).body("application/sdp", Bench.bytes(Texts.CORE_SDP)).build();
    }

    /** Alice's call is answered and acknowledged; the INVITE as the core got it. */
    Request talk() {
        var invite = call();
        bench.core(answerWithSdp(invite, 200));
        bench.assertAnswered(1, 200);
        bench.wic(1, Texts.inDialog("ACK", "alice", "dave", 1, "", ""));
        assertTrue(bench.coreRequest().is("ACK"));
        return invite;
    }

    /** The core calls alice; what she got. */
    Request ring() {
        return ring("");
    }

    Request ring(String more) {
        invite(more);
        return bench.wicRequest(1);
    }

    /** The core calls alice. */
    void invite() {
        invite("");
    }

    private void invite(String more) {
        bench.core(
                Texts.coreInvite(
                        path, "sip:alice@alice.invalid;transport=ws", more, Texts.CORE_SDP));
    }

    static Response pickUp(Request invite) {
        return Response.to(invite, 200)
                .toTag("wic1")
                .copy(HeaderName.RECORD_ROUTE, invite)
                .append(HeaderName.CONTACT, "<sip:alice@alice.invalid;transport=ws;ob>")
                .append(HeaderName.P_ASSERTED_IDENTITY, "<sip:admin@ims.example>")
                .body("application/sdp", Bench.bytes(Texts.WIC_ANSWER))
                .build();
    }

    static Response ringing(Request invite) {
        return Response.to(invite, 180)
                .toTag("wic1")
                .append(HeaderName.CONTACT, "<sip:alice@alice.invalid;transport=ws;ob>")
                .build();
    }

    /** A request of the core in the dialog of alice's call, by the route that was recorded. */
    static Request fromCallee(String method, Request invite, int cseq, String more) {
        String route = String.valueOf(invite.header(HeaderName.RECORD_ROUTE));
        return (Request)
                Bench.read(
                        Bench.bytes(
                                method
                                        + " sip:alice@alice.invalid;transport=ws;ob SIP/2.0\n"
                                        + "Via: SIP/2.0/UDP 192.0.2.50:5080;branch=z9hG4bKd"
                                        + (method + cseq + "\n")
                                        + "Max-Forwards: 66\n"
                                        + ("Route: " + route + "\n")
                                        + "From: <sip:dave@ims.example>;tag=far1\n"
                                        + "To: <sip:alice@ims.example>;tag=calice\n"
                                        + "Call-ID: call-alice\n"
                                        + ("CSeq: " + cseq + " " + method + "\n")
                                        + more
                                        + "Content-Length: 0\n\n"));
    }

    /** A request of the core in the dialog of a call to alice. */
    static Request fromCaller(String method, Response ok, int cseq) {
        String route = ok.headers(HeaderName.RECORD_ROUTE).getFirst();
        return (Request)
                Bench.read(
                        Bench.bytes(
                                method
                                        + " sip:alice@alice.invalid;transport=ws;ob SIP/2.0\n"
                                        + "Via: SIP/2.0/UDP 192.0.2.50:5080;branch=z9hG4bKc"
                                        + (method + cseq + "\n")
                                        + "Max-Forwards: 66\n"
                                        + ("Route: " + route + "\n")
                                        + "From: <sip:carol@ims.example>;tag=carol1\n"
                                        + "To: <sip:alice@ims.example>;tag=wic1\n"
                                        + "Call-ID: mt-call\n"
                                        + ("CSeq: " + cseq + " " + method + "\n")
                                        + "Content-Length: 0\n\n"));
    }

    /** Nothing is left of any call, and each context was freed once. */
    void assertOver(int contexts) {
        assertEquals(0, bench.proxy.census().calls());
        assertEquals(contexts, bench.releases());
        assertEquals(contexts, bench.reports(Report.CallEnded.class).size());
    }

    /** Nothing is left of a call that got no context. */
    void assertOverWithoutMedia() {
        assertEquals(0, bench.proxy.census().calls());
        assertEquals(0, bench.releases());
    }

    Report.CallEnd end() {
        return bench.reports(Report.CallEnded.class).getLast().end();
    }
}
