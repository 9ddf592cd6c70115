package org.wicgate.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wicgate.sim.Run;
import org.wicgate.sip.ServerTransaction.Cause;
import org.wicgate.sip.ServerTransaction.In;
import org.wicgate.sip.ServerTransaction.Out;

class NonInviteServerTest {
    private static final Request BYE = Messages.request("BYE", "b1");
    private static final Response TRYING = Messages.answer(BYE, 100);
    private static final Response OK = Messages.answer(BYE, 200);

    private static Run<In, Out> start(boolean reliable) {
        return new Run<>(new NonInviteServer(BYE, reliable, TimerValues.CORE)).give(new In.Start());
    }

    private static Run.Event<Out> ended(long seconds, Cause cause) {
        return new Run.Event<>(Duration.ofSeconds(seconds), new Out.Ended(cause));
    }

    /** RFC 3261 §17.2.2: silent while trying, then the last answer until J at 64*T1. */
    @Test
    void repeatedRequestGetsTheLastAnswerUntilTimerJ() {
        var run = start(false).give(new In.Received(BYE));
        assertEquals(List.of(), run.take());
        run.give(new In.Answer(TRYING)).give(new In.Received(BYE));
        run.give(new In.Answer(OK)).give(new In.Received(BYE)).give(new In.Received(BYE));
        assertEquals(
                List.of(
                        new Out.Transmit(TRYING),
                        new Out.Transmit(TRYING),
                        new Out.Transmit(OK),
                        new Out.Transmit(OK),
                        new Out.Transmit(OK)),
                run.take());
        run.pass(Duration.ofMinutes(1));
        assertEquals(ended(32, Cause.DONE), run.log().getLast());
    }

    @Test
    void overReliableTransportTheAnswerEndsItAtOnce() {
        var run = start(true).give(new In.Answer(OK));
        assertEquals(ended(0, Cause.DONE), run.log().getLast());
    }

    @Test
    void userThatNeverAnswersDoesNotKeepItForEver() {
        var run = start(true).pass(Duration.ofMinutes(1));
        assertEquals(List.of(ended(32, Cause.UNANSWERED)), run.log());
    }

    @Test
    void failureOfTheTransportEndsIt() {
        var run = start(false).give(new In.Answer(OK)).give(new In.TransportFailed());
        assertEquals(ended(0, Cause.TRANSPORT), run.log().getLast());
    }
}
