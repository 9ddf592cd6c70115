package org.wicgate.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wicgate.sim.Run;
import org.wicgate.sip.ServerTransaction.Cause;
import org.wicgate.sip.ServerTransaction.In;
import org.wicgate.sip.ServerTransaction.Out;

class InviteServerTest {
    private static final Request INVITE = Messages.request("INVITE", "i1");
    private static final Request ACK = Messages.request("ACK", "i1");
    private static final Response RINGING = Messages.answer(INVITE, 180);
    private static final Response OK = Messages.answer(INVITE, 200);
    private static final Response BUSY = Messages.answer(INVITE, 486);

    private static Run<In, Out> start(boolean reliable) {
        return new Run<>(new InviteServer(INVITE, reliable, TimerValues.CORE)).give(new In.Start());
    }

    private static List<Long> sends(Run<In, Out> run) {
        return run.log().stream()
                .filter(e -> e.out() instanceof Out.Transmit)
                .map(e -> e.at().toMillis())
                .toList();
    }

    private static Run.Event<Out> ended(long seconds, Cause cause) {
        return new Run.Event<>(Duration.ofSeconds(seconds), new Out.Ended(cause));
    }

    /** RFC 3261 §17.2.1: the user is silent for 200 ms, so the transaction says 100. */
    @Test
    void silentUserGetsTryingSentAfter200Milliseconds() {
        var run = start(false).pass(Duration.ofSeconds(1));
        assertEquals(List.of(200L), sends(run));
        assertEquals(100, ((Out.Transmit) run.log().getFirst().out()).response().status());
        run.give(new In.Received(INVITE));
        assertEquals(List.of(200L, 1000L), sends(run));
    }

    @Test
    void repeatedInviteGetsTheLastProvisionalAnswer() {
        var run = start(false).give(new In.Received(INVITE)).give(new In.Answer(RINGING));
        run.give(new In.Received(INVITE)).pass(Duration.ofSeconds(5));
        assertEquals(List.of(new Out.Transmit(RINGING), new Out.Transmit(RINGING)), run.take());
    }

    /** RFC 3261 §17.2.1: G doubles from T1 up to T2 until H gives up at 64*T1. */
    @Test
    void unacknowledgedRefusalIsRetransmittedUntilTimerH() {
        var run = start(false).give(new In.Answer(BUSY)).pass(Duration.ofMinutes(1));
        assertEquals(
                List.of(
                        0L, 500L, 1500L, 3500L, 7500L, 11500L, 15500L, 19500L, 23500L, 27500L,
                        31500L),
                sends(run));
        assertEquals(ended(32, Cause.NO_ACK), run.log().getLast());
    }

    @Test
    void ackEndsRetransmissionAndIsAbsorbedUntilTimerI() {
        var run = start(false).give(new In.Answer(BUSY)).pass(Duration.ofMillis(700));
        run.give(new In.Received(ACK)).give(new In.Received(ACK)).give(new In.Received(INVITE));
        run.pass(Duration.ofMinutes(1));
        assertEquals(List.of(0L, 500L), sends(run));
        assertEquals(
                new Run.Event<Out>(Duration.ofMillis(5700), new Out.Ended(Cause.DONE)),
                run.log().getLast());
    }

    @Test
    void overReliableTransportARefusalIsSentOnceAndTheAckEndsIt() {
        var run = start(true).give(new In.Answer(BUSY)).pass(Duration.ofSeconds(10));
        assertEquals(List.of(0L), sends(run));
        run.give(new In.Received(ACK));
        assertEquals(ended(10, Cause.DONE), run.log().getLast());
        var silent = start(true).give(new In.Answer(BUSY)).pass(Duration.ofMinutes(1));
        assertEquals(ended(32, Cause.NO_ACK), silent.log().getLast());
    }

    /** RFC 6026 §7.1: after 2xx the INVITE is absorbed, the user repeats, ACK goes up, L ends. */
    @Test
    void acceptedStateAbsorbsInvitesAndPassesAcksUntilTimerL() {
        var run = start(false).give(new In.Answer(OK)).give(new In.Received(INVITE));
        run.pass(Duration.ofSeconds(1)).give(new In.Answer(OK)).give(new In.Received(ACK));
        run.pass(Duration.ofMinutes(1));
        assertEquals(List.of(0L, 1000L), sends(run));
        assertEquals(new Out.ToUser(ACK), run.log().get(2).out());
        assertEquals(ended(32, Cause.DONE), run.log().getLast());
    }

    @Test
    void lostTransportEndsAnUnacknowledgedRefusalOnly() {
        var refused = start(false).give(new In.Answer(BUSY)).give(new In.TransportFailed());
        assertEquals(ended(0, Cause.TRANSPORT), refused.log().getLast());
        var ringing = start(false).give(new In.Answer(RINGING)).give(new In.TransportFailed());
        assertEquals(new Out.Transmit(RINGING), ringing.log().getLast().out());
    }

    @Test
    void secondRefusalIsABugOfTheUser() {
        var run = start(false).give(new In.Answer(BUSY));
        assertThrows(IllegalStateException.class, () -> run.give(new In.Answer(BUSY)));
    }
}
