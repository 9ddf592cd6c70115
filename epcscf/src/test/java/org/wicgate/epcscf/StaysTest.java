package org.wicgate.epcscf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wicgate.epcscf.EdgeProxy.Client;
import org.wicgate.epcscf.EdgeProxy.Out;
import org.wicgate.epcscf.Report.CallEnd;
import org.wicgate.epcscf.Report.Ending;

/** One client and several shards: who keeps it, and what becomes of what another kept. */
class StaysTest {
    private static final String CONTACT = "sip:alice@alice.invalid;transport=ws";
    private static final Client ALICE =
            new Client("alice@" + Bench.HOME, "urn:uuid:alice 1", "reg-alice");
    private static final Client RESTARTED =
            new Client("alice@" + Bench.HOME, "urn:uuid:alice 1", "reg-new");

    private final Bench bench = new Bench();
    private final Calls calls = new Calls(bench).register(1, "alice");

    private List<Out> told() {
        return bench.places;
    }

    private void register(long id, int cseq, int expires) {
        bench.wic(id, Texts.register("alice", cseq, expires, Texts.bearer("alice")));
        bench.core(Texts.registered(bench.coreRequest()));
        bench.assertAnswered(id, 200);
    }

    @Test
    void eachClientIsToldOnceWhenItComesAndWhenItGoes() {
        assertEquals(List.of(new Out.Keeps(ALICE)), told());
        register(1, 2, 600);
        assertEquals(1, told().size(), "a refresh is no news");
        register(1, 3, 0);
        assertEquals(new Out.Leaves(ALICE), told().getLast());
    }

    @Test
    void aClientThatIsLostIsKeptAsLongAsItsCallsWaitForIt() {
        bench.close(1).pass(Duration.ofSeconds(1));
        assertEquals(1, told().size());
        bench.connect(2);
        register(2, 2, 600);
        bench.close(2).pass(Duration.ofMillis(1500));
        assertEquals(List.of(new Out.Keeps(ALICE), new Out.Keeps(ALICE)), told());
        bench.pass(Duration.ofSeconds(1));
        assertEquals(new Out.Leaves(ALICE), told().getLast());
        assertEquals(0, bench.proxy.census().timers());
    }

    /** RFC 5626 §5.3.1, though the WebSocket still looks open. */
    @Test
    void theFlowOfAClientThatAnotherShardKeepsIsAnswered430AtOnce() {
        bench.give(new EdgeProxy.In.KeptElsewhere(RESTARTED));
        bench.core(Texts.coreInvite(calls.path, CONTACT, "", Texts.CORE_SDP));
        assertEquals(430, bench.coreResponse().status());
        assertEquals(0, bench.proxy.census().bindings());
        assertEquals(
                List.of(Ending.MOVED),
                bench.reports(Report.Unregistered.class).stream()
                        .map(Report.Unregistered::ending)
                        .toList());
    }

    @Test
    void callsOfAClientThatStartedAnewOnAnotherShardAreEnded() {
        calls.talk();
        bench.give(new EdgeProxy.In.KeptElsewhere(RESTARTED));
        assertEquals(1, bench.coreRequests("BYE").size());
        assertEquals(CallEnd.CONNECTION_LOST, calls.end());
        calls.assertOver(1);
    }

    @Test
    void callsOfALostClientThatStartedAnewOnAnotherShardDoNotWaitForIt() {
        calls.talk();
        bench.close(1);
        bench.give(new EdgeProxy.In.KeptElsewhere(RESTARTED));
        assertEquals(1, bench.coreRequests("BYE").size());
        calls.assertOver(1);
        bench.pass(Duration.ofMinutes(1));
        calls.assertOver(1);
    }

    @Test
    void anotherFlowOfTheInstanceAndAnotherUserOfTheBrowserStay() {
        bench.give(
                new EdgeProxy.In.KeptElsewhere(
                        new Client(ALICE.impi(), "urn:uuid:alice 2", "reg-alice")));
        bench.give(
                new EdgeProxy.In.KeptElsewhere(
                        new Client("bob@" + Bench.HOME, "urn:uuid:alice 1", "reg-alice")));
        assertEquals(1, bench.proxy.census().bindings());
    }

    @Test
    void aClientWhoseOldWebSocketStillLooksOpenKeepsItsCall() {
        var invite = calls.talk();
        bench.connect(2);
        register(2, 2, 600);
        bench.core(Calls.fromCallee("INFO", invite, 1, ""));
        assertTrue(bench.wicRequest(2).is("INFO"));
        bench.core(Texts.coreInvite(calls.path, CONTACT, "", Texts.CORE_SDP));
        assertEquals(430, bench.coreResponse().status());
        bench.close(1).pass(Duration.ofMinutes(1));
        assertEquals(List.of(), bench.coreRequests("BYE"));
        assertEquals(1, bench.proxy.census().calls());
    }
}
