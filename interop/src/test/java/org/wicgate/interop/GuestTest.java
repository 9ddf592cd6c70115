package org.wicgate.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wicgate.app.Caller;
import org.wicgate.sim.Proves;

/** TS 24.371 §6.1, scenario 3: an identity out of a pool of one, from its loan to the next. */
class GuestTest {
    /** Long enough for a first handshake on a busy machine. */
    private static final Duration TALK = Duration.ofSeconds(8);

    @TempDir private Path folder = Path.of("");

    @Test
    @Proves({"WWSF-07", "WWSF-08", "WAF-09"})
    void identityIsLentUsedKeptThroughAKillGivenBackAndLentAgain() throws Exception {
        var house = house();
        String impu = "sip:guest-1@" + Demo.DOMAIN;
        HttpResponse<String> first;
        try (var program = house.start()) {
            first = house.ask("POST", "/api/guest-session", "", "");
            assertEquals(200, first.statusCode(), first.body());
            assertEquals(impu, OwnHouse.field(first, "impu"));
            exhausted(house);
            try (var guest = Caller.holding(program.wwsf(), first.body())) {
                var report = guest.call("echo", TALK);
                assertTrue(report.isGood(), () -> report + "\n" + program.log());
            }
            Program.signal("KILL", program.peer().process());
            program.peer().exit(Patience.USUAL);
        }
        try (var program = house.start()) {
            exhausted(house);
            String cookie = OwnHouse.cookie(first);
            var renewed = house.ask("POST", "/api/session/renew", cookie, "");
            assertEquals(200, renewed.statusCode(), renewed.body());
            assertEquals(impu, OwnHouse.field(renewed, "impu"));
            loggedOut(house, program, renewed, cookie);

            var next = lentAgain(house);
            assertEquals(impu, OwnHouse.field(next, "impu"));
            try (var guest = Caller.holding(program.wwsf(), next.body())) {
                assertTrue(guest.call("echo", TALK).isGood(), program::log);
            }
        }
    }

    private OwnHouse house() throws IOException {
        var house = new OwnHouse("guests", folder, "guest-1", "carol: carol");
        house.account("add", "guest-1", "--pool", "wwsf");
        return house;
    }

    private static void exhausted(OwnHouse house) {
        var none = house.ask("POST", "/api/guest-session", "", "");
        assertEquals(503, none.statusCode(), none.body());
        assertEquals("All guest identities are in use.", OwnHouse.field(none, "detail"));
        assertTrue(none.headers().firstValue("Retry-After").isPresent());
    }

    /** The registration ends with the session, and its tokens are good no more. */
    private static void loggedOut(
            OwnHouse house, Program program, HttpResponse<String> session, String cookie) {
        String token = OwnHouse.field(session, "access_token");
        try (var wic = TextWic.connected(program)) {
            String answer = wic.register("guest-1", token);
            assertEquals(200, TextWic.status(answer), answer);
            program.awaitMetric(1, Patience.USUAL, "wicgate_registered");
            assertEquals(204, house.ask("DELETE", "/api/session", cookie, "").statusCode());
            program.awaitMetric(0, Patience.USUAL, "wicgate_registered");
            String refused = wic.register("guest-1", token);
            assertEquals(401, TextWic.status(refused), refused);
            assertTrue(refused.contains("invalid_token"), refused);
        }
        exhausted(house);
    }

    /** The WWSF counts who asks too often, so this asks seldom. */
    private static HttpResponse<String> lentAgain(OwnHouse house) {
        for (int i = 0; i < 6; i++) {
            Patience.pause(Duration.ofSeconds(6));
            var answer = house.ask("POST", "/api/guest-session", "", "");
            if (answer.statusCode() == 200) {
                return answer;
            }
        }
        throw new AssertionError("the identity is not free again");
    }
}
