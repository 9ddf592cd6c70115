package org.wicgate.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wicgate.epcscf.CallPolicy;
import org.wicgate.epcscf.Config.Scheme;
import org.wicgate.epcscf.MediaPolicy;
import org.wicgate.iq.Command;
import org.wicgate.iq.Interworking;
import org.wicgate.iq.Stream;
import org.wicgate.sip.Method;
import org.wicgate.sip.Request;
import org.wicgate.wic.UserAgent;

/** Media plane optimisation through two eP-CSCFs and the core between them (TS 23.228 §U.2.4). */
class OptimisedCallsTest {
    private static final long ALICE = 1;
    private static final long CAROL = SmallIms.AT_SECOND;
    private static final CallPolicy POLICY =
            new CallPolicy(
                    MediaPolicy.USUAL.optimised(),
                    true,
                    Duration.ofSeconds(90),
                    Duration.ofMinutes(30),
                    "");

    private final SmallIms ims =
            new SmallIms(List.of(Scheme.WEB, Scheme.IMS), POLICY, 2)
                    .connect(ALICE, SmallIms.web("alice"))
                    .connect(CAROL, SmallIms.digest("carol", "secret"));

    private static String body(Request request) {
        return new String(request.body(), StandardCharsets.ISO_8859_1);
    }

    /** How the media of a WIC's leg are handled, by the last command that says so. */
    private Interworking how(long wic) {
        return ims.commands(wic).stream()
                .filter(Command.Configure.class::isInstance)
                .flatMap(command -> ((Command.Configure) command).streams().stream())
                .map(Stream::interworking)
                .filter(how -> !(how instanceof Interworking.Unset))
                .reduce((_, last) -> last)
                .orElseThrow();
    }

    private static boolean isAnswered(List<UserAgent.Out> heard) {
        return heard.stream().anyMatch(UserAgent.Out.Answered.class::isInstance);
    }

    @Test
    void aCallOfTwoWicsIsTransparentAtBothEnds() {
        ims.requests(Method.INVITE);
        ims.commands(ALICE);
        ims.tell(ALICE, new UserAgent.In.Dial("carol", Duration.ofSeconds(20)));
        ims.pass(Duration.ofSeconds(5));

        var atAlice = ims.heard(ALICE);
        var atCarol = ims.heard(CAROL);
        assertTrue(isAnswered(atAlice) && isAnswered(atCarol), () -> atAlice + " " + atCarol);
        var invite = ims.requests(Method.INVITE).getFirst();
        assertTrue(body(invite).contains("a=tra-contact:"), () -> body(invite));
        assertEquals(new Interworking.Transparent(), how(ALICE));
        assertEquals(new Interworking.Transparent(), how(CAROL));

        ims.tell(CAROL, new UserAgent.In.HangUp());
        ims.pass(Duration.ofSeconds(5));
        for (long wic : new long[] {ALICE, CAROL}) {
            var last = ims.commands(wic).getLast();
            assertInstanceOf(Command.Release.class, last);
        }
    }

    @Test
    void aCallToTheLabsEchoIsInterworked() {
        ims.tell(ALICE, new UserAgent.In.Dial("echo", Duration.ofSeconds(1)));
        assertTrue(isAnswered(ims.heard(ALICE)));
        assertTrue(body(ims.requests(Method.INVITE).getFirst()).contains("a=tra-m-line:"));
        assertFalse(how(ALICE) instanceof Interworking.Transparent);
    }
}
