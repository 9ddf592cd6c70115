package org.wicgate.epcscf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.wicgate.sim.Proves;
import org.wicgate.sim.SeededEntropy;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Response;

/** RFC 5626 at the edge: flows that come, go and stand side by side. */
class FlowsTest {
    private static final String ALICE = "sip:alice@alice.invalid;transport=ws";

    private final Bench bench = new Bench();
    private final Calls calls = new Calls(bench).register(1, "alice");

    private int invited(String path, int number) {
        bench.core(
                Texts.coreInvite(path, ALICE, "", Texts.CORE_SDP)
                        .replace("branch=z9hG4bKcore1", "branch=z9hG4bKcore" + number)
                        .replace("mt-call", "mt-call-" + number));
        return bench.toCore.getLast() instanceof Response r ? r.status() : 0;
    }

    private String register(long id, int cseq, String from, String to) {
        bench.connect(id)
                .wic(id, Texts.register("alice", cseq, Texts.bearer("alice")).replace(from, to));
        String path = String.valueOf(bench.coreRequest().header(HeaderName.PATH));
        bench.core(Texts.registered(bench.coreRequest()));
        bench.assertAnswered(id, 200);
        return path;
    }

    @Test
    void twoFlowsOfOneInstanceStandSideBySide() {
        String second = register(2, 2, "reg-id=1", "reg-id=2");
        assertEquals(2, bench.proxy.census().bindings());
        assertEquals(100, invited(second, 1));
        assertTrue(bench.wicRequest(2).is("INVITE"));
        assertEquals(100, invited(calls.path, 2));
        assertTrue(bench.wicRequest(1).is("INVITE"));
        bench.close(1);
        assertEquals(430, invited(calls.path, 3));
        assertEquals(100, invited(second, 4), "the other is there still");
    }

    @Test
    @Proves("SES-17")
    void flowThatANewOneReplacedAnswers430AtOnceThoughItIsOpen() {
        String second = register(2, 2, "Call-ID: reg-alice", "Call-ID: reg-alice-2");
        assertEquals(1, bench.proxy.census().bindings());
        assertEquals(430, invited(calls.path, 1));
        assertEquals(100, invited(second, 2));
    }

    @Test
    @Proves("SES-18")
    void withoutOutboundAFlowThatIsGoneIs480() {
        String plain = register(2, 2, "Supported: path, outbound, gruu", "Supported: path");
        assertFalse(plain.contains(";ob"));
        assertEquals(100, invited(plain, 1));
        bench.close(2).pass(Duration.ofSeconds(1));
        assertEquals(480, invited(plain, 2));
    }

    @Test
    void afterARestartTheCoresOldBindingsAnswer430() {
        var entropy = new SeededEntropy(9);
        var key = NodeKey.fresh(entropy);
        var before = new Bench(Bench.config(), key);
        String path = new Calls(before).register(1, "alice").path;
        var after = new Bench(Bench.config(), NodeKey.after(key.kept(), entropy));
        new Calls(after).register(1, "bob"); // the same number, another user
        after.core(Texts.coreInvite(path, ALICE, "", Texts.CORE_SDP));
        assertEquals(430, after.coreResponse().status());
        String plain = path.replace(";ob", "");
        after.core(
                Texts.coreInvite(plain, ALICE, "", Texts.CORE_SDP)
                        .replace("mt-call", "other")
                        .replace("z9hG4bKcore1", "z9hG4bKcore2"));
        assertEquals(480, after.coreResponse().status());
    }

    @Test
    void starEndsAllHereThoughTheCoreKeepsThem() {
        bench.wic(
                1,
                Texts.register("alice", 2, Texts.bearer("alice"))
                        .replaceAll("Contact: .*\n", "Contact: *\nExpires: 0\n"));
        bench.core(Texts.registered(bench.coreRequest()));
        bench.assertAnswered(1, 200);
        assertEquals(0, bench.proxy.census().bindings());
        assertEquals(430, invited(calls.path, 1));
    }

    @Test
    void firstHopLacksOutboundIsPassedToTheWic() {
        bench.connect(2)
                .wic(
                        2,
                        Texts.register("alice", 2, Texts.bearer("alice"))
                                .replace(
                                        "Max-Forwards",
                                        "Via: SIP/2.0/WSS behind.invalid;branch=z9hG4bKb\nMax-Forwards"));
        String path = String.valueOf(bench.coreRequest().header(HeaderName.PATH));
        assertFalse(path.contains(";ob"), "we are not its first hop");
        bench.core(Response.to(bench.coreRequest(), 439).toTag("s").build());
        bench.assertAnswered(2, 439);
        assertEquals(1, bench.proxy.census().bindings());
    }

    @Test
    void newTokenInMidRegistrationKeepsTheCall() {
        calls.talk();
        bench.verdicts.put(
                "tok-renewed",
                new TokenVerdict.Valid(Bench.claims("alice", bench.run.now().plusSeconds(7200))));
        String renewed = "Authorization: Bearer tok-renewed\n";
        bench.wic(1, Texts.register("alice", 2, 5000, renewed));
        bench.core(Texts.registered(bench.coreRequest()));
        bench.assertAnswered(1, 200);
        bench.pass(Duration.ofSeconds(4000)); // the first token is dead
        assertEquals(1, bench.proxy.census().calls());
        assertEquals(1, bench.proxy.census().bindings());
        bench.wic(1, Texts.inDialog("INFO", "alice", "dave", 2, renewed, ""));
        assertTrue(bench.coreRequest().is("INFO"));
    }

    @Test
    void byePassesWithADeadTokenAndAfterTheRegistration() {
        calls.talk();
        bench.pass(Duration.ofSeconds(700));
        assertEquals(0, bench.proxy.census().bindings());
        bench.wic(1, Texts.inDialog("INFO", "alice", "dave", 2, Texts.bearer("alice"), ""));
        bench.assertAnswered(1, 403);
        bench.wic(1, Texts.inDialog("BYE", "alice", "dave", 3, "", ""));
        assertTrue(bench.coreRequest().is("BYE"));
        bench.core(Response.to(bench.coreRequest(), 200).build());
        bench.assertAnswered(1, 200);
        assertEquals(0, bench.proxy.census().calls());
        assertEquals(1, bench.releases());
    }

    @Test
    void byePassesWithAnExpiredToken() {
        calls.talk();
        bench.verdicts.put("old", new TokenVerdict.Invalid(TokenVerdict.Reason.EXPIRED));
        String old = "Authorization: Bearer old\n";
        bench.wic(1, Texts.inDialog("INFO", "alice", "dave", 2, old, ""));
        bench.assertAnswered(1, 401);
        bench.wic(1, Texts.inDialog("BYE", "alice", "dave", 3, old, ""));
        assertTrue(bench.coreRequest().is("BYE"));
        assertEquals(0, bench.proxy.census().calls());
    }

    @Test
    void byeOfSomebodyElseDoesNotPass() {
        calls.talk();
        bench.connect(2).wic(2, Texts.inDialog("BYE", "alice", "dave", 3, "", ""));
        bench.assertAnswered(2, 403);
        assertEquals(1, bench.proxy.census().calls());
    }
}
