package org.wicgate.wic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Response;
import org.wicgate.wic.UserAgent.Out;

/** The core is away while a WIC refreshes its registration (RFC 5626 §4.5). */
class RefreshRetryTest {
    private static final Duration GRANTED = Duration.ofMinutes(10);
    private static final Out REGISTERED = new Out.Registered(Duration.ZERO, GRANTED);

    @ParameterizedTest
    @ValueSource(ints = {408, 500, 503, 504})
    void aRefreshThatFailsForAWhileIsTriedAgain(int status) {
        var wic = refreshing();
        for (int tries = 0; tries < 3; tries++) {
            wic.give(Response.to(wic.request(), status).toTag("x").build());
            assertEquals(List.of(), wic.run.take());
            wic.run.pass(Duration.ofMinutes(4));
        }
        wic.give(wic.ok(wic.request(), GRANTED.toSeconds()).build());
        assertEquals(List.of(REGISTERED), wic.run.take());
    }

    @Test
    void retryAfterIsKept() {
        var wic = refreshing();
        var busy = Response.to(wic.request(), 503).toTag("x");
        wic.give(busy.append(HeaderName.RETRY_AFTER, "300").build());
        wic.run.pass(Duration.ofSeconds(299));
        assertEquals(List.of(), wic.run.take());
        wic.run.pass(Duration.ofSeconds(1));
        assertEquals("REGISTER", wic.request().method().toString());
    }

    @Test
    void aRefreshThatIsForbiddenEnds() {
        var wic = refreshing();
        wic.give(Response.to(wic.request(), 403).toTag("x").build());
        assertTrue(wic.run.take().stream().anyMatch(Out.NotRegistered.class::isInstance));
    }

    private static Wics refreshing() {
        var wic = Wics.web();
        wic.give(wic.ok(wic.request(), GRANTED.toSeconds()).build());
        wic.run.take();
        wic.run.pass(GRANTED.dividedBy(2));
        return wic;
    }
}
