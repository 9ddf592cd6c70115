package org.wicgate.epcscf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.wicgate.epcscf.ImsAlgFixture.BROWSER_ANSWER;
import static org.wicgate.epcscf.ImsAlgFixture.CHROMIUM;
import static org.wicgate.epcscf.ImsAlgFixture.PHONE_ANSWER;
import static org.wicgate.epcscf.ImsAlgFixture.PHONE_OFFER;
import static org.wicgate.epcscf.ImsAlgFixture.alg;
import static org.wicgate.epcscf.ImsAlgFixture.lines;
import static org.wicgate.epcscf.ImsAlgFixture.octets;
import static org.wicgate.epcscf.ImsAlgFixture.refused;
import static org.wicgate.epcscf.ImsAlgFixture.written;

import java.util.List;
import org.junit.jupiter.api.Test;

/** No codec, feature or m-line is invented, and none is lost without a word. */
class ImsAlgFormatsTest {
    @Test
    void codecsAndFeedbackThatWereNotOfferedAreTakenOutOfAnswers() {
        var offered = written(alg().offerFromAccess(octets(CHROMIUM))).next();
        String answer =
                PHONE_ANSWER.replace(
                        "RTP/AVP 0 126\n",
                        """
                        RTP/AVPF 0 18 97 126
                        a=rtpmap:97 AMR-WB/16000
                        a=fmtp:97 mode-set=0
                        a=rtcp-fb:* ccm tmmbr
                        """);
        var toWic = lines(written(offered.answerFromCore(octets(answer))).description());
        assertTrue(toWic.contains("m=audio 10000 UDP/TLS/RTP/SAVPF 0 126"), toWic::toString);
        String text = String.join("\n", toWic);
        assertFalse(
                text.contains("AMR") || text.contains("fmtp:97") || text.contains("tmmbr"), text);

        var called = written(alg().offerFromCore(octets(PHONE_OFFER))).next();
        String browser =
                BROWSER_ANSWER.replace("SAVPF 0 8 101\n", "SAVPF 111 0 101\n")
                        + "a=rtpmap:111 opus/48000/2\na=rtcp-fb:111 transport-cc\n";
        var toCore = lines(written(called.answerFromAccess(octets(browser))).description());
        assertTrue(toCore.contains("m=audio 30000 RTP/AVP 0 101"), toCore::toString);
    }

    /** RFC 3264 §6.1: the same codec may have another number in the answer. */
    @Test
    void sameCodecUnderAnotherNumberPasses() {
        var offered = written(alg().offerFromAccess(octets(CHROMIUM))).next();
        String answer =
                PHONE_ANSWER
                        .replace("RTP/AVP 0 126", "RTP/AVP 96 101")
                        .replace("a=rtpmap:0 PCMU/8000", "a=rtpmap:96 OPUS/48000/2")
                        .replace(":126 ", ":101 ");
        var toWic = lines(written(offered.answerFromCore(octets(answer))).description());
        assertTrue(toWic.contains("m=audio 10000 UDP/TLS/RTP/SAVPF 96 101"), toWic::toString);
    }

    @Test
    void answerWithNothingThatWasOfferedEndsTheCall() {
        var offered = written(alg().offerFromAccess(octets(CHROMIUM))).next();
        String answer = PHONE_ANSWER.replace("RTP/AVP 0 126", "RTP/AVP 18");
        var refused = refused(offered.answerFromCore(octets(answer)));
        assertEquals(502, refused.status());
        assertEquals("m-line 1: none of the formats that were offered", refused.why());
    }

    /** RFC 5761 §4: on a shared port 64 to 95 would be taken for RTCP. */
    @Test
    void payloadTypesThatRtcpHasOnASharedPortAreNotOfferedToAWic() {
        String offer =
                PHONE_OFFER.replace("RTP/AVP 0 8 101", "RTP/AVP 72 0 95 101")
                        + "a=rtpmap:72 iLBC/8000\na=rtpmap:95 EVS/16000\na=fmtp:95 br=13.2\n";
        var toWic = lines(written(alg().offerFromCore(octets(offer))).description());
        assertTrue(toWic.contains("m=audio 10000 UDP/TLS/RTP/SAVPF 0 101"), toWic::toString);
        assertFalse(String.join("\n", toWic).contains("EVS"), toWic::toString);
        String only = PHONE_OFFER.replace("RTP/AVP 0 8 101", "RTP/AVP 72");
        assertEquals(305, refused(alg().offerFromCore(octets(only))).warnCode());
    }

    /** RFC 3264 §8: lines are refused, never left out. */
    @Test
    void laterOfferWithFewerLinesIsRefused() {
        var offered = written(alg().offerFromCore(octets(PHONE_OFFER))).next();
        var settled = written(offered.answerFromAccess(octets(BROWSER_ANSWER))).next();
        String none = PHONE_OFFER.substring(0, PHONE_OFFER.indexOf("m=audio"));
        var refused = refused(settled.offerFromCore(octets(none)));
        assertEquals(400, refused.status());
        assertEquals("0 m-lines after 1", refused.why());
        var two = CHROMIUM + CHROMIUM.substring(CHROMIUM.indexOf("m=audio"));
        var asked = written(settled.offerFromAccess(octets(two))).next();
        String both = PHONE_ANSWER + PHONE_ANSWER.substring(PHONE_ANSWER.indexOf("m=audio"));
        var grown = written(asked.answerFromCore(octets(both))).next();
        assertEquals("1 m-lines after 2", refused(grown.offerFromAccess(octets(CHROMIUM))).why());
    }

    /** RFC 3264 §8.1: a line that was refused may become one of another medium. */
    @Test
    void refusedLineMayBeUsedForAnotherMedium() {
        var two = CHROMIUM + CHROMIUM.substring(CHROMIUM.indexOf("m=audio"));
        var asked = written(alg().offerFromAccess(octets(two))).next();
        String one = PHONE_ANSWER + "m=audio 0 RTP/AVP 0\n";
        var settled = written(asked.answerFromCore(octets(one))).next();
        int second = two.lastIndexOf("m=audio");
        String video = two.substring(0, second) + two.substring(second).replace("=audio", "=video");
        var toCore = written(settled.offerFromAccess(octets(video)));
        assertEquals(
                List.of("audio", "video"),
                toCore.description().media().stream().map(m -> m.mediaLine().media()).toList());
        String both = PHONE_ANSWER + "m=video 9000 RTP/AVP 0\n";
        var agreed = ImsAlgFixture.prepared(toCore.next().answerFromCore(octets(both)));
        assertEquals(List.of(1), agreed.streams().stream().map(s -> s.index()).toList());
    }
}
