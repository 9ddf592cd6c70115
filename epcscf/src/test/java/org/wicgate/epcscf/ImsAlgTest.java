package org.wicgate.epcscf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.wicgate.epcscf.ImsAlgFixture.BROWSER_ANSWER;
import static org.wicgate.epcscf.ImsAlgFixture.CHROMIUM;
import static org.wicgate.epcscf.ImsAlgFixture.PHONE_ANSWER;
import static org.wicgate.epcscf.ImsAlgFixture.PHONE_OFFER;
import static org.wicgate.epcscf.ImsAlgFixture.VIDEO_AND_DATA;
import static org.wicgate.epcscf.ImsAlgFixture.alg;
import static org.wicgate.epcscf.ImsAlgFixture.lines;
import static org.wicgate.epcscf.ImsAlgFixture.local;
import static org.wicgate.epcscf.ImsAlgFixture.octets;
import static org.wicgate.epcscf.ImsAlgFixture.prepared;
import static org.wicgate.epcscf.ImsAlgFixture.read;
import static org.wicgate.epcscf.ImsAlgFixture.written;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.wicgate.epcscf.ImsAlg.Written;
import org.wicgate.iq.AccessRemote;
import org.wicgate.iq.AccessRemote.DtlsRole;
import org.wicgate.iq.Command;
import org.wicgate.iq.ContextId;
import org.wicgate.iq.CoreRemote;
import org.wicgate.iq.Fingerprint;
import org.wicgate.iq.Local;
import org.wicgate.iq.Medium;
import org.wicgate.iq.Stream;
import org.wicgate.sdp.MediaDescription;
import org.wicgate.sdp.OfferAnswer;
import org.wicgate.sim.Proves;

class ImsAlgTest {
    private static final ContextId CONTEXT = new ContextId("c1");

    private static Written offered(String offer) {
        return written(alg().offerFromAccess(octets(offer)));
    }

    @Test
    @Proves({"SDP-01", "SDP-02", "SDP-03", "SDP-15", "SDP-19", "SDP-20", "SDP-22", "SDP-24"})
    void aBrowserOfferReachesTheCoreAsPlainRtpAtTheGateway() {
        assertEquals(
                """
                v=0
                o=- 4294967338 1 IN IP4 198.51.100.2
                s=-
                c=IN IP4 198.51.100.2
                t=0 0
                m=audio 30000 RTP/AVP 111 63 9 0 8 13 110 126
                b=AS:60
                a=rtpmap:111 opus/48000/2
                a=fmtp:111 minptime=10;useinbandfec=1
                a=rtpmap:63 red/48000/2
                a=fmtp:63 111/111
                a=rtpmap:9 G722/8000
                a=rtpmap:0 PCMU/8000
                a=rtpmap:8 PCMA/8000
                a=rtpmap:13 CN/8000
                a=rtpmap:110 telephone-event/48000
                a=rtpmap:126 telephone-event/8000
                a=ptime:20
                a=maxptime:60
                a=curr:qos local none
                a=sendrecv
                """,
                offered(CHROMIUM).description().text().replace("\r", ""));
    }

    @Test
    void theWicsEndIsReservedWithTheServerRoleAndClosedGates() {
        var command = prepared(alg().offerFromAccess(octets(CHROMIUM))).command(CONTEXT);
        var remote =
                new AccessRemote.Described(
                        "k8Xq",
                        "7tVw5nQ2sJd8KfYh1LmPz0Rc",
                        List.of(
                                new Fingerprint(
                                        "sha-256",
                                        "6B:8B:F0:65:5F:78:E2:51:3B:AC:6F:F3:3F:46:1B:35:"
                                                + "DC:B8:5F:64:1A:24:C2:43:F0:A1:58:D0:A1:2C:19:08")),
                        DtlsRole.SERVER,
                        true,
                        "91bbf309c0990a6bec11e38ba2933cee");
        assertEquals(
                new Command.Reserve(
                        CONTEXT,
                        List.of(
                                new Stream(0, remote, new CoreRemote.Unset(), Stream.Gates.CLOSED)
                                        .with(StreamMedium.ofAccess(line(CHROMIUM))))),
                command);
    }

    private static MediaDescription line(String offer) {
        return read(offer).media().getFirst();
    }

    /** So that the eIMS-AGW can say how well it goes, and how much may pass. */
    @Test
    void theGatewayIsToldWhatPayloadTypesStandForAndHowMuchEachEndWants() {
        var outcome = prepared(alg().offerFromAccess(octets(CHROMIUM)));
        var offered = outcome.streams().getFirst().medium();
        assertEquals(Medium.Kind.AUDIO, offered.kind());
        assertTrue(offered.formats().contains(new Medium.Format(111, "OPUS", 48_000)));
        assertTrue(offered.formats().contains(new Medium.Format(0, "PCMU", 8000)));
        assertEquals(0, offered.toCoreKbps());
        assertEquals(64, offered.toAccessKbps());

        var reply = PHONE_ANSWER.replace("RTP/AVP 0 126", "RTP/AVP 0 126\nb=TIAS:64000");
        var agreed = prepared(offered(CHROMIUM).next().answerFromCore(octets(reply)));
        assertEquals(128, agreed.streams().getFirst().medium().toCoreKbps());
        assertEquals(64, agreed.streams().getFirst().medium().toAccessKbps());
    }

    @Test
    @Proves({"SDP-07", "SDP-08", "SDP-10", "SDP-16", "SDP-17"})
    void theCoresAnswerReachesTheBrowserAsALegalAnswerAtTheGateway() {
        var after = offered(CHROMIUM).next();
        var outcome = prepared(after.answerFromCore(octets(PHONE_ANSWER)));

        assertEquals(
                new Command.Configure(
                        CONTEXT,
                        List.of(
                                new Stream(
                                        0,
                                        new AccessRemote.Unset(),
                                        new CoreRemote.At(
                                                new InetSocketAddress("203.0.113.9", 14852),
                                                new InetSocketAddress("203.0.113.9", 14853)),
                                        Stream.Gates.OPEN))),
                outcome.command(CONTEXT));
        var answer = outcome.write(List.of(local(0, 1))).description();
        assertEquals(
                """
                v=0
                o=- 4294967338 1 IN IP4 198.51.100.1
                s=-
                c=IN IP4 198.51.100.1
                t=0 0
                a=ice-lite
                a=ice-options:ice2
                m=audio 10000 UDP/TLS/RTP/SAVPF 0 126
                a=rtpmap:0 PCMU/8000
                a=rtpmap:126 telephone-event/8000
                a=fmtp:126 0-16
                a=ptime:20
                a=sendrecv
                a=ice-ufrag:agw10
                a=ice-pwd:agwpasswordagwpasswordag1
                a=candidate:1 1 udp 2130706431 198.51.100.1 10000 typ host
                a=end-of-candidates
                a=fingerprint:sha-256 AA:BB
                a=setup:passive
                a=mid:0
                a=rtcp-mux
                """,
                answer.text().replace("\r", ""));
        assertEquals(List.of(), OfferAnswer.violations(read(CHROMIUM), answer));
    }

    @Test
    @Proves({"SDP-06", "SDP-25"})
    void theCoresOfferReachesTheBrowserAsWebRtc() {
        var outcome = prepared(alg().offerFromCore(octets(PHONE_OFFER)));
        assertEquals(
                new Command.Reserve(
                        CONTEXT,
                        List.of(
                                new Stream(
                                                0,
                                                new AccessRemote.Unset(),
                                                new CoreRemote.At(
                                                        new InetSocketAddress("203.0.113.9", 14852),
                                                        new InetSocketAddress(
                                                                "203.0.113.9", 14900)),
                                                Stream.Gates.CLOSED)
                                        .with(StreamMedium.ofCore(line(PHONE_OFFER))))),
                outcome.command(CONTEXT));
        assertEquals(
                """
                v=0
                o=- 4294967338 1 IN IP4 198.51.100.1
                s=-
                c=IN IP4 198.51.100.1
                t=0 0
                a=ice-lite
                a=ice-options:ice2
                m=audio 10000 UDP/TLS/RTP/SAVPF 0 8 101
                b=AS:68
                a=rtpmap:101 telephone-event/8000
                a=fmtp:101 0-16
                a=ptime:20
                a=curr:qos local none
                a=des:qos optional remote sendrecv
                a=sendrecv
                a=ice-ufrag:agw10
                a=ice-pwd:agwpasswordagwpasswordag1
                a=candidate:1 1 udp 2130706431 198.51.100.1 10000 typ host
                a=end-of-candidates
                a=fingerprint:sha-256 AA:BB
                a=setup:actpass
                a=mid:0
                a=rtcp-mux
                """,
                written(outcome).description().text().replace("\r", ""));
    }

    @Test
    void theBrowsersAnswerReachesTheCoreAndOpensTheGates() {
        var after = written(alg().offerFromCore(octets(PHONE_OFFER))).next();
        var outcome = prepared(after.answerFromAccess(octets(BROWSER_ANSWER)));
        var stream = outcome.streams().getFirst();
        assertEquals(Stream.Gates.OPEN, stream.gates());
        assertEquals(new CoreRemote.Unset(), stream.core());
        var access = assertInstanceOf(AccessRemote.Described.class, stream.access());
        assertEquals(DtlsRole.SERVER, access.role());

        var answer = outcome.write(List.of(local(0, 1))).description();
        assertEquals(
                """
                v=0
                o=- 4294967338 1 IN IP4 198.51.100.2
                s=-
                c=IN IP4 198.51.100.2
                t=0 0
                m=audio 30000 RTP/AVP 0 8 101
                a=rtpmap:0 PCMU/8000
                a=rtpmap:8 PCMA/8000
                a=rtpmap:101 telephone-event/8000
                a=fmtp:101 0-16
                a=sendrecv
                """,
                answer.text().replace("\r", ""));
        assertEquals(List.of(), OfferAnswer.violations(read(PHONE_OFFER), answer));
    }

    @Test
    void aPassiveBrowserMakesTheGatewayTheDtlsClientForGood() {
        var after = written(alg().offerFromCore(octets(PHONE_OFFER))).next();
        var passive = BROWSER_ANSWER.replace("setup:active", "setup:passive");
        var outcome = prepared(after.answerFromAccess(octets(passive)));
        var access =
                assertInstanceOf(
                        AccessRemote.Described.class, outcome.streams().getFirst().access());
        assertEquals(DtlsRole.CLIENT, access.role());

        var settled = written(outcome).next();
        var again = BROWSER_ANSWER.replace("setup:active", "setup:actpass");
        var onward = written(settled.offerFromAccess(octets(again))).next();
        var answered = prepared(onward.answerFromCore(octets(PHONE_ANSWER)));
        assertTrue(
                lines(written(answered).description()).contains("a=setup:active"),
                "the role settled before is kept");
    }

    @Test
    @Proves({"SDP-04", "SDP-05"})
    void linesThatCannotBeRelayedAreRefusedInTheirPlace() {
        var offer = CHROMIUM.replace("BUNDLE 0", "BUNDLE 0 1 2") + VIDEO_AND_DATA;
        var toCore = offered(offer);
        assertEquals(
                List.of(
                        "m=audio 30000 RTP/AVP 111 63 9 0 8 13 110 126",
                        "m=video 0 RTP/AVP 96",
                        "m=application 0 UDP/DTLS/SCTP webrtc-datachannel"),
                mediaLines(toCore));
        var answer =
                PHONE_ANSWER
                        + "m=video 0 RTP/AVP 96\n"
                        + "m=application 0 UDP/DTLS/SCTP webrtc-datachannel\n";
        var toWic = written(toCore.next().answerFromCore(octets(answer)));
        assertEquals(
                List.of(
                        "m=audio 10000 UDP/TLS/RTP/SAVPF 0 126",
                        "m=video 0 UDP/TLS/RTP/SAVPF 96",
                        "m=application 0 UDP/DTLS/SCTP webrtc-datachannel"),
                mediaLines(toWic));
        assertEquals(List.of(), OfferAnswer.violations(read(offer), toWic.description()));
        var fromCore =
                """
                m=video 9000 RTP/SAVP 96
                m=text 0 RTP/AVP 98
                m=audio 9002 RTP/AVP 0
                """;
        assertEquals(
                List.of(
                        "m=audio 10000 UDP/TLS/RTP/SAVPF 0 8 101",
                        "m=video 0 UDP/TLS/RTP/SAVPF 96",
                        "m=text 0 UDP/TLS/RTP/SAVPF 98",
                        "m=audio 10000 UDP/TLS/RTP/SAVPF 0"),
                mediaLines(written(alg().offerFromCore(octets(PHONE_OFFER + fromCore)))));
    }

    private static List<String> mediaLines(Written written) {
        return lines(written.description()).stream().filter(l -> l.startsWith("m=")).toList();
    }

    @Test
    void videoPassesAsAStreamOfItsOwnWhenBothEndsWantIt() {
        String video =
                CHROMIUM.substring(CHROMIUM.indexOf("m=audio"))
                        .replace("m=audio 54609", "m=video 54611")
                        .replace("a=mid:0", "a=mid:1\na=rtcp-fb:111 nack pli");
        var toCore = offered(CHROMIUM + video);
        assertEquals(
                List.of(
                        "m=audio 30000 RTP/AVP 111 63 9 0 8 13 110 126",
                        "m=video 30004 RTP/AVP 111 63 9 0 8 13 110 126"),
                mediaLines(toCore));
        var answer = PHONE_ANSWER + "m=video 14860 RTP/AVP 111\na=rtpmap:111 opus/48000/2\n";
        var outcome = prepared(toCore.next().answerFromCore(octets(answer)));
        assertEquals(2, outcome.streams().size());
        assertEquals(
                List.of(
                        "m=audio 10000 UDP/TLS/RTP/SAVPF 0 126",
                        "m=video 10000 UDP/TLS/RTP/SAVPF 111"),
                mediaLines(written(outcome)));
    }

    @Test
    @Proves("SDP-12")
    void rtcpMuxIsTakenAndRtcpInTheCoreIsNamedWhenNotOnTheNextPort() {
        var outcome = prepared(alg().offerFromAccess(octets(CHROMIUM)));
        var at = local(0, 1);
        var odd =
                new Local(
                        0,
                        new Local.Access(
                                at.access().address(),
                                at.access().ufrag(),
                                at.access().password(),
                                at.access().fingerprint(),
                                Optional.empty()),
                        new Local.Core(
                                at.core().rtp(),
                                new InetSocketAddress("198.51.100.2", 31111),
                                Map.of()));
        var toCore = outcome.write(List.of(odd));
        assertTrue(lines(toCore.description()).contains("a=rtcp:31111"));
        assertFalse(
                lines(offered(CHROMIUM).description()).stream().anyMatch(l -> l.contains("rtcp")));
        var toWic = written(toCore.next().answerFromCore(octets(PHONE_ANSWER)));
        assertTrue(lines(toWic.description()).contains("a=rtcp-mux"));
    }

    @Test
    void anOfferWithoutRtcpMuxIsAnsweredWithoutIt() {
        var offer = CHROMIUM.replace("a=rtcp-mux\n", "");
        var outcome = prepared(alg().offerFromAccess(octets(offer)));
        var access =
                assertInstanceOf(
                        AccessRemote.Described.class, outcome.streams().getFirst().access());
        assertFalse(access.rtcpMux());
        var answer = written(written(outcome).next().answerFromCore(octets(PHONE_ANSWER)));
        assertFalse(lines(answer.description()).contains("a=rtcp-mux"));
        assertEquals(List.of(), OfferAnswer.violations(read(offer), answer.description()));
    }

    @Test
    @Proves("SDP-28")
    void theTwoSidesMayBeOfDifferentAddressFamilies() {
        var at = local(0, 1);
        var six =
                new Local(
                        0,
                        new Local.Access(
                                new InetSocketAddress("2001:db8::1", 10000),
                                at.access().ufrag(),
                                at.access().password(),
                                at.access().fingerprint(),
                                Optional.empty()),
                        new Local.Core(at.core().rtp(), at.core().rtcp(), Map.of()));
        var toCore = prepared(alg().offerFromAccess(octets(CHROMIUM))).write(List.of(six));
        assertTrue(lines(toCore.description()).contains("c=IN IP4 198.51.100.2"));
        var outcome = prepared(toCore.next().answerFromCore(octets(PHONE_ANSWER)));
        var toWic = lines(outcome.write(List.of(six)).description());
        assertTrue(toWic.contains("c=IN IP6 2001:db8:0:0:0:0:0:1"), toWic::toString);
        assertTrue(
                toWic.contains(
                        "a=candidate:1 1 udp 2130706431 2001:db8:0:0:0:0:0:1 10000 typ host"),
                toWic::toString);
    }

    /** 20 bytes more for IP in the core, 10 fewer for SRTP, 50 times a second. */
    @Test
    void aCoreOfIpv6HearsNothingOfTheIpv4OfTheAccess() {
        var at = local(0, 1);
        var six =
                new Local(
                        0,
                        at.access(),
                        new Local.Core(
                                new InetSocketAddress("2001:db8::2", 30000),
                                new InetSocketAddress("2001:db8::2", 30001),
                                Map.of()));
        var toCore = prepared(alg().offerFromAccess(octets(CHROMIUM))).write(List.of(six));
        var offer = lines(toCore.description());
        assertTrue(offer.contains("c=IN IP6 2001:db8:0:0:0:0:0:2"), offer::toString);
        assertTrue(offer.contains("b=AS:68"), offer::toString);
        String answer =
                PHONE_ANSWER
                                .replace("c=IN IP4 203.0.113.9\nt=0 0\n", "t=0 0\n")
                                .replace("\na=rtpmap:0", "\nc=IN IP6 2001:db8:1::9\na=rtpmap:0")
                        + "a=rtcp:53020 IN IP6 2001:db8:1::a\n";
        var outcome = prepared(toCore.next().answerFromCore(octets(answer)));
        assertEquals(
                new CoreRemote.At(
                        new InetSocketAddress("2001:db8:1::9", 14852),
                        new InetSocketAddress("2001:db8:1::a", 53020)),
                outcome.streams().getFirst().core());
        var toWic = outcome.write(List.of(six)).description().text();
        assertFalse(toWic.contains("IP6") || toWic.contains("2001"), toWic);
        assertTrue(toWic.contains("c=IN IP4 198.51.100.1"), toWic);
    }

    /** RFC 3264 §6: each answer stands where its offer stood. */
    @Test
    void dataChannelsInTheMiddleAreRefusedAndWhatStandsBehindThemIsRelayed() {
        String data = VIDEO_AND_DATA.substring(VIDEO_AND_DATA.indexOf("m=application"));
        String video =
                CHROMIUM.substring(CHROMIUM.indexOf("m=audio"))
                        .replace("m=audio 54609", "m=video 54611")
                        .replace("a=mid:0", "a=mid:3");
        String offer = CHROMIUM + data + video;
        var outcome = prepared(alg().offerFromAccess(octets(offer)));
        assertEquals(List.of(0, 2), outcome.streams().stream().map(Stream::index).toList());
        var toCore = written(outcome);
        assertEquals(
                List.of(
                        "m=audio 30000 RTP/AVP 111 63 9 0 8 13 110 126",
                        "m=application 0 UDP/DTLS/SCTP webrtc-datachannel",
                        "m=video 30008 RTP/AVP 111 63 9 0 8 13 110 126"),
                mediaLines(toCore));
        String answer =
                PHONE_ANSWER
                        + "m=application 0 UDP/DTLS/SCTP webrtc-datachannel\n"
                        + "m=video 14860 RTP/AVP 111\na=rtpmap:111 opus/48000/2\n";
        var toWic = written(toCore.next().answerFromCore(octets(answer)));
        assertEquals(
                List.of(
                        "m=audio 10000 UDP/TLS/RTP/SAVPF 0 126",
                        "m=application 0 UDP/DTLS/SCTP webrtc-datachannel",
                        "m=video 10000 UDP/TLS/RTP/SAVPF 111"),
                mediaLines(toWic));
        assertEquals(List.of(), OfferAnswer.violations(read(offer), toWic.description()));
    }

    @Test
    @Proves("SDP-29")
    void transparentMediaAttributesCrossInNeitherDirection() {
        assertFalse(offered(CHROMIUM).description().text().contains("tra-"));
        var offer = PHONE_OFFER + "a=tra-m-line:audio UDP/TLS/RTP/SAVPF 111\na=tra-bw:AS:1\n";
        var toWic = written(alg().offerFromCore(octets(offer)));
        assertFalse(toWic.description().text().contains("tra-"));
    }

    @Test
    void nothingOfOneSidesAddressesNamesOrKeysIsSeenOnTheOther() {
        var toCore = offered(CHROMIUM).description().text();
        for (String secret :
                List.of("192.0.2.17", ".local", "127.0.0.1", "k8Xq", "7tVw", "6B:8B", "36481527")) {
            assertFalse(toCore.contains(secret), secret);
        }
        var toWic = written(alg().offerFromCore(octets(PHONE_OFFER))).description().text();
        for (String secret :
                List.of("203.0.113.9", "=phone", "someone", "a call", "14900", "198.51.100.2")) {
            assertFalse(toWic.contains(secret), secret);
        }
    }
}
