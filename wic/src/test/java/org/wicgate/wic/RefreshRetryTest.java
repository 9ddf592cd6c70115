package org.wicgate.wic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;
import org.wicgate.wic.UserAgent.In;
import org.wicgate.wic.UserAgent.Out;

/** The core is away while a WIC refreshes its registration (RFC 5626 §4.5). */
class RefreshRetryTest {
    private static final Duration GRANTED = Duration.ofMinutes(10);
    private static final Duration HALF = GRANTED.dividedBy(2);

    private final Wics wic = Wics.web();

    /** Registered, and its first refresh on the way. */
    private Request refreshing() {
        wic.give(wic.ok(wic.request(), GRANTED.toSeconds()).build());
        wic.run.take();
        wic.run.pass(HALF);
        return wic.request();
    }

    private void refuse(Request register, int status) {
        wic.give(Response.to(register, status).toTag("x").build());
    }

    private Out.NotRefreshed notRefreshed() {
        return assertInstanceOf(Out.NotRefreshed.class, wic.run.take().getFirst());
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 500, 503, 504})
    void aRefreshThatFailsIsTriedAgainEverLaterUntilItSucceeds(int status) {
        var register = refreshing();
        var longest = Duration.ofSeconds(30);
        for (int i = 0; i < 3; i++) {
            refuse(register, status);
            var told = notRefreshed();
            assertEquals(status, told.status());
            assertTrue(told.again().compareTo(longest) <= 0, told::toString);
            assertTrue(told.again().compareTo(longest.dividedBy(2)) >= 0, told::toString);
            wic.run.pass(told.again());
            register = wic.request();
            longest = longest.multipliedBy(2);
        }
        wic.give(wic.ok(register, GRANTED.toSeconds()).build());
        assertEquals(List.of(new Out.Registered(Duration.ZERO, GRANTED)), wic.run.take());
        wic.run.pass(HALF);
        refuse(wic.request(), status);
        assertTrue(notRefreshed().again().compareTo(Duration.ofSeconds(30)) <= 0, "anew");
    }

    /** What lasts ten minutes is not asked for in the eleventh. */
    @Test
    void itIsGivenUpWhenTheRegistrationWouldBeOver() {
        var register = refreshing();
        var began = wic.run.now().minus(HALF);
        int tries = 0;
        while (true) {
            refuse(register, 504);
            var told = wic.run.take().getFirst();
            if (told instanceof Out.NotRegistered(var status, var _)) {
                assertEquals(504, status);
                break;
            }
            wic.run.pass(assertInstanceOf(Out.NotRefreshed.class, told).again());
            register = wic.request();
            tries++;
        }
        assertTrue(tries >= 2 && tries <= 5, "tries: " + tries);
        assertTrue(wic.run.now().isBefore(began.plus(GRANTED)));
        wic.run.pass(Duration.ofHours(1));
        assertEquals(List.of(), wic.run.take(), "not tried again");
    }

    @Test
    void nobodyAnswersAndItEndsAllTheSame() {
        refreshing();
        wic.run.pass(GRANTED);
        var outs = wic.run.take();
        assertInstanceOf(Out.NotRegistered.class, outs.getLast());
        assertTrue(Wics.requests(outs).size() <= 5, outs::toString);
    }

    @Test
    void retryAfterIsKept() {
        var register = refreshing();
        var busy = Response.to(register, 503).toTag("x");
        wic.give(busy.append(HeaderName.RETRY_AFTER, "200 (busy)").build());
        assertEquals(Duration.ofSeconds(200), notRefreshed().again());
        wic.run.pass(Duration.ofSeconds(199));
        assertEquals(List.of(), wic.run.take());
        wic.run.pass(Duration.ofSeconds(1));
        assertEquals("REGISTER", wic.request().method());
    }

    @Test
    void retryAfterBeyondTheRegistrationIsTheEnd() {
        var busy = Response.to(refreshing(), 503).toTag("x");
        wic.give(busy.append(HeaderName.RETRY_AFTER, "300").build());
        assertInstanceOf(Out.NotRegistered.class, wic.run.take().getFirst());
    }

    @Test
    void aShortRegistrationIsTriedAgainSooner() {
        wic.give(wic.ok(wic.request(), 20).build());
        wic.run.take();
        wic.run.pass(Duration.ofSeconds(10));
        refuse(wic.request(), 500);
        assertTrue(notRefreshed().again().compareTo(Duration.ofSeconds(5)) <= 0);
    }

    @Test
    void aRefreshThatIsForbiddenEnds() {
        refuse(refreshing(), 403);
        assertEquals(List.of(new Out.NotRegistered(403, "Forbidden")), wic.run.take());
    }

    @Test
    void stoppingWhileItWaitsDeregisters() {
        refuse(refreshing(), 500);
        wic.run.take();
        wic.run.give(new In.Stop());
        var register = wic.request();
        assertEquals("0", register.header(HeaderName.EXPIRES));
        refuse(register, 500);
        assertEquals(List.of(new Out.Stopped()), wic.run.take());
        wic.run.pass(Duration.ofHours(1));
        assertEquals(List.of(), wic.run.take());
    }

    /** An eP-CSCF asks the core for no longer than the token lasts. */
    @Test
    void anIntervalThatCannotBeMetIsAskedForOnce() {
        String more = Long.toString(Settings.EXPIRES.toSeconds() + 1);
        tooBrief(wic.request(), more);
        var again = wic.request();
        assertEquals(more, again.header(HeaderName.EXPIRES));
        tooBrief(again, more);
        var outs = wic.run.take();
        assertEquals(1, outs.size(), outs::toString);
        assertEquals(423, assertInstanceOf(Out.NotRegistered.class, outs.getFirst()).status());
    }

    @Test
    void anIntervalNotLongerThanOursIsARefusal() {
        tooBrief(wic.request(), "3600");
        assertInstanceOf(Out.NotRegistered.class, wic.run.take().getFirst());
    }

    private void tooBrief(Request register, String least) {
        wic.give(
                Response.to(register, 423)
                        .toTag("x")
                        .append(HeaderName.MIN_EXPIRES, least)
                        .build());
    }
}
