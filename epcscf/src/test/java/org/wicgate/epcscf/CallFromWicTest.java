package org.wicgate.epcscf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wicgate.epcscf.Report.CallEnd;
import org.wicgate.epcscf.Report.Refusal;
import org.wicgate.iq.Command;
import org.wicgate.iq.Event;
import org.wicgate.sim.Proves;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Response;

class CallFromWicTest {
    private final Bench bench = new Bench();
    private final Calls calls = new Calls(bench).register(1, "alice");

    private void refused(int status, Refusal refusal) {
        bench.assertAnswered(1, status);
        assertEquals(refusal, bench.reports(Report.RequestRefused.class).getLast().refusal());
    }

    @Test
    @Proves({"SES-03", "SES-06"})
    void inviteGoesToTheCoreWithOurWordAndWithoutTheToken() {
        var invite = calls.call();
        assertEquals("INVITE sip:dave@ims.example SIP/2.0", invite.startLine());
        assertEquals("<sip:orig@192.0.2.50:5080;lr>", invite.header(HeaderName.ROUTE));
        assertEquals("<sip:alice@ims.example>", invite.header(HeaderName.P_ASSERTED_IDENTITY));
        assertEquals("69", invite.header(HeaderName.MAX_FORWARDS));
        assertFalse(invite.has(HeaderName.AUTHORIZATION));
        String charging = String.valueOf(invite.header(HeaderName.P_CHARGING_VECTOR));
        assertTrue(charging.endsWith(";orig-ioi=ims.example"), charging);
        assertEquals("call-alice", invite.callId());
        assertEquals("calice", invite.from().tag());
        assertEquals(2, invite.vias().size());
        String body = new String(invite.body(), StandardCharsets.UTF_8);
        assertTrue(body.contains("RTP/AVP") && body.contains("30000"), body);
        assertFalse(body.contains("ice") || body.contains("fingerprint"), body);
        assertEquals(100, bench.wicResponse(1).status());
    }

    @Test
    @Proves("SES-05")
    void preferredIdentityThatIsRegisteredIsAsserted() {
        var invite =
                calls.call(
                        Texts.bearer("alice")
                                + "P-Preferred-Identity: \"Al\" <sip:second@ims.example>\n");
        assertEquals("<sip:second@ims.example>", invite.header(HeaderName.P_ASSERTED_IDENTITY));
        assertFalse(invite.has(HeaderName.P_PREFERRED_IDENTITY));
    }

    @Test
    @Proves({"SES-06", "SES-07"})
    void foreignIdentitiesAreNotAsserted() {
        var invite =
                calls.call(
                        Texts.bearer("alice")
                                + "P-Preferred-Identity: <sip:bob@ims.example>\n"
                                + "P-Asserted-Identity: <sip:bob@ims.example>\n");
        assertEquals(
                List.of("<sip:alice@ims.example>"), invite.headers(HeaderName.P_ASSERTED_IDENTITY));
    }

    @Test
    @Proves("SES-08")
    void privacyPassesToTheCore() {
        var invite = calls.call(Texts.bearer("alice") + "Privacy: id\n");
        assertEquals("id", invite.header(HeaderName.PRIVACY));
    }

    @Test
    @Proves({"SEC-06"})
    void noTrustDomainHeaderOfAWicReachesTheCore() {
        var names =
                List.of(
                        "P-Charging-Vector",
                        "P-Charging-Function-Addresses",
                        "P-Visited-Network-ID",
                        "P-Served-User",
                        "P-Asserted-Service",
                        "P-Asserted-Identity",
                        "P-Profile-Key",
                        "P-Private-Network-Indication",
                        "Feature-Caps",
                        "History-Info",
                        "Restoration-Info",
                        "Relayed-Charge",
                        "Service-Interact-Info",
                        "Cellular-Network-Info",
                        "Response-Source",
                        "Attestation-Info",
                        "Origination-Id",
                        "Additional-Identity");
        var more = new StringBuilder(Texts.bearer("alice"));
        names.forEach(name -> more.append(name).append(": <sip:forged@evil.example>\n"));
        var invite = calls.call(more.toString());
        assertFalse(new String(invite.encode(), StandardCharsets.UTF_8).contains("forged@evil"));
    }

    @Test
    @Proves("SEC-06")
    void accessNetworkOfAWicPassesUnlessItSpeaksInTheNetworksName() {
        String own = "IEEE-802.11; i-wlan-node-id=ffffffffffff";
        String more = "P-Access-Network-Info: " + own + ", 3GPP-NR; Network-Provided\n";
        var invite = calls.call(Texts.bearer("alice") + more);
        assertEquals(List.of(own), invite.headers(HeaderName.P_ACCESS_NETWORK_INFO));
    }

    @Test
    @Proves({"SES-01"})
    void unregisteredWicIsRefused() {
        bench.connect(9)
                .wic(9, Texts.initial("INVITE", "bob", "dave", Texts.bearer("bob"), Texts.WIC_SDP));
        bench.assertAnswered(9, 403);
        assertEquals(
                Refusal.NOT_REGISTERED,
                bench.reports(Report.RequestRefused.class).getLast().refusal());
    }

    @Test
    @Proves("SES-02")
    void requestWithoutOrWithBadTokenIsChallenged() {
        int before = bench.toCore.size();
        for (String method : List.of("INVITE", "MESSAGE", "SUBSCRIBE", "OPTIONS")) {
            bench.wic(1, Texts.initial(method, "alice", "dave", "", ""));
            refused(401, Refusal.NO_CREDENTIALS);
            String bad = Texts.bearer("forged");
            bench.wic(
                    1, Texts.initial(method, "alice", "dave", bad, "").replace("alice1", "alice2"));
            refused(401, Refusal.BAD_TOKEN);
            String challenge =
                    String.valueOf(bench.wicResponse(1).header(HeaderName.WWW_AUTHENTICATE));
            assertTrue(challenge.contains("error=\"invalid_token\""), challenge);
        }
        bench.wic(1, Texts.initial("INFO", "alice", "dave", Texts.bearer("bob"), ""));
        refused(403, Refusal.FOREIGN_IDENTITY);
        assertEquals(before, bench.toCore.size());
    }

    @Test
    @Proves("SES-02")
    void requestInACallWithoutTokenIsChallengedAndTheCallGoesOn() {
        calls.talk();
        int before = bench.toCore.size();
        for (String method : List.of("BYE", "UPDATE", "PRACK", "INFO")) {
            bench.wic(1, Texts.inDialog(method, "alice", "dave", 2, "", ""));
            refused(401, Refusal.NO_CREDENTIALS);
        }
        assertEquals(before, bench.toCore.size());
        assertEquals(1, bench.proxy.census().calls());
    }

    @Test
    @Proves("SES-09")
    void chargingIdentityIsNewForEachCallAndKeptThroughIt() {
        var first = calls.talk();
        String charging = String.valueOf(first.header(HeaderName.P_CHARGING_VECTOR));
        bench.core(Calls.fromCallee("INFO", first, 1, ""));
        bench.wic(1, Response.to(bench.wicRequest(1), 200).build());
        String answered = String.valueOf(bench.coreResponse().header(HeaderName.P_CHARGING_VECTOR));
        assertTrue(answered.startsWith(charging), answered + " for " + charging);
        bench.wic(1, Texts.inDialog("BYE", "alice", "dave", 2, Texts.bearer("alice"), ""));
        assertEquals(charging, bench.coreRequest().header(HeaderName.P_CHARGING_VECTOR));
        bench.core(Response.to(bench.coreRequest(), 200).build());
        bench.wic(
                1,
                Texts.initial("INVITE", "alice", "dave", Texts.bearer("alice"), Texts.WIC_SDP)
                        .replace("call-alice", "call-two")
                        .replace("alice1", "alice2"));
        assertNotEquals(charging, bench.coreRequest().header(HeaderName.P_CHARGING_VECTOR));
    }

    @Test
    @Proves({"SES-04"})
    void routeOfTheWicIsReplacedByTheServiceRoute() {
        var invite =
                calls.call(
                        Texts.bearer("alice")
                                + "Route: <sip:edge.example:8088;transport=ws;lr>\n"
                                + "Route: <sip:elsewhere@192.0.2.66;lr>\n");
        assertEquals(List.of("<sip:orig@192.0.2.50:5080;lr>"), invite.headers(HeaderName.ROUTE));
    }

    @Test
    @Proves({"SES-10", "SES-11", "SEC-20"})
    void answerReachesTheWicWithAnEntryOfItsSideOnly() {
        var invite = calls.call();
        String ours = String.valueOf(invite.header(HeaderName.RECORD_ROUTE));
        assertTrue(ours.matches("<sip:[a-z2-7]{32}@192\\.0\\.2\\.60:5060;lr>"), ours);
        var ok =
                Calls.answerWithSdp(invite, 200)
                        .edit()
                        .append(HeaderName.P_CHARGING_VECTOR, "icid-value=x")
                        .append(HeaderName.P_CHARGING_FUNCTION_ADDRESSES, "ccf=1")
                        .append(HeaderName.P_ASSERTED_IDENTITY, "<sip:dave@ims.example>")
                        .build();
        bench.core(ok);
        var heard = bench.wicResponse(1);
        assertEquals(200, heard.status());
        assertFalse(heard.has(HeaderName.P_CHARGING_VECTOR));
        assertFalse(heard.has(HeaderName.P_CHARGING_FUNCTION_ADDRESSES));
        assertTrue(heard.has(HeaderName.P_ASSERTED_IDENTITY));
        assertEquals(1, heard.vias().size());
        var routes = heard.headers(HeaderName.RECORD_ROUTE);
        assertEquals(1, routes.size());
        assertTrue(
                routes.getFirst().matches("<sip:[a-z2-7]{32}@edge\\.example:8088;transport=ws;lr>"),
                routes.getFirst());
        String body = new String(heard.body(), StandardCharsets.UTF_8);
        assertTrue(body.contains("UDP/TLS/RTP/SAVPF") && body.contains("gwuf"), body);
        assertFalse(body.contains("192.0.2.70"), body);
        // the stored route is what the next request takes, whatever the WIC says
        bench.wic(1, Texts.inDialog("ACK", "alice", "dave", 1, "", ""));
        var ack = bench.coreRequest();
        assertEquals(List.of("<sip:mo@192.0.2.50:5080;lr>"), ack.headers(HeaderName.ROUTE));
        assertEquals("ACK sip:dave@192.0.2.80:5070 SIP/2.0", ack.startLine());
    }

    @Test
    @Proves("SES-08")
    void identityIsHiddenFromTheWicWhenPrivacyIsAsked() {
        var invite = calls.call();
        bench.core(
                Calls.answer(invite, 180)
                        .append(HeaderName.P_ASSERTED_IDENTITY, "<sip:dave@ims.example>")
                        .append(HeaderName.PRIVACY, "user;id")
                        .build());
        bench.assertAnswered(1, 180);
        assertFalse(bench.wicResponse(1).has(HeaderName.P_ASSERTED_IDENTITY));
    }

    @Test
    @Proves({"SES-36"})
    void byeFromEitherSideEndsTheCallAndFreesMediaOnce() {
        var invite = calls.talk();
        bench.wic(1, Texts.inDialog("BYE", "alice", "dave", 2, Texts.bearer("alice"), ""));
        var bye = bench.coreRequest();
        assertTrue(bye.is("BYE"));
        assertFalse(bye.has(HeaderName.AUTHORIZATION));
        bench.core(Response.to(bye, 200).build());
        bench.assertAnswered(1, 200);
        assertEquals(CallEnd.WIC_HUNG_UP, calls.end());
        calls.assertOver(1);
        // SES-23: what belongs to a call that is over
        bench.core(Calls.fromCallee("BYE", invite, 1, ""));
        assertEquals(481, bench.coreResponse().status());
    }

    @Test
    @Proves("SES-23")
    void requestOnAReleasedDialogIsAnswered481() {
        var invite = calls.talk();
        bench.core(Calls.fromCallee("BYE", invite, 1, ""));
        bench.wic(1, Response.to(bench.wicRequest(1), 200).build());
        assertEquals(200, bench.coreResponse().status());
        assertEquals(CallEnd.CORE_HUNG_UP, calls.end());
        calls.assertOver(1);
        bench.wic(1, Texts.inDialog("BYE", "alice", "dave", 2, Texts.bearer("alice"), ""));
        refused(481, Refusal.NO_DIALOG);
        bench.core(Calls.fromCallee("INFO", invite, 2, ""));
        assertEquals(481, bench.coreResponse().status());
    }

    @Test
    void busyEndsTheCallAndPasses() {
        var invite = calls.call();
        bench.core(Response.to(invite, 486).toTag("far1").build());
        bench.assertAnswered(1, 486);
        assertTrue(bench.coreRequest().is("ACK"), "the layer acknowledges");
        assertEquals(CallEnd.REFUSED, calls.end());
        calls.assertOver(1);
    }

    @Test
    void cancelGoesToTheCoreAndTheAnswerComesBack() {
        var invite = calls.call();
        bench.core(Calls.answer(invite, 180).build());
        bench.wic(
                1,
                Texts.initial("CANCEL", "alice", "dave", "", "")
                        .replace("z9hG4bKCANCELalice1", "z9hG4bKINVITEalice1"));
        bench.assertAnswered(1, 200);
        assertEquals("far1", bench.wicResponse(1).to().tag(), "as the 180 and the 487 have it");
        var cancel = bench.coreRequest();
        assertTrue(cancel.is("CANCEL"));
        assertEquals(invite.via().branch(), cancel.via().branch());
        bench.core(Response.to(cancel, 200).toTag("x").build());
        bench.core(Response.to(invite, 487).toTag("far1").build());
        bench.assertAnswered(1, 487);
        assertEquals(CallEnd.CANCELLED, calls.end());
        calls.assertOver(1);
    }

    @Test
    void cancelBeforeTheGatewayAnsweredEndsTheCallAtOnce() {
        bench.gatewayAnswers = false;
        int before = bench.toCore.size();
        bench.wic(
                1, Texts.initial("INVITE", "alice", "dave", Texts.bearer("alice"), Texts.WIC_SDP));
        bench.wic(
                1,
                Texts.initial("CANCEL", "alice", "dave", "", "")
                        .replace("z9hG4bKCANCELalice1", "z9hG4bKINVITEalice1"));
        bench.assertAnswered(1, 487);
        var ok = (Response) bench.wicLog(1).get(bench.wicLog(1).size() - 2);
        assertEquals("CANCEL", ok.cseq().method());
        assertEquals(ok.to().tag(), bench.wicResponse(1).to().tag()); // RFC 3261 §9.2
        assertEquals(before, bench.toCore.size());
        calls.assertOver(1);
    }

    @Test
    @Proves("SES-29")
    void forkedCallKeepsADialogForEachCallee() {
        var invite = calls.call();
        var other = Texts.CORE_SDP.replace("192.0.2.70", "192.0.2.71");
        bench.core(Calls.answerWithSdp(invite, 183));
        bench.core(
                Response.to(invite, 183)
                        .toTag("far2")
                        .copy(HeaderName.RECORD_ROUTE, invite)
                        .append(HeaderName.CONTACT, "<sip:dave@192.0.2.81:5070>")
                        .body("application/sdp", Bench.bytes(other))
                        .build());
        var configured =
                bench.commands.stream().filter(Command.Configure.class::isInstance).toList();
        assertEquals(2, configured.size());
        assertTrue(configured.getLast().toString().contains("192.0.2.71"));
        bench.core(Calls.answerWithSdp(invite, 200));
        bench.assertAnswered(1, 200);
        // a second success is of no use to a browser: acknowledged and ended
        bench.core(
                Response.to(invite, 200)
                        .toTag("far2")
                        .append(HeaderName.CONTACT, "<sip:dave@192.0.2.81:5070>")
                        .body("application/sdp", Bench.bytes(other))
                        .build());
        var bye = bench.coreRequests("BYE").getLast();
        assertEquals("BYE sip:dave@192.0.2.81:5070 SIP/2.0", bye.startLine());
        assertEquals("far2", bye.to().tag());
        assertEquals(1, bench.proxy.census().calls());
    }

    @Test
    void repeatedSuccessOfTheCoreGetsTheAckAgain() {
        var invite = calls.talk();
        int acks = bench.coreRequests("ACK").size();
        int answers = bench.wicLog(1).size();
        bench.core(Calls.answerWithSdp(invite, 200));
        assertEquals(acks + 1, bench.coreRequests("ACK").size());
        assertEquals(answers, bench.wicLog(1).size());
    }

    @Test
    @Proves({"SES-13", "SEC-07"})
    void anotherWicCannotTouchTheCall() {
        calls.talk();
        calls.register(2, "bob");
        for (String method : List.of("BYE", "INFO", "UPDATE")) {
            int before = bench.toCore.size();
            bench.wic(2, Texts.inDialog(method, "alice", "dave", 2, Texts.bearer("bob"), ""));
            bench.assertAnswered(2, 481);
            assertEquals(before, bench.toCore.size());
        }
        bench.wic(
                2,
                Texts.inDialog("INVITE", "alice", "dave", 2, Texts.bearer("bob"), Texts.WIC_SDP));
        bench.assertAnswered(2, 481);
        assertEquals(1, bench.proxy.census().calls());
    }

    @Test
    void requestsOutOfOrderAreRefused() {
        calls.talk();
        bench.wic(1, Texts.inDialog("INFO", "alice", "dave", 5, Texts.bearer("alice"), ""));
        bench.wic(1, Texts.inDialog("INFO", "alice", "dave", 4, Texts.bearer("alice"), ""));
        refused(500, Refusal.OUT_OF_ORDER);
    }

    @Test
    @Proves({"SES-14", "SES-28"})
    void reInvitePassesAndCountsWhenItSucceeds() {
        calls.talk();
        String held = Texts.WIC_SDP.replace("a=sendrecv", "a=sendonly").replace("4611 2", "4611 3");
        bench.wic(1, Texts.inDialog("INVITE", "alice", "dave", 2, Texts.bearer("alice"), held));
        var again = bench.coreRequest();
        assertTrue(new String(again.body(), StandardCharsets.UTF_8).contains("a=sendonly"));
        String back = Texts.CORE_SDP.replace("1 1 IN", "1 2 IN") + "a=recvonly\n";
        bench.core(
                Response.to(again, 200)
                        .append(HeaderName.CONTACT, "<sip:dave@192.0.2.99:5070>")
                        .body("application/sdp", Bench.bytes(back))
                        .build());
        bench.assertAnswered(1, 200);
        var change = bench.commands.getLast();
        assertTrue(change instanceof Command.Configure, change.toString());
        assertTrue(change.toString().contains("toAccess=false"), change.toString());
        bench.wic(1, Texts.inDialog("ACK", "alice", "dave", 2, "", ""));
        assertEquals("ACK sip:dave@192.0.2.99:5070 SIP/2.0", bench.coreRequest().startLine());
        String resumed = Texts.WIC_SDP.replace("4611 2", "4611 4");
        bench.wic(1, Texts.inDialog("INVITE", "alice", "dave", 3, Texts.bearer("alice"), resumed));
        back = Texts.CORE_SDP.replace("1 1 IN", "1 3 IN");
        bench.core(
                Response.to(bench.coreRequest(), 200)
                        .append(HeaderName.CONTACT, "<sip:dave@192.0.2.99:5070>")
                        .body("application/sdp", Bench.bytes(back))
                        .build());
        change = bench.commands.getLast();
        assertTrue(change.toString().contains("toAccess=true"), change.toString());
        bench.wic(1, Texts.inDialog("ACK", "alice", "dave", 3, "", ""));
        bench.wic(1, Texts.inDialog("BYE", "alice", "dave", 4, Texts.bearer("alice"), ""));
        assertEquals("BYE sip:dave@192.0.2.99:5070 SIP/2.0", bench.coreRequest().startLine());
        calls.assertOver(1);
    }

    @Test
    @Proves({"SES-34", "SDP-11"})
    void offerWithoutFingerprintIsRefusedWithWhatIsAcceptable() {
        int before = bench.toCore.size();
        String bare = Texts.WIC_SDP.replaceAll("a=fingerprint[^\n]*\n", "");
        bench.wic(1, Texts.initial("INVITE", "alice", "dave", Texts.bearer("alice"), bare));
        refused(488, Refusal.MEDIA_UNACCEPTABLE);
        assertEquals("application/sdp", bench.wicResponse(1).contentType());
        assertTrue(bench.wicResponse(1).has(HeaderName.WARNING));
        assertEquals(before, bench.toCore.size());
        calls.assertOverWithoutMedia();
        calls.call(Texts.bearer("alice") + "X: 2\n");
    }

    @Test
    void offerThatIsNotSdpIsRefused() {
        bench.wic(1, Texts.initial("INVITE", "alice", "dave", Texts.bearer("alice"), "hello\n"));
        refused(400, Refusal.MEDIA_UNACCEPTABLE);
        String other =
                Texts.initial("INVITE", "alice", "dave", Texts.bearer("alice"), Texts.WIC_SDP)
                        .replace("application/sdp", "application/pkcs7-mime")
                        .replace("alice1", "alice2");
        bench.wic(1, other);
        bench.assertAnswered(1, 415);
        assertEquals(
                "application/sdp, multipart/mixed", bench.wicResponse(1).header(HeaderName.ACCEPT));
        assertEquals(0, bench.proxy.census().calls());
    }

    @Test
    void gatewayWithoutPortsMeans503() {
        bench.gatewayAnswers = false;
        bench.wic(
                1, Texts.initial("INVITE", "alice", "dave", Texts.bearer("alice"), Texts.WIC_SDP));
        var id = bench.commands.getLast().context();
        bench.give(
                new EdgeProxy.In.FromGateway(
                        new Event.Refused(id, Event.Cause.NO_PORTS, "none left")));
        bench.assertAnswered(1, 503);
        assertEquals(0, bench.releases(), "nothing was made, nothing is freed");
        assertEquals(0, bench.proxy.census().calls());
    }

    @Test
    void silentGatewayMeans503AndARelease() {
        bench.gatewayAnswers = false;
        bench.wic(
                1, Texts.initial("INVITE", "alice", "dave", Texts.bearer("alice"), Texts.WIC_SDP));
        bench.pass(Duration.ofSeconds(4));
        bench.assertAnswered(1, 503);
        calls.assertOver(1);
    }

    @Test
    @Proves("SES-33")
    void silentCoreMeans504AndANewRegistration() {
        calls.call();
        bench.pass(Duration.ofSeconds(33));
        refused(504, Refusal.CORE_SILENT);
        var answer = bench.wicResponse(1);
        assertEquals("application/3gpp-ims+xml", answer.contentType());
        String body = new String(answer.body(), StandardCharsets.UTF_8);
        assertTrue(body.contains("<type>restoration</type>"), body);
        assertTrue(body.contains("<action>initial-registration</action>"), body);
        assertEquals(
                calls.path.replace(";ob>", ">"), answer.header(HeaderName.P_ASSERTED_IDENTITY));
        assertEquals(CallEnd.TIMEOUT, calls.end());
        calls.assertOver(1);
    }

    @Test
    void unreachableCoreMeans504() {
        calls.call();
        bench.give(new EdgeProxy.In.CoreFailed(Bench.CORE));
        refused(504, Refusal.CORE_UNREACHABLE);
        calls.assertOver(1);
    }

    @Test
    void garbageInTheAnswerEndsTheCallOnBothSides() {
        var invite = calls.call();
        bench.core(
                Calls.answer(invite, 200)
                        .body("application/sdp", Bench.bytes("garbage\n"))
                        .build());
        bench.assertAnswered(1, 502);
        assertEquals(1, bench.coreRequests("BYE").size());
        assertEquals(CallEnd.MEDIA_FAILED, calls.end());
        calls.assertOver(1);
        bench.pass(Duration.ofMinutes(1));
        bench.wic(
                1,
                Texts.initial("INVITE", "alice", "dave", Texts.bearer("alice"), Texts.WIC_SDP)
                        .replace("call-alice", "call-again")
                        .replace("alice1", "alice9"));
        assertNotEquals("call-alice", bench.coreRequest().callId(), "the next call goes on");
    }

    /** RFC 3262: RSeq and RAck are the ends' own; PRACK finds its way by the dialog. */
    @Test
    @Proves("SES-26")
    void reliableProvisionalAnswersAndTheirPracksPass() {
        var invite = calls.call(Texts.bearer("alice") + "Supported: 100rel\n");
        assertEquals("100rel", invite.header(HeaderName.SUPPORTED));
        bench.core(
                Calls.answerWithSdp(invite, 183)
                        .edit()
                        .append(HeaderName.REQUIRE, "100rel")
                        .append(HeaderName.RSEQ, "4711")
                        .build());
        bench.assertAnswered(1, 183);
        assertEquals("4711", bench.wicResponse(1).header(HeaderName.RSEQ));
        String more = Texts.bearer("alice") + "RAck: 4711 1 INVITE\n";
        bench.wic(1, Texts.inDialog("PRACK", "alice", "dave", 2, more, ""));
        var prack = bench.coreRequest();
        assertEquals("PRACK sip:dave@192.0.2.80:5070 SIP/2.0", prack.startLine());
        assertEquals("4711 1 INVITE", prack.header(HeaderName.RACK));
        bench.core(Response.to(prack, 200).build());
        bench.assertAnswered(1, 200);
        bench.core(Calls.answer(invite, 200).build());
        bench.assertAnswered(1, 200);
        assertEquals("1 INVITE", bench.wicResponse(1).cseq().toString());
    }

    @Test
    void ringingForeverIsCancelledByTimerC() {
        var invite = calls.call();
        bench.core(Calls.answer(invite, 180).build());
        bench.pass(Duration.ofSeconds(186));
        assertEquals(1, bench.coreRequests("CANCEL").stream().distinct().limit(1).count());
        bench.core(Response.to(invite, 487).toTag("far1").build());
        bench.assertAnswered(1, 487);
        calls.assertOver(1);
    }
}
