package org.wicgate.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wicgate.sim.Run;
import org.wicgate.sip.ClientTransaction.Cause;
import org.wicgate.sip.ClientTransaction.In;
import org.wicgate.sip.ClientTransaction.Out;

class InviteClientTest {
    private static final Request INVITE = Messages.request("INVITE", "i1");
    private static final Response RINGING = Messages.answer(INVITE, 180);
    private static final Response OK = Messages.answer(INVITE, 200);
    private static final Response BUSY = Messages.answer(INVITE, 486);

    private static Run<In, Out> start(boolean reliable) {
        return new Run<>(new InviteClient(INVITE, reliable, TimerValues.CORE)).give(new In.Start());
    }

    private static List<Long> times(Run<In, Out> run, Class<? extends Out> kind) {
        return run.log().stream()
                .filter(e -> kind.isInstance(e.out()))
                .map(e -> e.at().toMillis())
                .toList();
    }

    private static Run.Event<Out> ended(long seconds, Cause cause) {
        return new Run.Event<>(Duration.ofSeconds(seconds), new Out.Ended(cause));
    }

    /** RFC 3261 §17.1.1.2: A doubles without ceiling until B gives up at 64*T1. */
    @Test
    void unansweredInviteIsRetransmittedUntilTimerB() {
        var run = start(false).pass(Duration.ofMinutes(1));
        assertEquals(
                List.of(0L, 500L, 1500L, 3500L, 7500L, 15500L, 31500L),
                times(run, Out.Transmit.class));
        assertEquals(ended(32, Cause.TIMEOUT), run.log().getLast());
    }

    @Test
    void overReliableTransportNothingIsRetransmitted() {
        var run = start(true).pass(Duration.ofMinutes(1));
        assertEquals(List.of(0L), times(run, Out.Transmit.class));
        assertEquals(ended(32, Cause.TIMEOUT), run.log().getLast());
    }

    @Test
    void towardsUeTheTimersAreFourTimesLonger() {
        var run = new Run<>(new InviteClient(INVITE, true, TimerValues.UE)).give(new In.Start());
        run.pass(Duration.ofMinutes(5));
        assertEquals(ended(128, Cause.TIMEOUT), run.log().getLast());
    }

    @Test
    void provisionalAnswerStopsRetransmissionAndTimerB() {
        var run = start(false).pass(Duration.ofMillis(600)).give(new In.Received(RINGING));
        run.pass(Duration.ofMinutes(10));
        assertEquals(List.of(0L, 500L), times(run, Out.Transmit.class));
        assertEquals(new Out.Answered(RINGING), run.log().getLast().out());
    }

    /** RFC 3261 §17.1.1.2: D is 32 s; every repeated refusal gets the same ACK, the user none. */
    @Test
    void refusalIsAcknowledgedAndItsRepetitionsToo() {
        var run = start(false).give(new In.Received(BUSY)).pass(Duration.ofSeconds(1));
        run.give(new In.Received(BUSY)).pass(Duration.ofMinutes(1));
        assertEquals(List.of(0L), times(run, Out.Answered.class));
        assertEquals(List.of(0L, 0L, 1000L), times(run, Out.Transmit.class));
        assertEquals(ended(32, Cause.DONE), run.log().getLast());
    }

    /** RFC 3261 §17.1.1.3. */
    @Test
    void ackOfRefusalIsMadeOfTheInvite() {
        var run = start(true).give(new In.Received(BUSY));
        var ack = ((Out.Transmit) run.log().get(2).out()).request();
        assertEquals("ACK sip:bob@example.com SIP/2.0", ack.startLine());
        assertEquals(INVITE.vias(), ack.vias());
        assertEquals(INVITE.routes(), ack.routes());
        assertEquals("1 ACK", ack.cseq().toString());
        assertEquals("b1", ack.to().tag());
        assertEquals("a1", ack.from().tag());
        assertEquals(ended(0, Cause.DONE), run.log().getLast(), "D is zero when reliable");
    }

    /** RFC 6026 §7.2: 2xx are passed up for 64*T1, whatever fork they come from. */
    @Test
    void everyTwoHundredGoesUpUntilTimerM() {
        var run = start(false).give(new In.Received(OK)).pass(Duration.ofSeconds(31));
        run.give(new In.Received(OK)).give(new In.Received(BUSY)).give(new In.Received(RINGING));
        run.pass(Duration.ofMinutes(1));
        assertEquals(List.of(0L, 31_000L), times(run, Out.Answered.class));
        assertEquals(ended(32, Cause.DONE), run.log().getLast());
    }

    /** RFC 3261 §9.1: without a final answer 64*T1 after CANCEL it counts as cancelled. */
    @Test
    void cancelledInviteWithoutAnswerTimesOut() {
        var run = start(false).give(new In.Received(RINGING)).give(new In.Cancelled());
        run.pass(Duration.ofMinutes(1));
        assertEquals(ended(32, Cause.TIMEOUT), run.log().getLast());
    }

    @Test
    void failureOfTheTransportEndsIt() {
        var machine = new InviteClient(INVITE, false, TimerValues.CORE);
        var run = new Run<>(machine).give(new In.Start());
        assertFalse(machine.isOver());
        run.give(new In.TransportFailed()).pass(Duration.ofMinutes(1));
        assertEquals(ended(0, Cause.TRANSPORT), run.log().getLast());
        assertTrue(machine.isOver());
    }
}
