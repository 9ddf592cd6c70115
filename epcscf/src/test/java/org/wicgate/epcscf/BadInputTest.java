package org.wicgate.epcscf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wicgate.epcscf.Report.Refusal;
import org.wicgate.sim.Proves;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Limits;
import org.wicgate.sip.Response;
import org.wicgate.sip.TimerValues;

/** What strangers send; after each of it a normal call still works. */
class BadInputTest {
    private final Bench bench = new Bench();
    private final Calls calls = new Calls(bench).register(1, "alice");

    @AfterEach
    void normalCallStillWorks() {
        bench.gatewayAnswers = true;
        bench.pass(Duration.ofMinutes(3));
        calls.register(77, "bob");
        var text = Texts.initial("INVITE", "bob", "dave", Texts.bearer("bob"), Texts.WIC_SDP);
        bench.wic(77, text);
        bench.core(Calls.answerWithSdp(bench.coreRequest(), 200));
        bench.assertAnswered(77, 200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hello",
                "GET / HTTP/1.1\n\n",
                "\u0000\u0001\u0002",
                "SIP/2.0 200 OK\n\n",
                "INVITE sip:x SIP/2.0\n",
                "ACK sip:x SIP/2.0\nVia: broken\n\n"
            })
    void whatIsNotSipIsCountedAndNotAnswered(String garbage) {
        int before = bench.wicLog(1).size();
        bench.wic(1, garbage);
        assertEquals(before, bench.wicLog(1).size());
        assertEquals(List.of(), bench.others);
        assertFalse(bench.reports(Report.Malformed.class).getLast().answered());
    }

    @Test
    void oneWicCannotTakeThePlacesOfAllOthers() {
        var bench = new Bench();
        new Calls(bench).register(1, "alice").register(2, "bob");
        for (int i = 0; i <= Sessions.MAX_OF_ONE_FLOW; i++) {
            bench.wic(1, another("alice", i));
        }
        bench.assertAnswered(1, 503);
        assertEquals(Sessions.MAX_OF_ONE_FLOW, bench.proxy.census().calls());
        bench.wic(2, another("bob", 0));
        bench.assertAnswered(2, 100);
    }

    @Test
    void whoIsRegisteredMayRefreshWhenThereIsNoRoomForMore() {
        var base = Bench.config();
        var w2 = new Config.W2("edge.example", 8088, TimerValues.UE, 1000, 1);
        var full =
                new Bench(
                        new Config(
                                base.homeDomain(),
                                w2,
                                base.mw(),
                                base.registration(),
                                base.sessions()));
        new Calls(full).register(1, "alice");
        full.connect(2).wic(2, Texts.register("bob", 1, Texts.bearer("bob")));
        full.assertAnswered(2, 503);
        full.wic(1, Texts.register("alice", 2, Texts.bearer("alice")));
        full.core(Texts.registered(full.coreRequest()));
        full.assertAnswered(1, 200);
    }

    private static String another(String user, int i) {
        return Texts.initial("INVITE", user, "dave", Texts.bearer(user), Texts.WIC_SDP)
                .replace(user + "1", user + "-" + i)
                .replace("call-" + user, "call-" + user + i);
    }

    @Test
    void truncatedRequestIsAnswered400() {
        String text = Texts.initial("INVITE", "alice", "dave", "", "");
        bench.wic(1, text.substring(0, text.indexOf("Contact")));
        var refuse = assertInstanceOf(EdgeProxy.Out.Refuse.class, bench.others.getLast());
        assertEquals(400, refuse.refusal().status());
        assertTrue(bench.reports(Report.Malformed.class).getLast().answered());
    }

    @Test
    void requestWithoutCallIdIsAnswered400() {
        bench.wic(1, Texts.initial("INVITE", "alice", "dave", "", "").replace("Call-ID", "X-No"));
        var refuse = assertInstanceOf(EdgeProxy.Out.Refuse.class, bench.others.getLast());
        assertEquals(400, refuse.refusal().status());
    }

    @Test
    void messageOf70KilobytesIsNotRead() {
        String huge = Texts.initial("MESSAGE", "alice", "dave", "X-Pad: " + "x".repeat(70_000), "");
        var input = EdgeProxy.In.fromAccess(1, Bench.bytes(huge), Limits.DEFAULT);
        assertInstanceOf(EdgeProxy.In.Garbage.class, input);
        bench.give(input);
    }

    @Test
    @Proves("WS-10")
    void twoMessagesInOneAreRefused() {
        int before = bench.toCore.size();
        String one = Texts.initial("MESSAGE", "alice", "dave", Texts.bearer("alice"), "");
        bench.wic(1, one + one);
        bench.assertAnswered(1, 400);
        assertEquals(before, bench.toCore.size());
        assertTrue(bench.reports(Report.Malformed.class).getLast().why().contains("two"));
    }

    @Test
    void messageOverAConnectionThatIsClosedIsDropped() {
        bench.close(1);
        bench.wic(1, Texts.initial("MESSAGE", "alice", "dave", Texts.bearer("alice"), ""));
        assertInstanceOf(Report.Dropped.class, bench.reports.getLast());
    }

    @Test
    void responsesAndAcksToNothingAreDropped() {
        int before = bench.toCore.size();
        bench.wic(1, Response.to(calls.call(), 200).toTag("z").build());
        bench.wic(1, Texts.inDialog("ACK", "bob", "dave", 1, "", ""));
        bench.core(Texts.coreInvite(calls.path, "sip:a@b", "", "").replace("INVITE", "ACK"));
        assertEquals(before + 1, bench.toCore.size(), "the INVITE alone");
    }

    @Test
    void coreWithoutOurTokenIsAnswered() {
        String text = Texts.coreInvite("<sip:elsewhere@192.0.2.99;lr>", "sip:a@b", "", "");
        bench.core(text);
        assertEquals(404, bench.coreResponse().status());
        bench.core(
                text.replace("core1", "core2")
                        .replace("<sip:alice@ims.example>\nC", "<sip:alice@ims.example>;tag=t\nC"));
        assertEquals(481, bench.coreResponse().status());
    }

    @Test
    void coreThatAsksWhetherWeLiveIsAnswered() {
        bench.core(
                """
                OPTIONS sip:192.0.2.60:5060 SIP/2.0
                Via: SIP/2.0/UDP 192.0.2.50:5080;branch=z9hG4bKping;rport
                Max-Forwards: 0
                From: <sip:core@ims.example>;tag=1
                To: <sip:192.0.2.60>
                Call-ID: ping
                CSeq: 1 OPTIONS
                Content-Length: 0

                """);
        assertEquals(200, bench.coreResponse().status());
    }

    @Test
    void proxyRequireThatWeDoNotKnowIsAnswered420() {
        String more = Texts.bearer("alice") + "Proxy-Require: magic, sec-agree\n";
        bench.wic(1, Texts.initial("MESSAGE", "alice", "dave", more, ""));
        bench.assertAnswered(1, 420);
        assertEquals("magic, sec-agree", bench.wicResponse(1).header(HeaderName.UNSUPPORTED));
    }

    @Test
    void maxForwardsIsCheckedBothWays() {
        String text = Texts.initial("MESSAGE", "alice", "dave", Texts.bearer("alice"), "");
        bench.wic(1, text.replace("Max-Forwards: 70", "Max-Forwards: 0"));
        bench.assertAnswered(1, 483);
        bench.core(
                Texts.coreInvite(calls.path, "sip:a@b", "", "")
                        .replace("Max-Forwards: 60", "Max-Forwards: 0"));
        assertEquals(483, bench.coreResponse().status());
    }

    @Test
    @Proves("SES-04")
    void strictPolicyRefusesAnotherRouteThanTheServiceRoute() {
        var base = Bench.config();
        var s = base.sessions();
        var strict =
                new Config.Sessions(
                        s.lossGrace(),
                        s.lossStatus(),
                        s.max(),
                        s.maxDialogs(),
                        s.maxWaiting(),
                        s.timerC(),
                        s.gatewayPatience(),
                        true,
                        s.policy());
        var other =
                new Bench(
                        new Config(
                                base.homeDomain(),
                                base.w2(),
                                base.mw(),
                                base.registration(),
                                strict));
        new Calls(other).register(1, "alice");
        String wrong = Texts.bearer("alice") + "Route: <sip:elsewhere@192.0.2.66;lr>\n";
        other.wic(1, Texts.initial("INVITE", "alice", "dave", wrong, Texts.WIC_SDP));
        other.assertAnswered(1, 400);
        String right =
                Texts.bearer("alice")
                        + "Route: <sip:edge.example:8088;transport=ws;lr>,"
                        + " <sip:orig@192.0.2.50:5080;lr>\n";
        other.wic(
                1,
                Texts.initial("INVITE", "alice", "dave", right, Texts.WIC_SDP)
                        .replace("alice1", "alice2"));
        assertTrue(other.coreRequest().is("INVITE"));
        assertEquals(
                List.of("<sip:orig@192.0.2.50:5080;lr>"),
                other.coreRequest().headers(HeaderName.ROUTE));
    }

    @Test
    @Proves("SES-37")
    void fullHouseIsAnswered503WithRetryAfter() {
        var base = Bench.config();
        var small =
                new Bench(
                        new Config(
                                base.homeDomain(),
                                base.w2(),
                                base.mw(),
                                base.registration(),
                                new Config.Sessions(Duration.ofSeconds(2), 1)));
        new Calls(small).register(1, "alice").call();
        small.wic(
                1,
                Texts.initial("INVITE", "alice", "dave", Texts.bearer("alice"), Texts.WIC_SDP)
                        .replace("alice1", "alice2"));
        small.assertAnswered(1, 503);
        var after = small.wicResponse(1).headers(HeaderName.RETRY_AFTER);
        assertTrue(after.getFirst().matches("[5-9]|1[0-5]"), after::toString);
        assertEquals(
                Refusal.OVERLOAD, small.reports(Report.RequestRefused.class).getLast().refusal());
    }

    @Test
    void outputThatHoldsATokenDoesNotShowIt() {
        assertFalse(new EdgeProxy.Out.Verify(1, "secret-token").toString().contains("secret"));
        var all = Set.copyOf(bench.reports.stream().map(Object::toString).toList());
        assertTrue(all.stream().noneMatch(r -> r.contains("tok-alice")), all.toString());
    }
}
