package org.wicgate.epcscf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.wicgate.epcscf.ImsAlgFixture.BROWSER_ANSWER;
import static org.wicgate.epcscf.ImsAlgFixture.CHROMIUM;
import static org.wicgate.epcscf.ImsAlgFixture.PHONE_ANSWER;
import static org.wicgate.epcscf.ImsAlgFixture.PHONE_OFFER;
import static org.wicgate.epcscf.ImsAlgFixture.VIDEO_AND_DATA;
import static org.wicgate.epcscf.ImsAlgFixture.octets;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wicgate.base.Decoded;
import org.wicgate.epcscf.ImsAlg.Outcome;
import org.wicgate.epcscf.ImsAlg.Prepared;
import org.wicgate.epcscf.ImsAlg.Written;
import org.wicgate.iq.AccessRemote;
import org.wicgate.iq.Local;
import org.wicgate.sdp.OfferAnswer;
import org.wicgate.sdp.SessionDescription;

/** Descriptions of both sides, damaged and out of turn, in long seeded conversations. */
class ImsAlgMutationTest {
    private static final List<String> FROM_ACCESS =
            List.of(
                    CHROMIUM,
                    CHROMIUM + VIDEO_AND_DATA,
                    CHROMIUM.replace("k8Xq", "New1"),
                    CHROMIUM.replace("a=sendrecv", "a=inactive"),
                    CHROMIUM + CHROMIUM.substring(CHROMIUM.indexOf("m=audio")),
                    BROWSER_ANSWER);
    private static final List<String> FROM_CORE =
            List.of(
                    PHONE_ANSWER,
                    PHONE_OFFER,
                    PHONE_ANSWER + "m=video 0 RTP/AVP 96\nm=application 0 TCP/MSRP *\n",
                    PHONE_OFFER.replace("c=IN IP4 203.0.113.9", "c=IN IP4 0.0.0.0"),
                    PHONE_OFFER + PHONE_OFFER.substring(PHONE_OFFER.indexOf("m=audio")));

    private static final Set<String> UNDAMAGED =
            Stream.concat(FROM_ACCESS.stream(), FROM_CORE.stream())
                    .map(text -> text.replace("\n", "\r\n"))
                    .collect(Collectors.toSet());

    private final Random random = new Random();
    private int generation = 1;
    private int written;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void noConversationBreaksTheAlgOrLeaksWhatMustNotCross(long seed) {
        random.setSeed(seed);
        for (int call = 0; call < 150; call++) {
            var alg = ImsAlgFixture.alg();
            for (int step = 0; step < 12; step++) {
                alg = step(alg);
            }
        }
        assertTrue(written > 150, "seed=" + seed + ": " + written + " descriptions came through");
    }

    private ImsAlg step(ImsAlg alg) {
        boolean ofWic = random.nextBoolean();
        byte[] body = body(ofWic ? FROM_ACCESS : FROM_CORE);
        boolean offer = random.nextBoolean();
        Outcome outcome =
                ofWic
                        ? offer ? alg.offerFromAccess(body) : alg.answerFromAccess(body)
                        : offer ? alg.offerFromCore(body) : alg.answerFromCore(body);
        return switch (outcome) {
            case ImsAlg.Refused(var status, var _, var why, var _) -> {
                assertTrue(status == 400 || status == 488 || status == 502, why);
                yield alg;
            }
            case Prepared prepared -> {
                var next = write(prepared);
                check(next.description(), body, !ofWic);
                if (!offer) {
                    var asked = ofWic ? alg.core.heard() : alg.access.heard();
                    assertTrue(asked != null);
                    var breaches = OfferAnswer.violations(asked, next.description());
                    assertEquals(List.of(), breaches, next.description()::text);
                }
                yield random.nextInt(4) == 0 ? alg : next.next();
            }
            case ImsAlg.IceRestart(var here, var onward) -> {
                check(write(onward).description(), body, false);
                var next = write(here);
                check(next.description(), body, true);
                var answered = OfferAnswer.violations(read(body), next.description());
                assertEquals(List.of(), answered);
                yield next.next();
            }
        };
    }

    private Written write(Prepared prepared) {
        written++;
        generation++;
        var locals = new ArrayList<Local>();
        for (var stream : prepared.streams()) {
            locals.add(ImsAlgFixture.local(stream.index(), generation));
            if (stream.access() instanceof AccessRemote.Described described) {
                assertFalse(described.fingerprints().isEmpty());
            }
        }
        return prepared.write(locals);
    }

    /** What was written for one side, out of what the other said. */
    private static void check(SessionDescription out, byte[] in, boolean toAccess) {
        String text = out.text();
        var source = read(in);
        assertEquals(source.media().size(), out.media().size(), text);
        assertEquals(new Decoded.Ok<>(out), SessionDescription.decode(out.encode()));
        for (var line : out.media()) {
            boolean secure = line.mediaLine().isDtlsSrtp();
            assertTrue(line.port() == 0 || secure == toAccess, text);
            assertEquals(line.port() != 0 && toAccess, line.has("fingerprint"), text);
        }
        if (!UNDAMAGED.contains(new String(in, StandardCharsets.ISO_8859_1))) {
            return; // a name that is damaged is a name that nobody knows
        }
        for (String name : List.of("a=group", "a=msid", "a=ssrc", "a=tra-", "a=extmap")) {
            assertFalse(text.contains(name), text);
        }
        assertFalse(!toAccess && text.contains("a=ice"), text);
        assertFalse(text.contains(toAccess ? "203.0.113.9" : "192.0.2.17"), text);
    }

    private static SessionDescription read(byte[] body) {
        return SessionDescription.decode(body) instanceof Decoded.Ok<SessionDescription>(var sdp)
                ? sdp
                : ImsAlgFixture.read("never written out of nonsense");
    }

    private byte[] body(List<String> from) {
        byte[] out = octets(from.get(random.nextInt(from.size())));
        if (random.nextInt(3) > 0) {
            return out;
        }
        for (int i = random.nextInt(1, 6); i > 0; i--) {
            int at = random.nextInt(out.length);
            switch (random.nextInt(3)) {
                case 0 -> out[at] = (byte) "a0=: \n/9".charAt(random.nextInt(8));
                case 1 -> out = withoutLine(out);
                default -> out = Arrays.copyOf(out, Math.max(1, at));
            }
        }
        return out;
    }

    private byte[] withoutLine(byte[] octets) {
        var lines =
                new ArrayList<>(
                        List.of(new String(octets, StandardCharsets.ISO_8859_1).split("\r\n")));
        if (!lines.isEmpty()) {
            lines.remove(random.nextInt(lines.size()));
        }
        return (String.join("\r\n", lines) + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void aSecondOfferBeforeTheAnswerIsNoIceRestart() {
        var first = ImsAlgFixture.written(ImsAlgFixture.alg().offerFromCore(octets(PHONE_OFFER)));
        var settled = ImsAlgFixture.written(first.next().answerFromAccess(octets(BROWSER_ANSWER)));
        var two = FROM_ACCESS.get(4);
        var pending = ImsAlgFixture.written(settled.next().offerFromAccess(octets(two)));
        var again = two.replace("k8Xq", "New1");
        ImsAlgFixture.written(pending.next().offerFromAccess(octets(again)));
    }
}
