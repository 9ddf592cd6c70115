package org.wicgate.epcscf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.wicgate.epcscf.ImsAlgFixture.CHROMIUM;
import static org.wicgate.epcscf.ImsAlgFixture.PHONE_ANSWER;
import static org.wicgate.epcscf.ImsAlgFixture.PHONE_OFFER;
import static org.wicgate.epcscf.ImsAlgFixture.alg;
import static org.wicgate.epcscf.ImsAlgFixture.octets;
import static org.wicgate.epcscf.ImsAlgFixture.prepared;

import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wicgate.epcscf.ImsAlg.Outcome;
import org.wicgate.epcscf.ImsAlg.Written;
import org.wicgate.iq.Candidate;
import org.wicgate.iq.Candidate.Transport;
import org.wicgate.iq.Local;

/** What a WIC is told of the ways to the eIMS-AGW (RFC 8839 §5.1, RFC 6544 §4.5). */
class ImsAlgCandidatesTest {
    private static final List<Candidate> ALL =
            List.of(
                    new Candidate("1", 1, Transport.UDP, 2_130_706_431L, at("198.51.100.1", 5000)),
                    new Candidate("2", 1, Transport.UDP, 2_130_706_175L, at("2001:db8::1", 5000)),
                    new Candidate(
                            "3",
                            1,
                            Transport.TCP_PASSIVE,
                            1_520_435_199L,
                            at("198.51.100.1", 443)));
    private static final List<String> WRITTEN =
            List.of(
                    "a=candidate:1 1 udp 2130706431 198.51.100.1 5000 typ host",
                    "a=candidate:2 1 udp 2130706175 2001:db8:0:0:0:0:0:1 5000 typ host",
                    "a=candidate:3 1 tcp 1520435199 198.51.100.1 443 typ host tcptype passive");

    @Test
    void anAnswerNamesThemAll() {
        var toCore = several(alg().offerFromAccess(octets(CHROMIUM)));
        var toWic = several(toCore.next().answerFromCore(octets(PHONE_ANSWER))).description();
        assertEquals(WRITTEN, candidates(toWic.text()));
        assertEquals(5000, toWic.media().getFirst().port());
        assertEquals(List.of(), Legality.ofAnswer(CHROMIUM, toWic.text()));
    }

    @Test
    void anOfferNamesThemAll() {
        var toWic = several(alg().offerFromCore(octets(PHONE_OFFER))).description();
        assertEquals(WRITTEN, candidates(toWic.text()));
    }

    /** RFC 8839 §5.3. */
    @Test
    void onlyALiteAgentSaysThatItIsLite() {
        var offer = alg().offerFromAccess(octets(CHROMIUM));
        for (boolean isLite : new boolean[] {true, false}) {
            var answer = several(offer).next().answerFromCore(octets(PHONE_ANSWER));
            var toWic = several(answer, isLite).description();
            assertEquals(isLite, toWic.text().contains("a=ice-lite"), toWic::text);
            assertEquals(List.of(), Legality.ofAnswer(CHROMIUM, toWic.text()));
        }
    }

    private static List<String> candidates(String sdp) {
        return sdp.lines().filter(line -> line.startsWith("a=candidate:")).toList();
    }

    private static Written several(Outcome outcome) {
        return several(outcome, true);
    }

    private static Written several(Outcome outcome, boolean isLite) {
        var prepared = prepared(outcome);
        return prepared.write(
                prepared.streams().stream()
                        .map(stream -> ImsAlgFixture.local(stream.index(), 1))
                        .map(local -> withAll(local, isLite))
                        .toList());
    }

    private static Local withAll(Local of, boolean isLite) {
        var access = of.access();
        return new Local(
                of.index(),
                new Local.Access(
                        ALL, access.ufrag(), access.password(), access.fingerprint(), isLite),
                of.core());
    }

    private static InetSocketAddress at(String host, int port) {
        return new InetSocketAddress(host, port);
    }
}
