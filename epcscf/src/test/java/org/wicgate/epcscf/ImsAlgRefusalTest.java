package org.wicgate.epcscf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.wicgate.epcscf.ImsAlgFixture.BROWSER_ANSWER;
import static org.wicgate.epcscf.ImsAlgFixture.CHROMIUM;
import static org.wicgate.epcscf.ImsAlgFixture.PHONE_OFFER;
import static org.wicgate.epcscf.ImsAlgFixture.VIDEO_AND_DATA;
import static org.wicgate.epcscf.ImsAlgFixture.alg;
import static org.wicgate.epcscf.ImsAlgFixture.lines;
import static org.wicgate.epcscf.ImsAlgFixture.octets;
import static org.wicgate.epcscf.ImsAlgFixture.refused;
import static org.wicgate.epcscf.ImsAlgFixture.written;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wicgate.sim.Proves;

class ImsAlgRefusalTest {
    @Test
    @Proves("SDP-11")
    void anOfferWithoutFingerprintIsRefusedWith488AndSaysWhatIsMissing() {
        var offer = CHROMIUM.replaceAll("a=fingerprint.*\n", "");
        var refused = refused(alg().offerFromAccess(octets(offer)));
        assertEquals(488, refused.status());
        assertEquals(303, refused.warnCode());
        assertEquals("m-line 1: no certificate fingerprint of SHA-256 or better", refused.why());
        assertTrue(lines(refused.acceptable()).contains("m=audio 0 UDP/TLS/RTP/SAVPF 0 8 101"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sha-256 6B | sha-1 6B | no certificate fingerprint of SHA-256 or better",
                "a=ice-pwd:7tVw5nQ2sJd8KfYh1LmPz0Rc | a=x | no valid ICE credentials",
                "ice-ufrag:k8Xq | ice-ufrag:k8 | no valid ICE credentials",
                "setup:actpass | setup:holdconn | setup holdconn",
                "UDP/TLS/RTP/SAVPF | RTP/AVP | RTP/AVP is not DTLS-SRTP",
                "UDP/TLS/RTP/SAVPF | RTP/SAVPF | RTP/SAVPF is not DTLS-SRTP",
                "s=- | s=-\\na=ice-lite | both ends would be ICE lite",
            })
    void anOfferThatLacksAnythingOfDtlsSrtpIsRefused(String from, String to, String why) {
        var offer = CHROMIUM.replace(from, to.replace("\\n", "\n"));
        var refused = refused(alg().offerFromAccess(octets(offer)));
        assertEquals(488, refused.status());
        assertEquals("m-line 1: " + why, refused.why());
    }

    @Test
    void anOfferOfDataChannelsAloneIsRefusedForItsMedia() {
        var head = CHROMIUM.substring(0, CHROMIUM.indexOf("m=audio"));
        var refused = refused(alg().offerFromAccess(octets(head + VIDEO_AND_DATA)));
        assertEquals(488, refused.status());
        assertEquals(
                "m-line 1: bundle-only, and BUNDLE is not taken;"
                        + " m-line 2: application over UDP/DTLS/SCTP is not relayed",
                refused.why());
    }

    @Test
    void anOfferOfNothingIsRefused() {
        var head = CHROMIUM.substring(0, CHROMIUM.indexOf("m=audio"));
        assertEquals("no media offered", refused(alg().offerFromAccess(octets(head))).why());
        var head2 = PHONE_OFFER.substring(0, PHONE_OFFER.indexOf("m=audio"));
        assertEquals("no media offered", refused(alg().offerFromCore(octets(head2))).why());
    }

    @Test
    void whatIsNotSdpIsRefusedWith400() {
        var refused = refused(alg().offerFromAccess("hello".getBytes(StandardCharsets.UTF_8)));
        assertEquals(400, refused.status());
        assertEquals("SDP: line 1: not a line of a session description", refused.why());
        assertEquals(400, refused(alg().offerFromCore(new byte[0])).status());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "RTP/AVP | RTP/SAVP | 303 | audio over RTP/SAVP is not relayed",
                "203.0.113.9 | phone.example.net | 302 | no unicast address for audio",
                "203.0.113.9 | 239.1.2.3 | 302 | no unicast address for audio",
            })
    void anOfferOfTheCoreThatCannotBeRelayedIsRefused(
            String from, String to, int code, String why) {
        var offer = PHONE_OFFER.replace(from, to);
        var refused = refused(alg().offerFromCore(octets(offer)));
        assertEquals(488, refused.status());
        assertEquals(code, refused.warnCode());
        assertEquals("m-line 1: " + why, refused.why());
        assertTrue(lines(refused.acceptable()).contains("m=audio 0 RTP/AVP 0 8 101"));
    }

    @Test
    void anAnswerOfTheBrowserThatCannotBeSecuredEndsTheCall() {
        var after = written(alg().offerFromCore(octets(PHONE_OFFER))).next();
        var actpass = BROWSER_ANSWER.replace("setup:active", "setup:actpass");
        assertEquals(
                "m-line 1: setup actpass in an answer",
                refused(after.answerFromAccess(octets(actpass))).why());
        var bare = BROWSER_ANSWER.replaceAll("a=fingerprint.*\n", "");
        assertEquals(502, refused(after.answerFromAccess(octets(bare))).status());
    }

    @Test
    void theReasonCanBeWrittenIntoAWarningWhateverTheOfferSaid() {
        var offer = CHROMIUM.replace("UDP/TLS/RTP/SAVPF", "RTP/\"\\x\u00e9" + "y".repeat(300));
        var why = refused(alg().offerFromAccess(octets(offer))).why();
        assertFalse(why.contains("\"") || why.contains("\\"), why);
        assertTrue(why.length() <= 200 && why.chars().allMatch(c -> c >= ' ' && c <= '~'), why);
    }
}
