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
import static org.wicgate.epcscf.ImsAlgFixture.prepared;
import static org.wicgate.epcscf.ImsAlgFixture.refused;
import static org.wicgate.epcscf.ImsAlgFixture.written;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.wicgate.epcscf.ImsAlg.Outcome;
import org.wicgate.epcscf.ImsAlg.Written;
import org.wicgate.iq.AccessRemote;
import org.wicgate.iq.Local;
import org.wicgate.sim.Proves;

/** RTCP on a port of its own, where one side has it there. */
class ImsAlgRtcpTest {
    private static final List<String> SECOND =
            List.of("a=rtcp:10004", "a=candidate:1 2 udp 2130706430 198.51.100.1 10004 typ host");

    /** With an eIMS-AGW that has a port for RTCP on W3. */
    private static Written split(Outcome outcome) {
        var prepared = prepared(outcome);
        return prepared.write(
                prepared.streams().stream()
                        .map(stream -> ImsAlgFixture.local(stream.index(), 1))
                        .map(ImsAlgRtcpTest::withRtcp)
                        .toList());
    }

    private static Local withRtcp(Local of) {
        return new Local(
                of.index(),
                new Local.Access(
                        of.access().address(),
                        of.access().ufrag(),
                        of.access().password(),
                        of.access().fingerprint(),
                        Optional.of(new InetSocketAddress("198.51.100.1", 10_004))),
                new Local.Core(of.core().rtp(), of.core().rtcp(), of.core().keys()));
    }

    @Test
    @Proves("SDP-14")
    void anOfferWithoutRtcpMuxIsAnsweredWithASecondComponent() {
        String offer = CHROMIUM.replace("a=rtcp-mux\n", "");
        var toCore = split(alg().offerFromAccess(octets(offer)));
        var answer = prepared(toCore.next().answerFromCore(octets(PHONE_ANSWER)));
        var access = toCore.next().media.get(0);
        assertTrue(
                access != null
                        && access.access() instanceof AccessRemote.Described d
                        && !d.rtcpMux());
        var toWic = split(answer).description();
        assertTrue(lines(toWic).containsAll(SECOND), toWic::text);
        assertFalse(toWic.text().contains("rtcp-mux"), toWic::text);
        assertEquals(List.of(), Legality.ofAnswer(offer, toWic.text()));
    }

    @Test
    void anOfferWithRtcpMuxIsAnsweredWithOneComponent() {
        var toCore = split(alg().offerFromAccess(octets(CHROMIUM)));
        var toWic = split(toCore.next().answerFromCore(octets(PHONE_ANSWER))).description();
        assertTrue(lines(toWic).contains("a=rtcp-mux"), toWic::text);
        assertFalse(toWic.text().contains("a=rtcp:") || toWic.text().contains(" 2 udp "));
    }

    /** RFC 5761 §5.1.1: the answerer may decline, and has the other port then. */
    @Test
    void ourOfferLeavesTheChoiceUntilTheWicHasMadeIt() {
        var toWic = split(alg().offerFromCore(octets(PHONE_OFFER)));
        assertTrue(lines(toWic.description()).containsAll(SECOND));
        assertTrue(lines(toWic.description()).contains("a=rtcp-mux"));

        var toCore = split(toWic.next().answerFromAccess(octets(BROWSER_ANSWER)));
        var again =
                split(toCore.next().offerFromCore(octets(PHONE_OFFER.replace("14852", "14860"))));
        assertFalse(again.description().text().contains("a=rtcp:"), again.description()::text);
    }

    /** The core's side has RTCP on a port of its own: there is nothing to share (RFC 8858). */
    @Test
    @Proves("SDP-13")
    void aLineOfTheCoreThatMustMultiplexIsRefused() {
        String must = "a=rtcp-mux-only\n";
        var refused = refused(alg().offerFromCore(octets(PHONE_OFFER + must)));
        assertEquals(488, refused.status());
        assertEquals("m-line 1: RTCP has a port of its own", refused.why());

        String two = PHONE_OFFER + "m=audio 14870 RTP/AVP 0\n" + must;
        var toWic = written(alg().offerFromCore(octets(two)));
        var toCore = written(toWic.next().answerFromAccess(octets(second(BROWSER_ANSWER))));
        var media = lines(toCore.description()).stream().filter(l -> l.startsWith("m=")).toList();
        assertEquals(List.of("m=audio 30000 RTP/AVP 0 8 101", "m=audio 0 RTP/AVP 0"), media);
        assertEquals(List.of(), Legality.ofAnswer(two, toCore.description().text()));
    }

    private static String second(String answer) {
        return answer + "m=audio 0 UDP/TLS/RTP/SAVPF 0\na=mid:1\n";
    }

    /** RFC 5761 §5.1.1: who may multiplex may also not. */
    @Test
    void aLineOfTheCoreThatMayMultiplexIsTakenWithoutIt() {
        String offer = PHONE_OFFER + "a=rtcp-mux\n";
        var toWic = written(alg().offerFromCore(octets(offer)));
        var toCore = written(toWic.next().answerFromAccess(octets(BROWSER_ANSWER))).description();
        assertFalse(toCore.text().contains("rtcp-mux"), toCore::text);
        assertEquals(List.of(), Legality.ofAnswer(offer, toCore.text()));
    }
}
