package org.wicgate.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wicgate.app.Caller;
import org.wicgate.wic.CallReport.Verdict;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * SIPp as a gateway to the telephone network behind the core, which calls and is called: what it
 * sees, what the WIC sees, and that nothing is left behind.
 */
class GatewayTest {
    private static final String ISUP = "isup-of-the-other-network";
    private static final JsonMapper JSON = new JsonMapper();

    private static FakeCore core;
    private static Program program;

    /** With media. */
    private static Caller bob;

    private static String token;
    private static String bobRegister;

    /** Written by hand. */
    private TextWic alice;

    @BeforeAll
    static void start() {
        var ports = Program.Ports.free();
        core = new FakeCore();
        core.callsGoTo("sip:127.0.0.1:" + ports.echo());
        program = Program.demo("gateway", ports, Map.of(), "--core", core.uri());
        bob = Caller.registered(program.wwsf(), "bob");
        bobRegister = core.requests("REGISTER").getLast();
        token = TextWic.token(program, "alice");
    }

    @BeforeEach
    void register() {
        alice = TextWic.connected(program);
        String answer = alice.register("alice", token);
        assertEquals(200, TextWic.status(answer), answer);
    }

    @AfterAll
    static void stop() {
        bob.close();
        program.close();
        core.close();
    }

    @AfterEach
    void nothingIsLeft() {
        alice.close();
        program.awaitMetric(0, Patience.USUAL, "wicgate_calls");
        program.awaitMetric(0, Patience.USUAL, "wicgate_media_contexts");
        assertEquals(0, program.admin().metric("wicgate_bugs_total"), program.log());
    }

    /** RFC 5009: nothing passes while the gateway says so, and all when it says that. */
    @Test
    void anAnnouncementPassesWhenTheGatewayAllowsIt() {
        try (var gateway = Gateway.called("early_media", program.ports())) {
            var call =
                    CompletableFuture.supplyAsync(() -> bob.call("+4930", Duration.ofMinutes(1)));
            gateway.awaits("INVITE");
            awaitCarried("to_core", "gated", 5, gateway);
            assertEquals(0, carried("to_core", "packets"));
            gateway.goOn();
            awaitCarried("to_core", "packets", 25, gateway);
            awaitCarried("to_access", "packets", 25, gateway);
            assertEquals("ringing", current().path("state").asString());
            gateway.goOn();
            gateway.isDone();
            var report = call.join();
            assertEquals(Verdict.AUDIO, report.verdict(), report::toString);
            program.awaitLog("call ended", "cause=\"core_hung_up\"", "by=\"core\"");
        }
    }

    /** RFC 3262, RFC 3311, RFC 4028: what the two ends agree on passes and is negotiated. */
    @Test
    void aReliableAnswerAnUpdateBeforeTheCallAndARefreshOfItsTimerPass() {
        try (var gateway = Gateway.called("reliable", program.ports())) {
            String invite = invitation("Supported: 100rel, timer\nSession-Expires: 90\n");
            alice.socket().send(TextWic.wire(invite));
            String early = awaitAnswer("183 INVITE");
            assertEquals("100rel", TextWic.line(early, "Require:"), early);
            assertEquals("71", TextWic.line(early, "RSeq:"), early);
            assertTrue(early.contains("a=fingerprint:"), early);

            String prack = inDialog("PRACK", 2, invite, early, "RAck: 71 1 INVITE\n", "");
            assertEquals(200, TextWic.status(alice.ask(prack)));
            String offer = TextWic.SDP.replace("4611 2", "4611 3");
            String update = inDialog("UPDATE", 3, invite, early, sdp(), offer);
            String updated = alice.ask(update);
            assertEquals(200, TextWic.status(updated), updated);
            assertTrue(updated.contains("a=fingerprint:"), updated);
            assertTrue(gateway.awaits("UPDATE").contains(" RTP/AVP 0 "), gateway.story());

            gateway.goOn();
            String answer = awaitAnswer("200 INVITE");
            assertEquals("90;refresher=uas", TextWic.line(answer, "Session-Expires:"), answer);
            alice.acknowledge(invite, answer);
            String refresh = awaitRequest("UPDATE");
            assertEquals("90;refresher=uac", TextWic.line(refresh, "Session-Expires:"), refresh);
            String more = "Require: timer\nSession-Expires: 90;refresher=uac\n";
            alice.socket().send(TextWic.wire(TextWic.reply(refresh, "200 OK", more)));
            gateway.awaits("200");
            assertEquals(
                    200, TextWic.status(alice.ask(inDialog("BYE", 4, invite, answer, "", ""))));
            gateway.isDone();
        }
    }

    /**
     * RFC 4028 §8.1, §6: less than we allow is refused here, less than the gateway allows there.
     */
    @Test
    void aSessionTimerThatIsTooShortIsRefusedByWhoeverWantsMore() {
        String shorter = invitation("Supported: timer\nSession-Expires: 60\n");
        String refused = alice.ask(shorter);
        alice.acknowledge(shorter, refused);
        assertEquals(422, TextWic.status(refused), refused);
        assertEquals("90", TextWic.line(refused, "Min-SE:"), refused);
        String there =
                refusedWith(
                        "422 Session Interval Too Small",
                        "Min-SE: 300",
                        "Supported: timer\nSession-Expires: 90\n");
        assertEquals("300", TextWic.line(there, "Min-SE:"), there);
    }

    /** RFC 3204: ISUP is for the core's own; a WIC has the description alone. */
    @Test
    void isupInAnAnswerDoesNotReachTheWic() {
        try (var gateway = Gateway.called("isup", program.ports(), "isup", ISUP)) {
            String invite = invitation("");
            alice.socket().send(TextWic.wire(invite));
            for (String wanted : new String[] {"183 INVITE", "200 INVITE"}) {
                String answer = awaitAnswer(wanted);
                assertEquals("application/sdp", TextWic.line(answer, "Content-Type:"), answer);
                assertTrue(answer.contains("a=fingerprint:"), answer);
                assertFalse(answer.contains(ISUP), answer);
                if (wanted.startsWith("200")) {
                    alice.acknowledge(invite, answer);
                    gateway.awaits("ACK");
                    String over = alice.ask(inDialog("BYE", 2, invite, answer, "", ""));
                    assertEquals(200, TextWic.status(over), over);
                }
            }
            gateway.isDone();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "302 Moved Temporarily | Contact: <sip:+4940@127.0.0.1>",
                "486 Busy Here | Reason: Q.850;cause=17;text=\"User busy\"",
                "404 Not Found | Reason: Q.850;cause=1;text=\"Unallocated number\"",
                "603 Decline | Reason: Q.850;cause=21",
                "500 Server Internal Error | Reason: Q.850;cause=41"
            })
    void aRefusalReachesTheWicWithItsCause(String status, String header) {
        String refused = refusedWith(status, header, "");
        String name = header.substring(0, header.indexOf(':') + 1);
        assertEquals(header, name + " " + TextWic.line(refused, name), refused);
    }

    /** RFC 3261 §9.1: CANCEL has no effect on who has answered; the caller hangs up. */
    @Test
    void anAnswerThatCrossesTheCancelIsHungUpByTheCaller() {
        try (var gateway = Gateway.called("answers_what_was_cancelled", program.ports())) {
            String invite = invitation("");
            alice.socket().send(TextWic.wire(invite));
            awaitAnswer("180 INVITE");
            alice.socket().send(TextWic.wire(cancel(invite)));
            awaitAnswer("200 CANCEL");
            gateway.awaits("CANCEL");
            gateway.goOn();
            String answer = awaitAnswer("200 INVITE");
            alice.acknowledge(invite, answer);
            String over = alice.ask(inDialog("BYE", 2, invite, answer, "", ""));
            assertEquals(200, TextWic.status(over), over);
            gateway.isDone();
        }
    }

    /** A call of the gateway to a WIC with media: each sees its own kind of everything. */
    @Test
    void theGatewayCallsAWicRefreshesTheSessionAndHangsUp() {
        try (var gateway = calling("calls", "bob", bobRegister)) {
            String answer = gateway.awaits("200");
            assertEquals("application/sdp", TextWic.line(answer, "Content-Type:"), answer);
            assertFalse(answer.contains("a=fingerprint:"), answer);
            awaitCarried("to_access", "packets", 50, gateway);
            gateway.goOn(TextWic.line(answer, "Call-ID:"));
            gateway.isDone();
            var report = bob.ended();
            assertEquals(Verdict.AUDIO, report.verdict(), report::toString);
            assertFalse(program.log().contains(ISUP));
        }
    }

    @Test
    void theGatewayGivesUpACallAndTheWicHearsWhy() {
        String register = core.requests("REGISTER").getLast();
        try (var gateway = calling("calls_and_gives_up", "alice", register)) {
            String invite = awaitRequest("INVITE");
            String ringing = TextWic.reply(invite, "180 Ringing", "");
            alice.socket().send(TextWic.wire(ringing));
            String cancel = awaitRequest("CANCEL");
            assertEquals(
                    "SIP;cause=200;text=\"Call completed elsewhere\"",
                    TextWic.line(cancel, "Reason:"),
                    cancel);
            alice.socket().send(TextWic.wire(TextWic.reply(cancel, "200 OK", "")));
            alice.socket().send(TextWic.wire(TextWic.reply(invite, "487 Terminated", "")));
            gateway.isDone();
            awaitRequest("ACK");
        }
    }

    /** Alice calls and is refused; what she heard, acknowledged. */
    private String refusedWith(String status, String header, String more) {
        try (var gateway =
                Gateway.called("refuses", program.ports(), "status", status, "more", header)) {
            String invite = invitation(more);
            String refused = alice.ask(invite);
            alice.acknowledge(invite, refused);
            assertEquals(status, refused.lines().findFirst().orElseThrow().substring(8).strip());
            gateway.isDone();
            return refused;
        }
    }

    private static Gateway calling(String scene, String user, String register) {
        String contact = TextWic.line(register, "Contact:");
        return Gateway.calling(
                scene,
                program.ports(),
                "path",
                TextWic.line(register, "Path:"),
                "contact",
                contact.substring(contact.indexOf('<') + 1, contact.indexOf('>')),
                "user",
                user,
                "domain",
                Demo.DOMAIN,
                "isup",
                ISUP);
    }

    private String invitation(String more) {
        return alice.invitation("alice", "+4930", token, TextWic.SDP)
                .replace("Content-Type:", more + "Content-Type:");
    }

    private static String sdp() {
        return "Content-Type: application/sdp\n";
    }

    private String inDialog(
            String method, int cseq, String invite, String answer, String more, String body) {
        return alice.inDialog(method, cseq, invite, answer, token)
                        .replace(
                                "Content-Length: 0\n\n",
                                "Contact: "
                                        + TextWic.line(invite, "Contact:")
                                        + "\n"
                                        + more
                                        + "Content-Length: "
                                        + TextWic.wire(body).length()
                                        + "\n\n")
                + body;
    }

    private static String cancel(String invite) {
        return invite.substring(0, invite.indexOf("\n\n"))
                        .replace("INVITE", "CANCEL")
                        .replaceAll("(?m)^(Content-|Contact:|Authorization:).*\n?", "")
                + "Reason: SIP;cause=200\nContent-Length: 0\n\n";
    }

    /** The next answer with this status to this method; others may come before. */
    private String awaitAnswer(String wanted) {
        while (true) {
            String message = alice.message();
            String method = TextWic.line(message, "CSeq:").replaceFirst("^\\d+ ", "");
            if (message.startsWith("SIP/2.0 ")
                    && wanted.equals(TextWic.status(message) + " " + method)) {
                return message;
            }
            assertFalse(message.startsWith("SIP/2.0 ") && TextWic.status(message) >= 300, message);
        }
    }

    private String awaitRequest(String method) {
        String message = alice.message();
        while (!message.startsWith(method + " ")) {
            message = alice.message();
        }
        return message;
    }

    /** The one call there is. */
    private static JsonNode current() {
        return JSON.readTree(program.admin().get("/api/v1/calls")).path(0);
    }

    private static long carried(String way, String what) {
        return current().path("media").path(0).path(way).path(what).asLong();
    }

    private static void awaitCarried(String way, String what, int least, Gateway gateway) {
        Patience.until(
                Patience.USUAL,
                () -> way + " " + what + "\n" + gateway.story() + "\n" + program.log(),
                () -> carried(way, what) >= least);
    }
}
