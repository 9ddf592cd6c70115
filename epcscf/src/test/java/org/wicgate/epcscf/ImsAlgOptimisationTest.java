package org.wicgate.epcscf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.wicgate.epcscf.ImsAlgFixture.CHROMIUM;
import static org.wicgate.epcscf.ImsAlgFixture.PHONE_ANSWER;
import static org.wicgate.epcscf.ImsAlgFixture.PHONE_OFFER;
import static org.wicgate.epcscf.ImsAlgFixture.lines;
import static org.wicgate.epcscf.ImsAlgFixture.octets;
import static org.wicgate.epcscf.ImsAlgFixture.prepared;
import static org.wicgate.epcscf.ImsAlgFixture.read;
import static org.wicgate.epcscf.ImsAlgFixture.refused;
import static org.wicgate.epcscf.ImsAlgFixture.written;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wicgate.epcscf.ImsAlg.Outcome;
import org.wicgate.epcscf.ImsAlg.Written;
import org.wicgate.epcscf.MediaPolicy.Transcode;
import org.wicgate.epcscf.Report.Side;
import org.wicgate.iq.Interworking;
import org.wicgate.iq.Stream.Gates;
import org.wicgate.sdp.OfferAnswer;
import org.wicgate.sdp.SessionDescription;
import org.wicgate.sim.Proves;

/** WebRTC media plane optimisation (TS 23.228 §U.2.4): two IMS-ALGs with the core between them. */
class ImsAlgOptimisationTest {
    static final MediaPolicy POLICY = MediaPolicy.USUAL.optimised();

    private static final String OURS = "a=fingerprint:sha-256 AA:BB";
    private static final String ALICES = "a=fingerprint:sha-256 6B:8B:F0";
    private static final String BOBS = "a=fingerprint:sha-256 11:22:33";
    private static final Answerer BOB = Answerer.browser("opus", "pcmu", "telephone-event");

    /** A call of one WIC to another, through the IMS-ALG of each. */
    private static final class Two {
        ImsAlg alices = ImsAlg.start(1, POLICY);
        ImsAlg bobs = ImsAlg.start(2, POLICY);
        SessionDescription toCore;
        SessionDescription toBob;
        SessionDescription fromBob;
        SessionDescription toAlice;
        Interworking ofAlice = new Interworking.Unset();
        Interworking ofBob = new Interworking.Unset();
        Gates gates = Gates.CLOSED;

        Two() {
            toCore = toBob = fromBob = toAlice = read(CHROMIUM);
        }

        Two offers(String offer) {
            return offers(offer, Two::onward);
        }

        /** Through a core that does this to it. */
        Two offers(String offer, UnaryOperator<String> core) {
            var taken = alices.offerFromAccess(octets(offer));
            var one = written(taken instanceof ImsAlg.IceRestart(_, var on) ? on : taken);
            toCore = one.description();
            alices = one.next();
            var other = written(bobs.offerFromCore(core.apply(toCore.text()).getBytes(LATIN)));
            toBob = other.description();
            bobs = other.next();
            return this;
        }

        private static String onward(String text) {
            return text;
        }

        Two bobAnswers() {
            return bobAnswers(BOB.answer(toBob.text()));
        }

        Two bobAnswers(String answer) {
            var outcome = prepared(bobs.answerFromAccess(octets(answer)));
            ofBob = how(outcome, ofBob);
            var one = written(outcome);
            fromBob = one.description();
            bobs = one.next();
            return aliceHears(fromBob.text());
        }

        Two aliceHears(String answer) {
            var outcome = prepared(alices.answerFromCore(answer.getBytes(LATIN)));
            ofAlice = how(outcome, ofAlice);
            outcome.streams().forEach(stream -> gates = stream.gates());
            var other = written(outcome);
            toAlice = other.description();
            alices = other.next();
            return this;
        }

        private static Interworking how(ImsAlg.Prepared outcome, Interworking before) {
            var how = before;
            for (var stream : outcome.streams()) {
                how =
                        stream.interworking() instanceof Interworking.Unset
                                ? how
                                : stream.interworking();
            }
            return how;
        }
    }

    private static final Charset LATIN = StandardCharsets.ISO_8859_1;

    private static boolean says(SessionDescription description, String beginning) {
        return lines(description).stream().anyMatch(line -> line.startsWith(beginning));
    }

    private static Written toCore(String offer) {
        return written(ImsAlg.start(1, POLICY).offerFromAccess(octets(offer)));
    }

    private static List<String> without(List<String> lines) {
        return lines.stream().filter(line -> !line.startsWith("a=tra-")).toList();
    }

    /** TS 24.229 §6.7.1.5. */
    @Test
    void theWicsOfferGoesBesideThePlainOneAndNothingOfItsLegDoes() {
        var plain = written(ImsAlgFixture.alg().offerFromAccess(octets(CHROMIUM)));
        var offer = lines(toCore(CHROMIUM).description());
        assertEquals(
                lines(plain.description()).subList(2, lines(plain.description()).size()),
                without(offer).subList(2, without(offer).size()));

        var carried = offer.stream().filter(line -> line.startsWith("a=tra-")).toList();
        assertEquals("a=tra-contact:IN IP4 198.51.100.2 30000", carried.get(0));
        assertEquals(
                "a=tra-m-line:audio UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126", carried.get(1));
        for (String line :
                List.of(
                        "a=tra-bw:AS:64",
                        "a=tra-att:setup:actpass",
                        "a=tra-att:tls-id:91bbf309c0990a6bec11e38ba2933cee",
                        "a=tra-att:rtcp-mux",
                        "a=tra-att:rtcp-rsize",
                        "a=tra-att:rtpmap:111 opus/48000/2",
                        "a=tra-att:rtcp-fb:111 transport-cc",
                        "a=tra-att:fmtp:111 minptime=10;useinbandfec=1",
                        "a=tra-att:extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level",
                        "a=tra-att:extmap-allow-mixed",
                        "a=tra-att:msid:8d6b2f0e e5d4b6c0",
                        "a=tra-att:ssrc:3570614608 cname:4TOk42mSjXCkVIa6")) {
            assertTrue(carried.contains(line), line + " in " + carried);
        }
        assertEquals(
                1, carried.stream().filter(l -> l.startsWith("a=tra-att:fingerprint:")).count());
        for (String own :
                List.of("192.0.2.17", ".local", "k8Xq", "7tVw", "mid:", "BUNDLE", "sendrecv")) {
            assertFalse(String.join("\n", carried).contains(own), own);
        }
    }

    @Test
    void aLineWithoutRtcpMuxOrWithoutDtlsIsNotOffered() {
        var split = toCore(CHROMIUM.replace("a=rtcp-mux\n", "")).description();
        assertFalse(says(split, "a=tra-"));
        var off = written(ImsAlgFixture.alg().offerFromAccess(octets(CHROMIUM)));
        assertFalse(says(off.description(), "a=tra-"));
    }

    @Test
    void fingerprintAndRoleOfTheSessionAreCarriedInEachLine() {
        var atSession =
                CHROMIUM.replaceAll("(?m)^(a=setup:.*|a=fingerprint:.*|a=tls-id:.*)\n", "")
                        .replace(
                                "a=group:BUNDLE 0\n",
                                "a=setup:actpass\na=tls-id:abc\na=fingerprint:sha-256 6B:8B:F0\n");
        var offer = toCore(atSession).description();
        assertTrue(says(offer, "a=tra-att:setup:actpass"));
        assertTrue(says(offer, "a=tra-att:tls-id:abc"));
        assertTrue(says(offer, "a=tra-att:fingerprint:sha-256 6B:8B:F0"));
    }

    /** TS 29.162 §10.2.25.3. */
    @Test
    @Proves("SDP-32")
    void anAnswerWithTraMLineMakesBothGatewaysTransparent() {
        var call = new Two().offers(CHROMIUM);
        var offer = lines(call.toBob);
        assertTrue(offer.contains("m=audio 10000 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126"));
        assertTrue(says(call.toBob, ALICES) && !says(call.toBob, OURS), call.toBob.text());
        assertEquals(List.of("actpass"), call.toBob.media().getFirst().values("setup"));
        assertEquals(
                List.of("64"),
                List.of(call.toBob.media().getFirst().bandwidths().getFirst().value() + ""));
        assertTrue(offer.contains("a=ice-ufrag:agw10") && offer.contains("a=ice-lite"));
        assertEquals(1, call.toBob.media().getFirst().candidates().size());
        assertFalse(call.toBob.text().contains("tra-") || call.toBob.text().contains("k8Xq"));

        call.bobAnswers();

        assertEquals(new Interworking.Transparent(), call.ofBob);
        assertEquals(new Interworking.Transparent(), call.ofAlice);
        assertEquals(Gates.OPEN, call.gates);
        assertTrue(says(call.fromBob, "a=tra-m-line:audio UDP/TLS/RTP/SAVPF 111 0 110 126"));
        assertTrue(says(call.fromBob, "m=audio 30000 RTP/AVP 111 0 110 126"));
        assertFalse(says(call.fromBob, "a=tra-contact"), "in offers alone");
        assertTrue(says(call.toAlice, BOBS) && !says(call.toAlice, OURS), call.toAlice.text());
        assertTrue(says(call.toAlice, "a=setup:active") && says(call.toAlice, "a=mid:0"));
        assertTrue(says(call.toAlice, "a=ice-ufrag:agw10") && says(call.toAlice, "a=rtcp-mux"));
        assertFalse(call.toAlice.text().contains("tra-"));
        assertEquals(List.of(), OfferAnswer.violations(read(CHROMIUM), call.toAlice));
    }

    /** TS 29.162 §10.2.25.3: whoever does not know of it answers the plain offer. */
    @Test
    @Proves("SDP-31")
    void anAnswerWithoutTraMLineIsInterworked() {
        var call = new Two().offers(CHROMIUM).aliceHears(PHONE_ANSWER);

        assertEquals(new Interworking.Relayed(), call.ofAlice);
        assertTrue(says(call.toAlice, OURS) && says(call.toAlice, "a=setup:passive"));
        assertTrue(says(call.toAlice, "m=audio 10000 UDP/TLS/RTP/SAVPF 0 126"));
    }

    @Test
    void aFarEndThatHasItOffIsAsAPhone() {
        var call = new Two();
        call.bobs = ImsAlg.start(2, MediaPolicy.USUAL);
        call.offers(CHROMIUM);
        assertTrue(says(call.toBob, OURS) && !says(call.toBob, ALICES));
        call.bobAnswers();
        assertEquals(new Interworking.Unset(), call.ofBob);
        assertEquals(new Interworking.Relayed(), call.ofAlice);
        assertFalse(call.fromBob.text().contains("tra-"));
    }

    /** Somebody who relays the media and knows nothing of this has left tra-contact as it was. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "m=audio 30000 >m=audio 30002 ",
                "c=IN IP4 198.51.100.2>c=IN IP4 198.51.100.99",
                "a=tra-contact:.*\r\n>",
                "a=tra-m-line:audio UDP>a=tra-m-line:audio nothing",
                "a=tra-m-line:audio>a=tra-m-line:video",
                "SAVPF 111>SAVPFX 111",
                "a=tra-att:rtcp-mux\r\n>",
                "a=tra-att:setup:actpass>a=tra-att:setup:holdconn",
                "a=tra-att:setup:actpass>a=tra-att:nosetup",
                "a=tra-att:fingerprint:sha-256>a=tra-att:fingerprint:sha-1",
                "a=tra-att:ptime>a=tra-att:tra-att:ptime",
                "a=tra-bw:AS:64>a=tra-bw:AS:-"
            })
    void anOfferThatCannotBeTrustedIsInterworked(String change) {
        String[] parts = change.split(">", -1);
        var call = new Two().offers(CHROMIUM, text -> text.replaceFirst(parts[0], parts[1]));
        assertTrue(says(call.toBob, OURS) && !says(call.toBob, ALICES), call.toBob.text());
        assertFalse(call.toBob.text().contains("tra-"));
        call.bobAnswers();
        assertEquals(new Interworking.Relayed(), call.ofBob);
        assertEquals(new Interworking.Relayed(), call.ofAlice);
    }

    /** What is said for one leg, or names an address, reaches no WIC in this way either. */
    @Test
    void nothingOfALegIsCarriedIn() {
        var call =
                new Two()
                        .offers(
                                CHROMIUM,
                                text ->
                                        text
                                                + "a=tra-att:candidate:1 1 udp 1 203.0.113.1 9 typ host\r\n"
                                                + "a=tra-att:ice-ufrag:evil\r\n"
                                                + "a=tra-att:ice-pwd:evil\r\n"
                                                + "a=tra-att:rtcp:9\r\n"
                                                + "a=tra-att:mid:evil\r\n"
                                                + "a=tra-att:crypto:1 X inline:evil\r\n"
                                                + "a=tra-att:inactive\r\n"
                                                + "a=tra-att:fingerprint:sha-1 EE:EE\r\n"
                                                + "a=tra-att:extmap:7 urn:ietf:params:rtp-hdrext:sdes:mid\r\n");
        assertTrue(says(call.toBob, ALICES));
        for (String own :
                List.of("203.0.113.1", "evil", "rtcp:9", "inactive", "EE:EE", "sdes:mid")) {
            assertFalse(call.toBob.text().contains(own), own);
        }
    }

    /** What the network took out of the plain part is not wanted. */
    @Test
    void theWicIsOfferedNoFormatThatTheCoreTookOut() {
        var call =
                new Two()
                        .offers(
                                CHROMIUM,
                                text -> text.replace("RTP/AVP 111 63 9 0 8", "RTP/AVP 8"));
        assertTrue(says(call.toBob, "m=audio 10000 UDP/TLS/RTP/SAVPF 8 13 110 126"));
        assertTrue(says(call.toBob, ALICES));
        assertFalse(call.toBob.text().contains("opus"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a=tra-m-line:audio UDP/TLS>a=tra-m-line:audio UDP",
                "a=tra-att:setup:active>a=tra-att:setup:actpass",
                "a=tra-att:setup:active>a=tra-att:setup:",
                "a=tra-att:rtcp-mux\r\n>",
                "a=tra-att:fingerprint:sha-256 11>a=tra-att:fingerprint:sha-256 1",
                "SAVPF 111 0 110 126\r\n>SAVPF 99\r\n",
                "a=tra-att:rtpmap>a=tra-att:tra-att:rtpmap"
            })
    void anAnswerThatPromisedTheFarWicWhatWeCannotReadEndsTheCall(String change) {
        var call = new Two().offers(CHROMIUM).bobAnswers();
        var offered = toCore(CHROMIUM).next();
        String[] parts = change.split(">", -1);
        String answer = call.fromBob.text();
        assertNotEquals(answer, answer.replaceFirst(parts[0], parts[1]));
        Outcome outcome =
                offered.answerFromCore(answer.replaceFirst(parts[0], parts[1]).getBytes(LATIN));
        assertEquals(502, refused(outcome).status());
    }

    /** Nobody was asked. */
    @Test
    void anAnswerOfThatKindToAPlainOfferIsAPlainOne() {
        var answer = new Two().offers(CHROMIUM).bobAnswers().fromBob;
        var offered = written(ImsAlgFixture.alg().offerFromAccess(octets(CHROMIUM))).next();
        var toAlice = written(offered.answerFromCore(answer.encode())).description();
        assertTrue(says(toAlice, OURS) && !says(toAlice, BOBS));
        assertFalse(toAlice.text().contains("tra-"));
    }

    @Test
    void aLineThatBobRefusesIsRefusedInBothParts() {
        var call = new Two().offers(CHROMIUM);
        call.bobAnswers(Answerer.browser("nothing").answer(call.toBob.text()));
        assertFalse(call.fromBob.text().contains("tra-"));
        assertTrue(says(call.toAlice, "m=audio 0 UDP/TLS/RTP/SAVPF"), call.toAlice.text());
        assertEquals(List.of(), OfferAnswer.violations(read(CHROMIUM), call.toAlice));
    }

    @Test
    void aWicThatHasRtcpOnAPortOfItsOwnCannotTakeIt() {
        var call = new Two().offers(CHROMIUM);
        assertTrue(says(call.toBob, "a=rtcp-mux-only"), "RFC 8858");
        String answer = BOB.answer(call.toBob.text()).replace("a=rtcp-mux\n", "");
        assertEquals(502, refused(call.bobs.answerFromAccess(octets(answer))).status());
    }

    @Test
    void extensionsThatWereNotOfferedAreNotAnswered() {
        var call = new Two().offers(CHROMIUM);
        call.bobAnswers(
                BOB.answer(call.toBob.text())
                        + "a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level\n"
                        + "a=extmap:9 urn:invented\n");
        assertTrue(says(call.toAlice, "a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level"));
        assertFalse(says(call.toAlice, "a=extmap:9"));
    }

    /** Codecs are the two WICs' matter: neither what is added nor what is preferred counts. */
    @ParameterizedTest
    @EnumSource(Transcode.class)
    void nothingIsTranscoded(Transcode mode) {
        var call = new Two();
        call.alices = ImsAlg.start(1, POLICY.with(mode, 10));
        call.bobs = ImsAlg.start(2, POLICY.with(mode, 10));
        call.offers(CHROMIUM).bobAnswers();
        assertTrue(says(call.toBob, "m=audio 10000 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126"));
        assertEquals(new Interworking.Transparent(), call.ofAlice);
        assertEquals(new Interworking.Transparent(), call.ofBob);
        assertTrue(says(call.toAlice, "m=audio 10000 UDP/TLS/RTP/SAVPF 111 0 110 126"));

        var phone = new Two();
        phone.alices = ImsAlg.start(1, POLICY.with(mode, 10));
        phone.offers(CHROMIUM).aliceHears(PHONE_ANSWER);
        boolean isForced = mode == Transcode.ALWAYS;
        assertEquals(isForced, phone.ofAlice instanceof Interworking.Transcoded);
    }

    @Test
    void holdAndResumeChangeTheGatesAlone() {
        var call = new Two().offers(CHROMIUM).bobAnswers();
        call.offers(CHROMIUM.replace("a=sendrecv", "a=sendonly"));
        assertTrue(says(call.toBob, "a=sendonly") && says(call.toBob, ALICES));
        var outcome = prepared(call.bobs.answerFromAccess(octets(BOB.answer(call.toBob.text()))));
        assertEquals(1, outcome.streams().size());
        assertInstanceOf(Interworking.Unset.class, outcome.streams().getFirst().interworking());
        call.bobAnswers();
        assertEquals(new Gates(true, false), call.gates);
        assertTrue(says(call.toAlice, "a=recvonly") && says(call.toAlice, BOBS));

        call.offers(CHROMIUM).bobAnswers();
        assertEquals(Gates.OPEN, call.gates);
        assertEquals(new Interworking.Transparent(), call.ofAlice);
        assertTrue(says(call.toAlice, BOBS));
    }

    /** What the core said last is not in our terms: the far WIC's eP-CSCF hears of the restart. */
    @Test
    void anIceRestartGoesOnAndChangesNothingAtTheFarEnd() {
        var call = new Two().offers(CHROMIUM).bobAnswers();
        var before = call.toCore;
        var heard = call.toBob;
        String restart = CHROMIUM.replace("k8Xq", "New1").replace("7tVw5nQ2", "NewPassw");
        assertInstanceOf(ImsAlg.Prepared.class, call.alices.offerFromAccess(octets(restart)));
        call.offers(restart);
        assertEquals(before, call.toCore, "not a word of it");
        assertEquals(heard, call.toBob);
        call.bobAnswers();
        assertTrue(says(call.toAlice, BOBS));
    }

    /** An application server puts an announcement in, and takes it out. */
    @Test
    void aReofferWithoutItBringsInterworkingAndOneWithItEndsThat() {
        var call = new Two().offers(CHROMIUM).bobAnswers();
        var announced = written(call.bobs.offerFromCore(octets(PHONE_OFFER)));
        assertTrue(says(announced.description(), OURS) && !says(announced.description(), ALICES));
        var outcome =
                prepared(
                        announced
                                .next()
                                .answerFromAccess(
                                        octets(BOB.answer(announced.description().text()))));
        assertEquals(new Interworking.Relayed(), outcome.streams().getFirst().interworking());
        call.bobs = written(outcome).next();

        call.offers(CHROMIUM).bobAnswers();
        assertEquals(new Interworking.Transparent(), call.ofBob);
        assertTrue(says(call.toBob, ALICES));
    }

    @Test
    void aReofferOfTheOtherWicGoesThroughToo() {
        var call = new Two().offers(CHROMIUM).bobAnswers();
        String offer = BOB.answer(call.toBob.text()).replace("active", "actpass");
        var one = written(call.bobs.offerFromAccess(octets(offer)));
        var two = written(call.alices.offerFromCore(one.description().encode()));
        assertTrue(says(two.description(), BOBS), two.description().text());
        String answer =
                CHROMIUM.replace("actpass", "passive").replace("111 63 9 0 8 13 110 126", "111");
        var three = prepared(two.next().answerFromAccess(octets(answer)));
        assertTrue(
                three.streams().stream()
                        .allMatch(stream -> stream.interworking() instanceof Interworking.Unset));
        var four = written(one.next().answerFromCore(written(three).description().encode()));
        assertTrue(says(four.description(), ALICES) && says(four.description(), "a=setup:passive"));
    }

    /** The offer is in the 200 and the answer in the ACK (RFC 3261 §13.2.1). */
    @Test
    void aLateOfferGoesThrough() {
        var bobs = ImsAlg.start(2, POLICY);
        var alices = ImsAlg.start(1, POLICY);
        var offered = written(bobs.offerFromAccess(octets(CHROMIUM)));
        var toAlice = written(alices.offerFromCore(offered.description().encode()));
        assertTrue(says(toAlice.description(), ALICES));
        String answer = BOB.answer(toAlice.description().text());
        var agreed = prepared(toAlice.next().answerFromAccess(octets(answer)));
        assertEquals(new Interworking.Transparent(), agreed.streams().getFirst().interworking());
        var back = prepared(offered.next().answerFromCore(written(agreed).description().encode()));
        assertEquals(new Interworking.Transparent(), back.streams().getFirst().interworking());
        assertTrue(says(written(back).description(), BOBS));
    }

    /** Two callees ring: the media go to whoever answered last, in the way of that one. */
    @Test
    void aForkWithItAndAForkWithoutItShareOneContext() {
        var call = new Two().offers(CHROMIUM);
        var offered = call.alices;
        String withIt = call.bobAnswers().fromBob.text();

        var phone = prepared(offered.answerFromCore(octets(PHONE_ANSWER)));
        assertEquals(new Interworking.Relayed(), phone.streams().getFirst().interworking());
        var settled = written(phone).next();

        var bob = prepared(offered.unsettled().answerFromCore(withIt.getBytes(LATIN)));
        assertEquals(new Interworking.Transparent(), bob.streams().getFirst().interworking());
        assertTrue(says(written(bob).description(), BOBS));

        var again = settled.again().streams().getFirst();
        assertEquals(new Interworking.Relayed(), again.interworking());
        var turned = prepared(settled.unsettled().answerFromCore(octets(PHONE_ANSWER)));
        assertEquals(new Interworking.Relayed(), turned.streams().getFirst().interworking());
        var back = written(bob).next().again().streams().getFirst();
        assertEquals(new Interworking.Transparent(), back.interworking());
    }

    @Test
    void aNewLineInAReofferGoesThroughBesideTheFirst() {
        String video =
                """
                m=video 9 UDP/TLS/RTP/SAVPF 96
                a=ice-ufrag:k8Xq
                a=ice-pwd:7tVw5nQ2sJd8KfYh1LmPz0Rc
                a=fingerprint:sha-256 6B:8B:F0:65:5F:78:E2:51:3B:AC:6F:F3:3F:46:1B:35:DC:B8:5F:64:1A:24:C2:43:F0:A1:58:D0:A1:2C:19:08
                a=setup:actpass
                a=mid:1
                a=rtcp-mux
                a=rtpmap:96 VP8/90000
                """;
        var call = new Two().offers(CHROMIUM).bobAnswers().offers(CHROMIUM + video);
        assertEquals(2, call.toBob.media().size());
        assertTrue(call.toBob.media().get(1).ownFingerprints().getFirst().value().startsWith("6B"));
        var likes = Answerer.browser("opus", "pcmu", "telephone-event", "vp8");
        call.bobAnswers(likes.answer(call.toBob.text()));
        assertEquals(2, call.toAlice.media().size());
        assertTrue(
                call.toAlice.media().get(1).ownFingerprints().getFirst().value().startsWith("11"));
    }

    private static String why(
            SessionDescription from, SessionDescription to, Side side, String in) {
        for (var change : SdpChanges.between(lines(from), lines(to), side, false)) {
            if (String.valueOf(change.get("put_in")).contains(in)) {
                return String.valueOf(change.get("why"));
            }
        }
        return fail(in);
    }

    /** What a timeline says of it. */
    @Test
    void theReasonsSayWhoseDtlsItIs() {
        var call = new Two().offers(CHROMIUM);
        assertEquals(
                "the WIC's own description, for an eP-CSCF that serves another WIC",
                why(read(CHROMIUM), call.toCore, Side.CORE, "a=tra-att:setup:actpass"));
        assertEquals(
                "the far WIC's own: DTLS and SRTP go through to it",
                why(call.toCore, call.toBob, Side.ACCESS, ALICES));
        assertTrue(why(call.toCore, call.toBob, Side.ACCESS, "a=ice-ufrag").contains("own on W3"));
    }

    /** Whatever browsers offer and answer: a legal answer, and one mind about who ends DTLS. */
    @ParameterizedTest(name = "seed={0}")
    @ValueSource(longs = {31, 32, 33, 34})
    void whateverIsOfferedEndsInALegalState(long seed) {
        var generator = new OfferGenerator(seed);
        int through = 0;
        int answered = 0;
        for (int i = 0; i < 400; i++) {
            String at = "seed=" + seed + " exchange=" + i + "\n";
            String offer = generator.ofWic();
            var alices = ImsAlg.start(1, i % 3 == 0 ? MediaPolicy.USUAL : POLICY);
            var bobs = ImsAlg.start(2, i % 4 == 0 ? MediaPolicy.USUAL : POLICY);
            if (!(alices.offerFromAccess(octets(offer)) instanceof ImsAlg.Prepared taken)) {
                continue;
            }
            var one = written(taken);
            if (!(bobs.offerFromCore(one.description().encode()) instanceof ImsAlg.Prepared p)) {
                continue;
            }
            var two = written(p);
            assertFalse(two.description().text().contains("tra-"), at);
            String answer = generator.answer(two.description().text(), true);
            if (!(two.next().answerFromAccess(octets(answer)) instanceof ImsAlg.Prepared back)) {
                continue;
            }
            switch (one.next().answerFromCore(written(back).description().encode())) {
                case ImsAlg.Refused refused -> assertEquals(502, refused.status(), at);
                case ImsAlg.IceRestart restart -> fail(at + restart);
                case ImsAlg.Prepared last -> {
                    String toAlice = written(last).description().text();
                    assertEquals(List.of(), Legality.ofAnswer(offer, toAlice), at + toAlice);
                    var ofAlice = transparent(last);
                    assertEquals(transparent(back), ofAlice, at + toAlice);
                    through += ofAlice.isEmpty() ? 0 : 1;
                    answered++;
                }
            }
        }
        assertTrue(answered > 50 && through > 15, "seed=" + seed + ": " + answered + " " + through);
    }

    private static List<Integer> transparent(ImsAlg.Prepared outcome) {
        return outcome.streams().stream()
                .filter(stream -> stream.interworking() instanceof Interworking.Transparent)
                .map(stream -> stream.index())
                .sorted()
                .toList();
    }
}
