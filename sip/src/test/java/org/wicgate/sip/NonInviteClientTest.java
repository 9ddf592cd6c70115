package org.wicgate.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wicgate.sim.Run;
import org.wicgate.sip.ClientTransaction.Cause;
import org.wicgate.sip.ClientTransaction.In;
import org.wicgate.sip.ClientTransaction.Out;

class NonInviteClientTest {
    private static final Request BYE = Messages.request("BYE", "b1");
    private static final Response TRYING = Messages.answer(BYE, 100);
    private static final Response OK = Messages.answer(BYE, 200);

    private static Run<In, Out> start(boolean reliable) {
        return new Run<>(new NonInviteClient(BYE, reliable, TimerValues.CORE)).give(new In.Start());
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

    /** RFC 3261 §17.1.2.2: E doubles up to T2 until F gives up at 64*T1. */
    @Test
    void unansweredRequestIsRetransmittedUntilTimerF() {
        var run = start(false).pass(Duration.ofMinutes(1));
        assertEquals(
                List.of(
                        0L, 500L, 1500L, 3500L, 7500L, 11500L, 15500L, 19500L, 23500L, 27500L,
                        31500L),
                sends(run));
        assertEquals(ended(32, Cause.TIMEOUT), run.log().getLast());
    }

    /** RFC 3261 §17.1.2.2: after a provisional answer the interval is T2. */
    @Test
    void afterProvisionalAnswerRetransmissionsAreEveryT2() {
        var run = start(false).give(new In.Received(TRYING)).pass(Duration.ofSeconds(13));
        assertEquals(List.of(0L, 500L, 4500L, 8500L, 12500L), sends(run));
    }

    @Test
    void answerIsGivenOnceAndRepetitionsAbsorbedUntilTimerK() {
        var run = start(false).give(new In.Received(OK)).give(new In.Received(OK));
        run.pass(Duration.ofMinutes(1));
        assertEquals(
                List.of(new Out.Transmit(BYE), new Out.Answered(OK), new Out.Ended(Cause.DONE)),
                run.log().stream().map(Run.Event::out).toList());
        assertEquals(ended(5, Cause.DONE), run.log().getLast());
    }

    @Test
    void overReliableTransportTheAnswerEndsItAtOnce() {
        var run = start(true).pass(Duration.ofSeconds(2)).give(new In.Received(OK));
        assertEquals(List.of(0L), sends(run));
        assertEquals(ended(2, Cause.DONE), run.log().getLast());
    }

    @Test
    void failureOfTheTransportEndsItUnlessAnswered() {
        var run = start(false).give(new In.TransportFailed());
        assertEquals(ended(0, Cause.TRANSPORT), run.log().getLast());
        var answered = start(false).give(new In.Received(OK)).give(new In.TransportFailed());
        assertEquals(new Out.Answered(OK), answered.log().getLast().out());
    }
}
