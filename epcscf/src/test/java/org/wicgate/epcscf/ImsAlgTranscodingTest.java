package org.wicgate.epcscf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.wicgate.epcscf.ImsAlgFixture.BROWSER_ANSWER;
import static org.wicgate.epcscf.ImsAlgFixture.CHROMIUM;
import static org.wicgate.epcscf.ImsAlgFixture.PHONE_ANSWER;
import static org.wicgate.epcscf.ImsAlgFixture.PHONE_OFFER;
import static org.wicgate.epcscf.ImsAlgFixture.lines;
import static org.wicgate.epcscf.ImsAlgFixture.octets;
import static org.wicgate.epcscf.ImsAlgFixture.prepared;
import static org.wicgate.epcscf.ImsAlgFixture.written;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.wicgate.epcscf.MediaPolicy.Transcode;
import org.wicgate.iq.Interworking;
import org.wicgate.iq.Interworking.Encoding;
import org.wicgate.iq.Interworking.Payload;
import org.wicgate.iq.Interworking.Payloads;
import org.wicgate.sdp.SessionDescription;
import org.wicgate.sim.Proves;

/** Codecs that are added, and answers that are brought into terms that were offered. */
class ImsAlgTranscodingTest {
    /** Chromium that was made to speak Opus only. */
    private static final String OPUS_ONLY =
            CHROMIUM.replace("SAVPF 111 63 9 0 8 13 110 126", "SAVPF 111 110")
                    .replaceAll("(?m)^a=(rtpmap|fmtp|rtcp-fb):(63|9|0|8|13|126) .*\n", "");

    private static final String PHONE_TAKES_PCMA =
            PHONE_ANSWER
                    .replace("RTP/AVP 0 126", "RTP/AVP 8 101")
                    .replace("rtpmap:0 PCMU", "rtpmap:8 PCMA")
                    .replace(":126 ", ":101 ");

    private static ImsAlg alg(Transcode mode) {
        return ImsAlg.start(42, MediaPolicy.USUAL.with(mode, 10));
    }

    private static String audio(SessionDescription description) {
        return lines(description).stream()
                .filter(l -> l.startsWith("m=audio"))
                .findFirst()
                .orElseThrow();
    }

    private static Interworking how(ImsAlg.Outcome outcome) {
        return prepared(outcome).streams().getFirst().interworking();
    }

    /** TS 23.334 §5.13.4: what is added comes after what was offered. */
    @Test
    @Proves("SDP-18")
    void g711IsAddedTowardsTheCoreAndOpusTowardsTheWic() {
        var toCore = written(alg(Transcode.WHEN_NEEDED).offerFromAccess(octets(OPUS_ONLY)));
        var offer = lines(toCore.description());
        assertEquals("m=audio 30000 RTP/AVP 111 110 8 0 101", audio(toCore.description()));
        assertTrue(offer.contains("a=rtpmap:8 PCMA/8000"), offer.toString());
        assertTrue(offer.contains("a=rtpmap:101 telephone-event/8000"), offer.toString());
        assertTrue(offer.contains("a=ptime:20"), offer.toString());
        assertTrue(offer.contains("b=AS:93"), offer.toString()); // enough for G.711

        var toWic = written(alg(Transcode.WHEN_NEEDED).offerFromCore(octets(PHONE_OFFER)));
        assertEquals("m=audio 10000 UDP/TLS/RTP/SAVPF 0 8 101 111 110", audio(toWic.description()));
        assertTrue(lines(toWic.description()).contains("a=rtpmap:111 opus/48000/2"));
        assertTrue(lines(toWic.description()).contains("a=rtpmap:110 telephone-event/48000"));
    }

    @Test
    @Proves("SDP-19")
    void nothingIsAddedWithoutTheWishOrTheNeed() {
        var off = written(alg(Transcode.OFF).offerFromAccess(octets(OPUS_ONLY)));
        assertEquals("m=audio 30000 RTP/AVP 111 110", audio(off.description()));
        var both = written(alg(Transcode.WHEN_NEEDED).offerFromAccess(octets(CHROMIUM)));
        assertEquals("m=audio 30000 RTP/AVP 111 63 9 0 8 13 110 126", audio(both.description()));
        var answered = both.next().answerFromCore(octets(PHONE_ANSWER));
        assertEquals(new Interworking.Relayed(), how(answered));
        assertEquals(
                "m=audio 10000 UDP/TLS/RTP/SAVPF 0 126", audio(written(answered).description()));
    }

    @Test
    void aWicOfOpusAndAPhoneOfG711AreTranscoded() {
        var offered = written(alg(Transcode.WHEN_NEEDED).offerFromAccess(octets(OPUS_ONLY)));
        var outcome = offered.next().answerFromCore(octets(PHONE_TAKES_PCMA));

        assertEquals(
                new Interworking.Transcoded(
                        new Payloads(
                                List.of(
                                        new Payload(111, Encoding.OPUS),
                                        new Payload(110, Encoding.EVENT_48000)),
                                20),
                        new Payloads(
                                List.of(
                                        new Payload(8, Encoding.PCMA),
                                        new Payload(101, Encoding.EVENT_8000)),
                                20)),
                how(outcome));
        var answer = lines(written(outcome).description());
        assertEquals(
                "m=audio 10000 UDP/TLS/RTP/SAVPF 111 110", audio(written(outcome).description()));
        assertTrue(answer.contains("a=rtpmap:111 opus/48000/2"), answer.toString());
        assertFalse(answer.toString().contains("PCMA"), answer.toString());
        assertEquals(
                List.of(), Legality.ofAnswer(OPUS_ONLY, written(outcome).description().text()));
    }

    @Test
    void aPhoneThatTakesOpusIsRelayed() {
        var offered = written(alg(Transcode.WHEN_NEEDED).offerFromAccess(octets(OPUS_ONLY)));
        String answer =
                PHONE_ANSWER
                        .replace("RTP/AVP 0 126", "RTP/AVP 111 8 110")
                        .replace("rtpmap:0 PCMU/8000", "rtpmap:111 opus/48000/2")
                        .replace(
                                "a=rtpmap:126 telephone-event/8000",
                                "a=rtpmap:110 telephone-event/48000")
                        .replace("fmtp:126", "fmtp:110");
        var outcome = offered.next().answerFromCore(octets(answer));
        assertEquals(new Interworking.Relayed(), how(outcome));
        assertEquals(
                "m=audio 10000 UDP/TLS/RTP/SAVPF 111 110", audio(written(outcome).description()));
    }

    @Test
    void aWicThatAnswersWithOpusIsTranscodedForThePhone() {
        var offered = written(alg(Transcode.WHEN_NEEDED).offerFromCore(octets(PHONE_OFFER)));
        String opus =
                BROWSER_ANSWER
                                .replace("SAVPF 0 8 101", "SAVPF 111 110")
                                .replaceAll("(?m)^a=(rtpmap|fmtp):(0|8|101) .*\n", "")
                        + "a=rtpmap:111 opus/48000/2\na=rtpmap:110 telephone-event/48000\n";
        var outcome = offered.next().answerFromAccess(octets(opus));
        var how = (Interworking.Transcoded) how(outcome);
        assertEquals(
                List.of(new Payload(0, Encoding.PCMU), new Payload(101, Encoding.EVENT_8000)),
                how.core().formats());
        assertEquals(new Payload(111, Encoding.OPUS), how.access().formats().getFirst());
        assertEquals("m=audio 30000 RTP/AVP 0 101", audio(written(outcome).description()));
        assertEquals(
                List.of(), Legality.ofAnswer(PHONE_OFFER, written(outcome).description().text()));
    }

    @Test
    void aWicThatAnswersWithG711IsRelayed() {
        var offered = written(alg(Transcode.WHEN_NEEDED).offerFromCore(octets(PHONE_OFFER)));
        var outcome = offered.next().answerFromAccess(octets(BROWSER_ANSWER));
        assertEquals(new Interworking.Relayed(), how(outcome));
    }

    /** For accesses that lose packets: Opus there, G.711 in the core, though both know G.711. */
    @Test
    void alwaysMeansOpusOnTheAccess() {
        var offered = written(alg(Transcode.ALWAYS).offerFromAccess(octets(CHROMIUM)));
        assertEquals("m=audio 30000 RTP/AVP 0 8 111 63 9 13 110 126", audio(offered.description()));
        var outcome = offered.next().answerFromCore(octets(PHONE_ANSWER));
        assertEquals(
                "m=audio 10000 UDP/TLS/RTP/SAVPF 111 110", audio(written(outcome).description()));
        var how = (Interworking.Transcoded) how(outcome);
        assertEquals(new Payload(0, Encoding.PCMU), how.core().formats().getFirst());

        var toWic = written(alg(Transcode.ALWAYS).offerFromCore(octets(PHONE_OFFER)));
        assertEquals("m=audio 10000 UDP/TLS/RTP/SAVPF 111 0 8 101 110", audio(toWic.description()));
    }

    /** RFC 3264 §8: the same again, under the same numbers, and nothing more to ask. */
    @Test
    void aReofferSaysTheSameAndChangesNothing() {
        var first = written(alg(Transcode.WHEN_NEEDED).offerFromAccess(octets(OPUS_ONLY)));
        var answered = written(first.next().answerFromCore(octets(PHONE_TAKES_PCMA)));
        var again = written(answered.next().offerFromAccess(octets(OPUS_ONLY)));
        assertEquals(first.description(), again.description());
        var outcome = again.next().answerFromCore(octets(PHONE_TAKES_PCMA));
        assertEquals(List.of(), prepared(outcome).streams());
        assertEquals(answered.description(), written(outcome).description());
    }

    @Test
    void whenTooManyAreTranscodedTheNextCallIsOffered() {
        var policy = MediaPolicy.USUAL.with(Transcode.ALWAYS, 2);
        assertEquals(Transcode.ALWAYS, policy.when(1).transcode());
        assertEquals(Transcode.OFF, policy.when(2).transcode());
    }
}
