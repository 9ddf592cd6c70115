package org.wicgate.epcscf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.wicgate.epcscf.ImsAlgFixture.alg;
import static org.wicgate.epcscf.ImsAlgFixture.lines;
import static org.wicgate.epcscf.ImsAlgFixture.octets;
import static org.wicgate.epcscf.ImsAlgFixture.written;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wicgate.epcscf.ImsAlg.Written;

/** Answers as phones, servers and browsers are known to write them, to offers of the corpus. */
class ImsAlgAnswersTest {
    /** What of a line that is taken means the same on the other side, octet for octet. */
    private static final List<String> KEPT =
            List.of(
                    "a=rtpmap:",
                    "a=fmtp:",
                    "a=ptime:",
                    "a=maxptime:",
                    "a=curr:",
                    "a=des:",
                    "a=conf:",
                    "a=silenceSupp:");

    private static void assertKept(String answer, Written out) {
        var said = lines(out.description());
        for (String medium : answer.split("(?m)^(?=m=)", -1)) {
            if (medium.startsWith("m=") && !medium.split(" ", 3)[1].equals("0")) {
                medium.lines()
                        .filter(line -> KEPT.stream().anyMatch(line::startsWith))
                        .forEach(line -> assertTrue(said.contains(line), line + " in " + said));
            }
        }
    }

    private static List<String> mediaLines(Written written) {
        return lines(written.description()).stream().filter(l -> l.startsWith("m=")).toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "wic-chromium | answer-freeswitch | m=audio 10000 UDP/TLS/RTP/SAVPF 0 126 "
                        + "/ m=video 0 UDP/TLS/RTP/SAVPF 96 97 103 104 107 108",
                "wic-chromium | answer-asterisk-video | m=audio 10000 UDP/TLS/RTP/SAVPF 9 0 126 "
                        + "/ m=video 10000 UDP/TLS/RTP/SAVPF 107",
                "wic-chromium | answer-kamailio | m=audio 10000 UDP/TLS/RTP/SAVPF 8 126 "
                        + "/ m=video 0 UDP/TLS/RTP/SAVPF 96 97 103 104 107 108",
                "wic-device | answer-volte | m=audio 10000 UDP/TLS/RTP/SAVP 98 100",
                "wic-device | answer-volte-evs | m=audio 10000 UDP/TLS/RTP/SAVP 97 100",
            })
    void answersOfTheCoreReachTheWic(String asked, String given, String expected) {
        String offer = ImsAlgCorpusTest.text(asked);
        String answer = ImsAlgCorpusTest.text(given);
        var toCore = written(alg().offerFromAccess(octets(offer)));
        var toWic = written(toCore.next().answerFromCore(octets(answer)));
        String out = toWic.description().text();
        assertEquals(List.of(expected.split(" / ")), mediaLines(toWic));
        assertEquals(List.of(), Legality.ofAnswer(offer, out), out);
        assertKept(answer, toWic);
        for (String word : List.of("203.0.113.9", "2001:db8", "FreeSWITCH", "rtcp:")) {
            assertFalse(out.contains(word), out);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "core-freeswitch | answer-chromium | m=audio 30000 RTP/AVP 102 9 0 8 103 101 "
                        + "/ m=video 30004 RTP/AVP 104",
                "core-asterisk | answer-firefox | m=audio 30000 RTP/AVP 107 9 101",
                "core-fax | answer-safari | m=audio 30000 RTP/AVP 8 96 / m=image 0 udptl t38 "
                        + "/ m=message 0 TCP/MSRP *",
            })
    void answersOfBrowsersReachTheCore(String asked, String given, String expected) {
        String offer = ImsAlgCorpusTest.text(asked);
        String answer = ImsAlgCorpusTest.text(given);
        var toWic = written(alg().offerFromCore(octets(offer)));
        var toCore = written(toWic.next().answerFromAccess(octets(answer)));
        String out = toCore.description().text();
        assertEquals(List.of(expected.split(" / ")), mediaLines(toCore));
        assertEquals(List.of(), Legality.ofAnswer(offer, out), out);
        assertKept(answer, toCore);
        for (String word : List.of("192.0.2.17", "2001:db8", ".local", "a=ice", "candidate")) {
            assertFalse(out.contains(word), out);
        }
        for (String word :
                List.of("fingerprint", "a=mid", "msid", "ssrc", "goog-remb", "mozilla")) {
            assertFalse(out.contains(word), out);
        }
    }
}
