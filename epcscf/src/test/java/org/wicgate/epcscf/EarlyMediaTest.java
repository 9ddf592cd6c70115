package org.wicgate.epcscf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wicgate.iq.Command;
import org.wicgate.iq.Stream;
import org.wicgate.sim.Proves;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;

/** RFC 5009: who may be heard before the call is answered. */
class EarlyMediaTest {
    private Bench bench = new Bench();
    private Calls calls = new Calls(bench).register(1, "alice");

    /** The gates that the eIMS-AGW was told last. */
    private Stream.Gates gates() {
        for (var command : bench.commands.reversed()) {
            if (command instanceof Command.Configure(_, var streams)) {
                return streams.getLast().gates();
            }
        }
        return Stream.Gates.CLOSED;
    }

    private void progress(Request invite, int status, String value, boolean described) {
        var edit =
                described
                        ? Calls.answerWithSdp(invite, status).edit()
                        : Calls.answer(invite, status);
        if (!value.isEmpty()) {
            edit.append(HeaderName.P_EARLY_MEDIA, value);
        }
        bench.core(edit.build());
        bench.assertAnswered(1, status);
        assertFalse(bench.wicResponse(1).has(HeaderName.P_EARLY_MEDIA), "a word among networks");
    }

    private void close() {
        var usual = Bench.config();
        var policy =
                new CallPolicy(MediaPolicy.USUAL, false, Duration.ofSeconds(90), Duration.ZERO, "");
        bench =
                new Bench(
                        new Config(
                                usual.homeDomain(),
                                usual.w2(),
                                usual.mw(),
                                usual.registration(),
                                new Config.Sessions(Duration.ofSeconds(2), 1000, policy)));
        calls = new Calls(bench).register(1, "alice");
    }

    @ParameterizedTest
    @CsvSource({
        "sendrecv, true, true",
        "'sendonly, gated', false, true",
        "recvonly, true, false",
        "inactive, false, false",
        "supported, true, true"
    })
    @Proves("SES-30")
    void wordOfTheCoreOpensAndClosesTheGatesUntilTheAnswer(
            String value, boolean toCore, boolean toAccess) {
        var invite = calls.call(Texts.bearer("alice") + "P-Early-Media: inactive\n");
        assertEquals("supported", invite.header(HeaderName.P_EARLY_MEDIA), "ours alone");
        progress(invite, 183, value, true);
        assertEquals(new Stream.Gates(toCore, toAccess), gates());
        progress(invite, 200, "", true);
        assertEquals(Stream.Gates.OPEN, gates());
    }

    @Test
    @Proves("SES-30")
    void lastWordHoldsAndTheAnswerOpensWithoutADescription() {
        var invite = calls.call();
        progress(invite, 183, "inactive", true);
        progress(invite, 180, "", false);
        assertEquals(Stream.Gates.CLOSED, gates());
        progress(invite, 180, "sendonly", false);
        assertEquals(new Stream.Gates(false, true), gates());
        progress(invite, 200, "", false);
        assertEquals(Stream.Gates.OPEN, gates());
    }

    @Test
    void withoutAWordThePolicyDecides() {
        var invite = calls.call();
        progress(invite, 183, "", true);
        assertEquals(Stream.Gates.OPEN, gates());
        close();
        invite = calls.call();
        progress(invite, 183, "", true);
        assertEquals(Stream.Gates.CLOSED, gates());
        progress(invite, 200, "", false);
        assertEquals(Stream.Gates.OPEN, gates());
    }

    @Test
    @Proves("SES-30")
    void wicCannotOpenAGateByItself() {
        close();
        var invite = calls.ring();
        var early = Calls.pickUp(invite).edit().status(183, "Session Progress");
        bench.wic(1, early.append(HeaderName.P_EARLY_MEDIA, "sendrecv").build());
        Response heard = bench.coreResponse();
        assertEquals(183, heard.status());
        assertFalse(heard.has(HeaderName.P_EARLY_MEDIA));
        assertEquals(Stream.Gates.CLOSED, gates());
        bench.wic(1, Calls.pickUp(invite));
        assertEquals(Stream.Gates.OPEN, gates());
    }
}
