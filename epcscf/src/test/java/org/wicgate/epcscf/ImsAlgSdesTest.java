package org.wicgate.epcscf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.wicgate.epcscf.ImsAlgFixture.BROWSER_ANSWER;
import static org.wicgate.epcscf.ImsAlgFixture.CHROMIUM;
import static org.wicgate.epcscf.ImsAlgFixture.PHONE_ANSWER;
import static org.wicgate.epcscf.ImsAlgFixture.PHONE_OFFER;
import static org.wicgate.epcscf.ImsAlgFixture.lines;
import static org.wicgate.epcscf.ImsAlgFixture.octets;
import static org.wicgate.epcscf.ImsAlgFixture.prepared;
import static org.wicgate.epcscf.ImsAlgFixture.refused;
import static org.wicgate.epcscf.ImsAlgFixture.written;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wicgate.epcscf.ImsAlg.Prepared;
import org.wicgate.epcscf.ImsAlg.Written;
import org.wicgate.epcscf.MediaPolicy.CoreProfile;
import org.wicgate.epcscf.MediaPolicy.CoreSrtp;
import org.wicgate.iq.ContextId;
import org.wicgate.iq.CoreRemote;
import org.wicgate.iq.CoreSecurity;
import org.wicgate.iq.SrtpSuite;

/** SRTP in the core, keyed by SDP (RFC 4568, TS 33.328), in both directions. */
class ImsAlgSdesTest {
    private static final String THEIRS = "WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz";
    private static final String KEYS_80 = "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + THEIRS;
    private static final String OURS_80 = "A".repeat(40);
    private static final String OURS_32 = "B".repeat(40);
    private static final String OURS_GCM = "C".repeat(37) + "A==";
    private static final String SAVP_OFFER = secure(PHONE_OFFER, KEYS_80);

    private static ImsAlg alg(CoreSrtp srtp) {
        return alg(CoreProfile.AVP, srtp);
    }

    private static ImsAlg alg(CoreProfile profile, CoreSrtp srtp) {
        return ImsAlg.start(42, new MediaPolicy(profile, srtp, MediaPolicy.SUITES));
    }

    private static String secure(String sdp, String... crypto) {
        return sdp.replace("RTP/AVP", "RTP/SAVP") + String.join("\n", crypto) + "\n";
    }

    private static CoreSecurity agreed(Prepared prepared) {
        var core = prepared.streams().getFirst().core();
        return assertInstanceOf(CoreRemote.At.class, core).security();
    }

    private static List<String> about(Written written, String... names) {
        return lines(written.description()).stream()
                .filter(line ->
                        List.of(names).stream().anyMatch(name -> line.startsWith("a=" + name)))
                .toList();
    }

    private static String mLine(Written written) {
        return lines(written.description()).stream()
                .filter(line -> line.startsWith("m="))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @EnumSource(names = {"OFFER", "REQUIRE"})
    void ourOfferHasAKeyForEachSuiteAndTheAnswerSaysWhichIsUsed(CoreSrtp srtp) {
        var offer = written(alg(srtp).offerFromAccess(octets(CHROMIUM)));
        assertTrue(mLine(offer).startsWith("m=audio 30000 RTP/SAVP 111 "), mLine(offer));
        assertEquals(
                List.of(
                        "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + OURS_80,
                        "a=crypto:2 AEAD_AES_128_GCM inline:" + OURS_GCM,
                        "a=crypto:3 AES_CM_128_HMAC_SHA1_32 inline:" + OURS_32),
                about(offer, "crypto", "tcap", "acap", "pcfg"));

        String key = "a=crypto:3 AES_CM_128_HMAC_SHA1_32 inline:" + THEIRS + "|2^20|5:2";
        var answer = prepared(offer.next().answerFromCore(octets(secure(PHONE_ANSWER, key))));
        assertEquals(
                new CoreSecurity.Sdes(SrtpSuite.AES_CM_128_HMAC_SHA1_32, THEIRS, "0005"),
                agreed(answer));
        var toWic = written(answer);
        assertTrue(mLine(toWic).startsWith("m=audio 10000 UDP/TLS/RTP/SAVPF "), mLine(toWic));
        assertFalse(toWic.description().text().contains("crypto"));
    }

    /** RFC 5939: who does not know it answers RTP/AVP; who does may take the other. */
    @Test
    void aPossibilityOfSrtpIsTakenOrLeft() {
        var offer = written(alg(CoreSrtp.CAPABILITY).offerFromAccess(octets(CHROMIUM)));
        assertTrue(mLine(offer).startsWith("m=audio 30000 RTP/AVP "), mLine(offer));
        assertEquals(
                List.of(
                        "a=tcap:1 RTP/SAVP",
                        "a=acap:1 crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + OURS_80,
                        "a=acap:2 crypto:2 AEAD_AES_128_GCM inline:" + OURS_GCM,
                        "a=acap:3 crypto:3 AES_CM_128_HMAC_SHA1_32 inline:" + OURS_32,
                        "a=pcfg:1 t=1 a=1|2|3"),
                about(offer, "crypto", "tcap", "acap", "pcfg"));

        var left = prepared(offer.next().answerFromCore(octets(PHONE_ANSWER)));
        assertEquals(new CoreSecurity.None(), agreed(left));
        String answer = secure(PHONE_ANSWER, KEYS_80, "a=acfg:1 t=1 a=1");
        var taken = prepared(offer.next().answerFromCore(octets(answer)));
        assertEquals(
                new CoreSecurity.Sdes(SrtpSuite.AES_CM_128_HMAC_SHA1_80, THEIRS, ""),
                agreed(taken));
    }

    @Test
    void feedbackAndSrtpAreOfferedTogether() {
        var alg = alg(CoreProfile.CAPABILITY, CoreSrtp.CAPABILITY);
        var offer = written(alg.offerFromAccess(octets(CHROMIUM)));
        assertEquals(
                List.of(
                        "a=tcap:1 RTP/SAVPF RTP/SAVP RTP/AVPF",
                        "a=pcfg:1 t=1 a=1|2|3",
                        "a=pcfg:2 t=2 a=1|2|3",
                        "a=pcfg:3 t=3"),
                about(offer, "tcap", "pcfg"));
    }

    /** RFC 4568 §5.1.2: the first that can be taken, under its number, with a key of our own. */
    @ParameterizedTest
    @EnumSource(names = "OFF", mode = EnumSource.Mode.EXCLUDE)
    void theCoresOfferIsAnsweredWithTheFirstLineThatCanBeTaken(CoreSrtp srtp) {
        String offer =
                secure(
                        PHONE_OFFER,
                        "a=crypto:1 AES_256_CM_HMAC_SHA1_80 inline:" + THEIRS,
                        "a=crypto:4 AES_CM_128_HMAC_SHA1_80 inline:" + THEIRS + " KDR=2",
                        "a=crypto:5 AES_CM_128_HMAC_SHA1_80 inline:" + THEIRS + "|2^31|1:4 WSH=64",
                        "a=crypto:6 AES_CM_128_HMAC_SHA1_32 inline:" + THEIRS);
        var taken = prepared(alg(srtp).offerFromCore(octets(offer)));
        assertEquals(
                new CoreSecurity.Sdes(SrtpSuite.AES_CM_128_HMAC_SHA1_80, THEIRS, "00000001"),
                agreed(taken));
        var toWic = written(taken);
        assertFalse(toWic.description().text().contains("crypto"));
        assertEquals("m=audio 10000 UDP/TLS/RTP/SAVPF 0 8 101", mLine(toWic));

        var toCore = written(toWic.next().answerFromAccess(octets(BROWSER_ANSWER)));
        assertEquals("m=audio 30000 RTP/SAVP 0 8 101", mLine(toCore));
        assertEquals(
                List.of("a=crypto:5 AES_CM_128_HMAC_SHA1_80 inline:" + OURS_80),
                about(toCore, "crypto"));
        assertEquals(List.of(), Legality.ofAnswer(offer, toCore.description().text()));
    }

    @Test
    void aPossibilityOfTheCoreIsTakenWithItsKeys() {
        String key = "crypto:7 AES_CM_128_HMAC_SHA1_80 inline:" + THEIRS;
        String offer =
                PHONE_OFFER
                        + """
                        a=tcap:1 UDP/TLS/RTP/SAVP RTP/SAVP
                        a=acap:1 KEY
                        a=acap:2 key-mgmt:mikey AAAA
                        a=pcfg:1 t=1 a=2
                        a=pcfg:2 t=2 a=2|1
                        """
                                .replace("KEY", key);
        var taken = prepared(alg(CoreSrtp.ACCEPT).offerFromCore(octets(offer)));
        assertEquals(
                new CoreSecurity.Sdes(SrtpSuite.AES_CM_128_HMAC_SHA1_80, THEIRS, ""),
                agreed(taken));
        var answer = written(taken).next().answerFromAccess(octets(BROWSER_ANSWER));
        assertEquals(
                List.of("a=acfg:2 t=2 a=1", "a=crypto:7 AES_CM_128_HMAC_SHA1_80 inline:" + OURS_80),
                about(written(answer), "acfg", "crypto", "tcap", "acap", "pcfg"));

        var off = written(alg(CoreSrtp.OFF).offerFromCore(octets(offer)));
        var plain = written(off.next().answerFromAccess(octets(BROWSER_ANSWER)));
        assertEquals("m=audio 30000 RTP/AVP 0 8 101", mLine(plain));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a=x",
                "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:dG9vIHNob3J0",
                "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:KEY UNENCRYPTED_SRTP",
                "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:KEY UNAUTHENTICATED_SRTP",
                "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:KEY WSH=63",
                "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:KEY NEW",
                "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:KEY|1:1;inline:KEY|2:1",
                "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:KEY|2^49",
                "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:KEY|0",
                "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:KEY|2^20|256:1",
                "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:KEY|2^20|1:129",
                "a=crypto:1 F8_128_HMAC_SHA1_80 inline:KEY",
                "a=crypto:1234567890 AES_CM_128_HMAC_SHA1_80 inline:KEY",
                "a=crypto:1 AES_CM_128_HMAC_SHA1_80 uri:KEY",
            })
    void anOfferWhoseKeysCannotBeTakenIsRefused(String crypto) {
        var offer = secure(PHONE_OFFER, crypto.replace("KEY", THEIRS));
        var refused = refused(alg(CoreSrtp.REQUIRE).offerFromCore(octets(offer)));
        assertEquals(488, refused.status());
        assertEquals("m-line 1: no a=crypto line that can be taken", refused.why());
        assertTrue(lines(refused.acceptable()).contains("m=audio 0 RTP/SAVP 0 8 101"));
    }

    /** RFC 4568 §6.3.7: what begins with a minus may be passed over. */
    @Test
    void whatIsOptionalDoesNotMatter() {
        var offer = secure(PHONE_OFFER, KEYS_80 + " -NEW=1 WSH=1024");
        var toWic = written(alg(CoreSrtp.ACCEPT).offerFromCore(octets(offer)));
        assertEquals("m=audio 10000 UDP/TLS/RTP/SAVPF 0 8 101", mLine(toWic));
    }

    @Test
    void thePolicyDecidesWhatIsTakenOfTheCore() {
        var off = refused(alg(CoreSrtp.OFF).offerFromCore(octets(SAVP_OFFER)));
        assertEquals("m-line 1: audio over RTP/SAVP is not relayed", off.why());
        var require = refused(alg(CoreSrtp.REQUIRE).offerFromCore(octets(PHONE_OFFER)));
        assertEquals(488, require.status());
        assertEquals("m-line 1: only SRTP is taken", require.why());
        var offer = written(alg(CoreSrtp.OFFER).offerFromCore(octets(PHONE_OFFER)));
        assertEquals("m=audio 10000 UDP/TLS/RTP/SAVPF 0 8 101", mLine(offer));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "RTP/AVP | a=x | audio over RTP/AVP answers RTP/SAVP",
                "RTP/SAVP | a=x | no a=crypto line that can be taken",
                "RTP/SAVP | a=crypto:2 AES_CM_128_HMAC_SHA1_80 inline:KEY "
                        + "| no a=crypto line that can be taken",
                "RTP/SAVP | a=crypto:1 AES_CM_128_HMAC_SHA1_32 inline:KEY "
                        + "| no a=crypto line that can be taken",
            })
    void anAnswerThatFallsBackOrTakesWhatWasNotOfferedEndsTheCall(
            String proto, String crypto, String why) {
        var offer = written(alg(CoreSrtp.OFFER).offerFromAccess(octets(CHROMIUM)));
        var answer = PHONE_ANSWER.replace("RTP/AVP", proto) + crypto.replace("KEY", THEIRS) + "\n";
        var refused = refused(offer.next().answerFromCore(octets(answer)));
        assertEquals(502, refused.status());
        assertEquals("m-line 1: " + why, refused.why());
    }

    @Test
    void whatWasNotOfferedIsNotAnswered() {
        var offer = written(alg(CoreSrtp.ACCEPT).offerFromAccess(octets(CHROMIUM)));
        assertFalse(offer.description().text().contains("crypto"));
        var refused = refused(offer.next().answerFromCore(octets(secure(PHONE_ANSWER, KEYS_80))));
        assertEquals(502, refused.status());
    }

    /** The pain of many gateways: a session refresh that changes keys nobody asked to change. */
    @Test
    void aReofferOfTheCoreWithTheSameKeysChangesNothing() {
        var first = written(alg(CoreSrtp.ACCEPT).offerFromCore(octets(SAVP_OFFER)));
        var answered = written(first.next().answerFromAccess(octets(BROWSER_ANSWER)));

        var again = prepared(answered.next().offerFromCore(octets(SAVP_OFFER)));
        assertNull(again.command(new ContextId("c")));
        var written = written(again);
        assertEquals(first.description(), written.description());
        var answer = prepared(written.next().answerFromAccess(octets(BROWSER_ANSWER)));
        assertNull(answer.command(new ContextId("c")));
        assertEquals(answered.description(), written(answer).description());
    }

    @Test
    void aNewKeyOfTheCoreIsToldAndOursStays() {
        var first = written(alg(CoreSrtp.ACCEPT).offerFromCore(octets(SAVP_OFFER)));
        var answered = written(first.next().answerFromAccess(octets(BROWSER_ANSWER)));
        String other = "d" + THEIRS.substring(1);

        var again = SAVP_OFFER.replace(THEIRS, other);
        var written = written(answered.next().offerFromCore(octets(again)));
        var answer = prepared(written.next().answerFromAccess(octets(BROWSER_ANSWER)));
        assertEquals(
                new CoreSecurity.Sdes(SrtpSuite.AES_CM_128_HMAC_SHA1_80, other, ""),
                agreed(answer));
        assertEquals(
                List.of("a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + OURS_80),
                about(written(answer), "crypto"));
    }

    /** A hold of the WIC: the suite in use comes first, under its number and its key. */
    @Test
    void aReofferOfTheWicGoesOnWithWhatIsInUse() {
        String key = "a=crypto:2 AES_CM_128_HMAC_SHA1_32 inline:" + THEIRS;
        var first = written(alg(CoreSrtp.ACCEPT).offerFromCore(octets(secure(PHONE_OFFER, key))));
        var answered = written(first.next().answerFromAccess(octets(BROWSER_ANSWER)));

        var hold = BROWSER_ANSWER.replace("sendrecv", "sendonly").replace("active", "actpass");
        var reoffer = written(answered.next().offerFromAccess(octets(hold)));
        assertEquals("m=audio 30000 RTP/SAVP 0 8 101", mLine(reoffer));
        assertEquals(
                List.of(
                        "a=crypto:2 AES_CM_128_HMAC_SHA1_32 inline:" + OURS_32,
                        "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + OURS_80,
                        "a=crypto:3 AEAD_AES_128_GCM inline:" + OURS_GCM),
                about(reoffer, "crypto", "tcap", "acap", "pcfg"));

        String back =
                secure(PHONE_ANSWER.replace("0 126", "0"), key).replace("sendrecv", "recvonly");
        var done =
                prepared(reoffer.next().answerFromCore(octets(back.replaceAll("a=.*126.*\n", ""))));
        var stream = done.streams().getFirst();
        assertEquals(
                new CoreSecurity.Sdes(SrtpSuite.AES_CM_128_HMAC_SHA1_32, THEIRS, ""), agreed(done));
        assertFalse(stream.gates().toAccess());
    }

    @Test
    void bandwidthIsTheSameWithTagsOnBothSides() {
        var offer = written(alg(CoreSrtp.OFFER).offerFromAccess(octets(CHROMIUM)));
        assertTrue(lines(offer.description()).contains("b=AS:64"));
        var plain = written(alg(CoreSrtp.OFF).offerFromAccess(octets(CHROMIUM)));
        assertFalse(lines(plain.description()).contains("b=AS:64"));
    }

    @Test
    void noKeyIsInAText() {
        var first = prepared(alg(CoreSrtp.ACCEPT).offerFromCore(octets(SAVP_OFFER)));
        var sent = written(first);
        var answer = prepared(sent.next().answerFromAccess(octets(BROWSER_ANSWER)));
        var said = written(answer);
        String text =
                first + " " + sent + " " + answer + " " + said + answer.command(new ContextId("c"));
        assertFalse(text.contains(THEIRS) || text.contains(OURS_80), text);
        assertTrue(text.contains("Sdes[AES_CM_128_HMAC_SHA1_80]"), text);
    }
}
