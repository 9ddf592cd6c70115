package org.wicgate.epcscf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.wicgate.epcscf.ImsAlgFixture.lines;
import static org.wicgate.epcscf.ImsAlgFixture.octets;
import static org.wicgate.epcscf.ImsAlgFixture.written;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wicgate.epcscf.ImsAlg.Written;
import org.wicgate.epcscf.MediaPolicy.CoreProfile;
import org.wicgate.sim.Proves;

/** Descriptions as browsers, phones and servers are known to write them, in both directions. */
class ImsAlgCorpusTest {
    private static final Answerer PHONE = Answerer.phone("pcm", "opus", "amr", "h264", "telephone");
    private static final Answerer BROWSER =
            Answerer.browser("opus", "pcm", "g722", "vp8", "h264", "telephone");

    private static ImsAlg alg(CoreProfile profile) {
        return ImsAlg.start(42, new MediaPolicy(profile));
    }

    static String text(String name) {
        try (var in = ImsAlgCorpusTest.class.getResourceAsStream("/corpus/" + name + ".sdp")) {
            byte[] octets = Objects.requireNonNull(in, name).readAllBytes();
            return new String(octets, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> mediaLines(Written written) {
        return lines(written.description()).stream().filter(l -> l.startsWith("m=")).toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "wic-chromium | m=audio 30000 RTP/AVP 111 63 9 0 8 13 110 126 "
                        + "/ m=video 30004 RTP/AVP 96 97 103 104 107 108",
                "wic-firefox | m=audio 30000 RTP/AVP 109 9 0 8 101",
                "wic-firefox-bundle | m=audio 30000 RTP/AVP 109 9 0 8 101 "
                        + "/ m=application 0 UDP/DTLS/SCTP webrtc-datachannel "
                        + "/ m=video 0 RTP/AVP 120 126",
                "wic-safari | m=audio 30000 RTP/AVP 111 63 9 102 0 8 105 13 110 113 126",
                "wic-device | m=audio 30000 RTP/AVP 97 98 99 100 101",
            })
    void offersOfWicsReachTheCore(String name, String expected) {
        var toCore = written(alg(CoreProfile.AVP).offerFromAccess(octets(text(name))));
        assertEquals(List.of(expected.split(" / ")), mediaLines(toCore));
        String out = toCore.description().text();
        assertEquals(List.of(), Legality.ofCrossing(text(name), out), out);
        for (String word :
                List.of("192.0.2.17", "2001:db8", "a=ice", "candidate", "fingerprint", "a=group")) {
            assertFalse(out.contains(word), out);
        }
        for (String word : List.of("a=mid", "msid", "ssrc", "extmap", "rtcp-fb", "3ge2ae")) {
            assertFalse(out.contains(word), out);
        }
        var toWic = written(toCore.next().answerFromCore(octets(PHONE.answer(out))));
        String answer = toWic.description().text();
        assertEquals(List.of(), Legality.ofAnswer(text(name), answer), answer);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "core-volte | m=audio 10000 UDP/TLS/RTP/SAVPF 106 104 102 105 100 8",
                "core-vilte | m=audio 10000 UDP/TLS/RTP/SAVPF 98 101 "
                        + "/ m=video 10000 UDP/TLS/RTP/SAVPF 99",
                "core-asterisk | m=audio 10000 UDP/TLS/RTP/SAVPF 107 0 8 9 101",
                "core-freeswitch | m=audio 10000 UDP/TLS/RTP/SAVPF 102 9 0 8 103 101 "
                        + "/ m=video 10000 UDP/TLS/RTP/SAVPF 104",
                "core-rtpengine | m=audio 10000 UDP/TLS/RTP/SAVPF 0 101",
                "core-linphone | m=audio 10000 UDP/TLS/RTP/SAVPF 96 97 98 0 8 101 99 100 "
                        + "/ m=video 10000 UDP/TLS/RTP/SAVPF 103 102",
                "core-baresip | m=audio 10000 UDP/TLS/RTP/SAVPF 0 8 101",
                "core-fax | m=audio 10000 UDP/TLS/RTP/SAVPF 8 96 / m=image 0 udptl t38 "
                        + "/ m=message 0 TCP/MSRP *",
            })
    void offersOfTheCoreReachTheWic(String name, String expected) {
        var toWic = written(alg(CoreProfile.AVP).offerFromCore(octets(text(name))));
        assertEquals(List.of(expected.split(" / ")), mediaLines(toWic));
        String out = toWic.description().text();
        assertEquals(List.of(), Legality.ofCrossing(text(name), out), out);
        for (String word : List.of("203.0.113.9", "2001:db8", "pcfg", "tcap", "Jq0x", "8f6a7d")) {
            assertFalse(out.contains(word), out);
        }
        assertTrue(out.contains("a=ice-lite") && out.contains("a=setup:actpass"), out);
        var toCore = written(toWic.next().answerFromAccess(octets(BROWSER.answer(out))));
        String answer = toCore.description().text();
        assertEquals(List.of(), Legality.ofAnswer(text(name), answer), answer);
    }

    /** TS 26.114 §6.2.1a: the video of a VoLTE phone has feedback when both ends know it. */
    @Test
    @Proves("SDP-24")
    void feedbackCrossesWhenTheCapabilityIsTaken() {
        var toWic = written(alg(CoreProfile.AVP).offerFromCore(octets(text("core-vilte"))));
        assertTrue(lines(toWic.description()).contains("a=rtcp-fb:* nack pli"));
        String browser =
                BROWSER.answer(toWic.description().text())
                        .replace("a=rtpmap:99", "a=rtcp-fb:99 nack pli\na=rtpmap:99");
        var toCore = written(toWic.next().answerFromAccess(octets(browser))).description();
        assertTrue(lines(toCore).contains("m=video 30004 RTP/AVPF 99"), toCore::text);
        assertTrue(lines(toCore).contains("a=acfg:1 t=1"), toCore::text);
        assertTrue(lines(toCore).contains("a=rtcp-fb:99 nack pli"), toCore::text);

        String plain = text("core-vilte").replaceAll("a=pcfg:1 t=1\n", "");
        var without = written(alg(CoreProfile.AVP).offerFromCore(octets(plain))).description();
        assertFalse(without.text().contains("rtcp-fb"), without::text);
    }

    /** A crafted line must cost no more than its length. */
    @Test
    void configurationWithThousandsOfAlternativesIsRead() {
        String many = "a=pcfg:1 t=1" + "|1".repeat(5_000);
        String offer = text("core-vilte").replace("a=pcfg:1 t=1", many);
        var toWic = written(alg(CoreProfile.AVP).offerFromCore(octets(offer)));
        assertTrue(lines(toWic.description()).contains("a=rtcp-fb:* nack pli"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a=creq:med-v0\na=pcfg:1 t=1", // RFC 5939 §3.3.2
                "a=pcfg:1 t=2", // of which nothing is said
                "a=pcfg:1 a=1 t=1",
                "a=pcfg:1 +x=1 t=1",
                "a=pcfg:0 t=1",
                "a=pcfg:99999999999 t=1"
            })
    void configurationThatWeDoNotKnowIsNotTaken(String lines) {
        String offer = text("core-vilte").replace("a=pcfg:1 t=1", lines);
        var toWic = written(alg(CoreProfile.AVP).offerFromCore(octets(offer)));
        var answer = BROWSER.answer(toWic.description().text());
        var toCore = written(toWic.next().answerFromAccess(octets(answer))).description();
        assertTrue(lines(toCore).contains("m=video 30004 RTP/AVP 99"), toCore::text);
        assertFalse(toCore.text().contains("acfg"), toCore::text);
    }

    @Test
    void profileOfOurOfferIsTheOperatorsChoice() {
        byte[] offer = octets(text("wic-chromium"));
        var feedback = written(alg(CoreProfile.AVPF).offerFromAccess(offer)).description();
        assertTrue(lines(feedback).getLast().equals("a=sendrecv"));
        assertTrue(feedback.text().contains("m=video 30004 RTP/AVPF"), feedback::text);
        assertTrue(feedback.text().contains("a=rtcp-fb:96 nack pli"), feedback::text);
        assertFalse(feedback.text().contains("goog-remb"), feedback::text);

        var asked = written(alg(CoreProfile.CAPABILITY).offerFromAccess(offer));
        String out = asked.description().text();
        assertTrue(out.contains("m=video 30004 RTP/AVP 96"), out);
        assertTrue(out.contains("a=tcap:1 RTP/AVPF") && out.contains("a=pcfg:1 t=1"), out);
        String taken =
                Answerer.phone("pcm", "h264")
                        .answer(out)
                        .replace("RTP/AVP ", "RTP/AVPF ")
                        .replace(
                                "a=rtpmap:103", "a=acfg:1 t=1\na=rtcp-fb:* nack pli\na=rtpmap:103");
        var toWic = written(asked.next().answerFromCore(octets(taken)));
        String answer = toWic.description().text();
        assertTrue(answer.contains("a=rtcp-fb:* nack pli"), answer);
        assertFalse(answer.contains("acfg"), answer);
        assertEquals(List.of(), Legality.ofAnswer(text("wic-chromium"), answer));
        var again = written(toWic.next().offerFromAccess(offer)).description().text();
        assertTrue(again.contains("m=video 30004 RTP/AVPF") && !again.contains("pcfg"), again);
    }

    /** RFC 3550 §6.2: AS counts headers, and those of SRTP are ours; RFC 3890: TIAS does not. */
    @Test
    @Proves("SDP-21")
    void bandwidthsAreThoseOfTheSideThatIsToldThem() {
        var toCore = written(alg(CoreProfile.AVP).offerFromAccess(octets(text("wic-device"))));
        var out = lines(toCore.description());
        assertTrue(out.containsAll(List.of("b=AS:46", "b=RS:530", "b=RR:1767")), out::toString);
        String phone = PHONE.answer(toCore.description().text());
        String answer = phone.replace("a=rtpmap:97", "b=AS:46\nb=TIAS:24400\nb=RS:0\na=rtpmap:97");
        answer = answer.replaceFirst("a=rtpmap:98", "b=AS:46\nb=TIAS:24400\nb=RS:0\na=rtpmap:98");
        var toWic = lines(written(toCore.next().answerFromCore(octets(answer))).description());
        assertTrue(
                toWic.containsAll(List.of("b=AS:50", "b=TIAS:24400", "b=RS:0")), toWic::toString);
        var video = written(alg(CoreProfile.AVP).offerFromCore(octets(text("core-vilte"))));
        assertTrue(lines(video.description()).contains("b=AS:318"), video.description()::text);
    }

    /** RFC 8866 §5.8: a session's AS is that of all its media, and grows as they do. */
    @Test
    void bandwidthsOfTheSessionGrowWithThoseOfItsMedia() {
        var toWic = written(alg(CoreProfile.AVP).offerFromCore(octets(text("core-volte"))));
        var out = toWic.description();
        var own = List.of("AS:53", "RS:683", "RR:2051");
        assertEquals(own, out.bandwidths().stream().map(Object::toString).toList(), out::text);
        assertEquals(
                own,
                out.media().getFirst().bandwidths().stream().map(Object::toString).toList(),
                out::text);
        String two = text("core-vilte").replace("t=0 0", "b=AS:353\nt=0 0");
        var both = written(alg(CoreProfile.AVP).offerFromCore(octets(two))).description();
        assertEquals("AS:360", both.bandwidths().getFirst().toString(), "4 for audio, 3 for video");

        String browser = BROWSER.answer(out.text()).replaceFirst("t=0 0", "b=AS:53\nt=0 0");
        var toCore = written(toWic.next().answerFromAccess(octets(browser))).description();
        assertEquals("AS:49", toCore.bandwidths().getFirst().toString(), toCore::text);
    }

    @Test
    @Proves("SDP-23")
    void securityThatIsAskedForOnTheAccessIsThereAndOtherWordsMeanNothing() {
        for (String word : List.of("requested", "applied", "whatever")) {
            String offer = text("wic-device").replace("3ge2ae:requested", "3ge2ae:" + word);
            var toCore = written(alg(CoreProfile.AVP).offerFromAccess(octets(offer)));
            assertFalse(toCore.description().text().contains("3ge2ae"));
            String phone = PHONE.answer(toCore.description().text()) + "a=3ge2ae:requested\n";
            var toWic = lines(written(toCore.next().answerFromCore(octets(phone))).description());
            var said = toWic.stream().filter(line -> line.contains("3ge2ae")).toList();
            assertEquals(word.equals("requested") ? List.of("a=3ge2ae:applied") : List.of(), said);
        }
    }

    /** RFC 8858 §3: who can only multiplex is answered so. */
    @Test
    void offerOfMultiplexingAloneIsTakenAsSuch() {
        var toCore = written(alg(CoreProfile.AVP).offerFromAccess(octets(text("wic-device"))));
        String answer = PHONE.answer(toCore.description().text());
        var toWic = lines(written(toCore.next().answerFromCore(octets(answer))).description());
        assertTrue(toWic.contains("a=rtcp-mux"), toWic::toString);
        assertTrue(Stream.of("a=setup:passive", "a=ice-lite").allMatch(toWic::contains));
    }
}
