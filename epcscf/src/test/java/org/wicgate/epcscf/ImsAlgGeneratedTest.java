package org.wicgate.epcscf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.wicgate.epcscf.ImsAlgFixture.octets;
import static org.wicgate.epcscf.ImsAlgFixture.written;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wicgate.epcscf.MediaPolicy.CoreProfile;
import org.wicgate.epcscf.MediaPolicy.CoreSrtp;
import org.wicgate.epcscf.MediaPolicy.Transcode;
import org.wicgate.iq.Interworking;
import org.wicgate.sim.Proves;

/**
 * Exchanges out of a seed, judged by rules that were written apart from the code: whatever the two
 * ends say, each hears legal answers to its offers and of nothing that nobody named.
 */
class ImsAlgGeneratedTest {
    private static final int EXCHANGES = 300;

    private static final List<CoreProfile> PROFILES =
            List.of(CoreProfile.AVP, CoreProfile.AVPF, CoreProfile.CAPABILITY);

    private static final List<CoreSrtp> SRTP = List.of(CoreSrtp.values());

    private int answered;
    private int transcoded;

    @ParameterizedTest(name = "seed={0}")
    @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18})
    @Proves("SDP-05")
    void everyAnswerIsLegalAndNothingIsInvented(long seed) {
        var generator = new OfferGenerator(seed);
        for (int i = 0; i < EXCHANGES; i++) {
            boolean ofWic = i % 2 == 0;
            var profile = PROFILES.get(i / 2 % 3);
            var srtp = SRTP.get(i / 6 % SRTP.size());
            var alg = ImsAlg.start(7, new MediaPolicy(profile, srtp, MediaPolicy.SUITES));
            exchange(alg, generator, ofWic, false, "seed=" + seed + " exchange=" + i + "\n");
        }
        assertTrue(answered > EXCHANGES / 3, "seed=" + seed + ": " + answered + " were answered");
    }

    /** With codecs added: an answer is still one to what was offered, and both ends are heard. */
    @ParameterizedTest(name = "seed={0}")
    @ValueSource(longs = {21, 22, 23, 24, 25, 26})
    void everyAnswerIsLegalWhenCodecsAreAdded(long seed) {
        var generator = new OfferGenerator(seed);
        for (int i = 0; i < EXCHANGES; i++) {
            var policy = new MediaPolicy(CoreProfile.AVP).with(Transcode.WHEN_NEEDED, 100);
            String at = "seed=" + seed + " exchange=" + i + "\n";
            exchange(ImsAlg.start(7, policy), generator, i % 2 == 0, true, at);
        }
        assertTrue(answered > EXCHANGES / 3, "seed=" + seed + ": " + answered + " were answered");
        assertTrue(transcoded > 5, "seed=" + seed + ": " + transcoded + " were transcoded");
    }

    /** What the eIMS-AGW is told fits both descriptions. */
    private void judgeMedia(ImsAlg.Prepared prepared, String wic, String core, String at) {
        for (var stream : prepared.streams()) {
            List<String> pair =
                    stream.interworking() instanceof Interworking.Transcoded(var one, var other)
                            ? List.of(first(one), first(other))
                            : List.of();
            transcoded += pair.isEmpty() ? 0 : 1;
            var breaches = Legality.ofMedia(wic, core, stream.index(), pair);
            assertEquals(List.of(), breaches, at + wic + "\n" + core);
        }
    }

    private static String first(Interworking.Payloads of) {
        return "" + of.formats().getFirst().type();
    }

    private void exchange(
            ImsAlg start, OfferGenerator generator, boolean ofWic, boolean isAdding, String at) {
        var alg = start;
        for (int round = 0; round < 3; round++) {
            String offer = ofWic ? generator.ofWic() : generator.ofCore();
            byte[] octets = octets(offer);
            var taken = ofWic ? alg.offerFromAccess(octets) : alg.offerFromCore(octets);
            if (taken instanceof ImsAlg.Refused refused) {
                assertTrue(refused.status() == 488 || refused.status() == 400, at + refused.why());
                continue;
            }
            var sent = written(taken instanceof ImsAlg.IceRestart(_, var on) ? on : taken);
            String other = sent.description().text();
            var addable = ofWic ? Legality.FOR_CORE : Legality.FOR_WIC;
            var added = isAdding ? addable : Legality.NOTHING;
            var wrong = Legality.ofAddition(offer, other, added);
            assertEquals(List.of(), wrong, at + offer + "\n" + other);
            assertKeysAreWhereTheyMayBe(start.policy.srtp(), ofWic, other, at);

            String answer = generator.answer(other, !ofWic);
            byte[] back = octets(answer);
            var outcome =
                    ofWic ? sent.next().answerFromCore(back) : sent.next().answerFromAccess(back);
            switch (outcome) {
                case ImsAlg.Refused refused -> assertEquals(502, refused.status(), at);
                case ImsAlg.IceRestart restart -> fail(at + restart);
                case ImsAlg.Prepared prepared -> {
                    answered++;
                    var heard = written(prepared);
                    String last = heard.description().text();
                    var breaches = Legality.ofAnswer(offer, last);
                    assertEquals(List.of(), breaches, at + offer + "\n" + answer + "\n" + last);
                    assertKeysAreWhereTheyMayBe(start.policy.srtp(), !ofWic, last, at);
                    if (isAdding) {
                        judgeMedia(prepared, ofWic ? last : answer, ofWic ? answer : last, at);
                    }
                    alg = heard.next();
                }
            }
        }
    }

    /** No key reaches a WIC, none the core by a policy without, and nothing plain by one with. */
    private static void assertKeysAreWhereTheyMayBe(
            CoreSrtp srtp, boolean toCore, String text, String at) {
        if (!toCore || srtp == CoreSrtp.OFF) {
            assertFalse(text.contains("crypto"), at + text);
        }
        assertFalse(text.contains("KKKK") || text.contains("DDDD"), at + text);
        if (toCore && srtp == CoreSrtp.REQUIRE) {
            assertFalse(text.matches("(?s).*m=[a-z]+ [1-9][0-9]* RTP/AVP.*"), at + text);
        }
    }
}
