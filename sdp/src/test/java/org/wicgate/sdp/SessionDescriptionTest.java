package org.wicgate.sdp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wicgate.base.Decoded;

class SessionDescriptionTest {
    private static final String MINIMAL = "v=0\no=- 1 1 IN IP4 192.0.2.1\ns=-\nt=0 0\n";

    static List<String> corpus() {
        return Corpus.NAMES;
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void whatNobodyTouchedLeavesOctetForOctet(String name) {
        byte[] octets = Corpus.octets(name);
        assertArrayEquals(octets, Corpus.read(name).encode());
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void aChangedLineLeavesAllOthersAsTheyWere(String name) {
        var before = Corpus.read(name);
        var changed = before.with(Line.attribute("x-new", "1"));
        var back = changed.without(line -> line.isAttribute("x-new"));
        assertEquals(before, back);
        assertArrayEquals(before.encode(), back.encode());
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void mutatedDescriptionsGiveAValueOrAReasonAndAlwaysComeRound(String name) {
        byte[] original = Corpus.octets(name);
        var random = new Random(8866);
        for (int round = 0; round < 400; round++) {
            byte[] mutant = mutate(original, random);
            if (SessionDescription.decode(mutant) instanceof Decoded.Ok(var value)) {
                readEverything(value);
                var again = SessionDescription.decode(value.encode());
                assertEquals(new Decoded.Ok<>(value), again, "round " + round);
            }
        }
    }

    private static byte[] mutate(byte[] original, Random random) {
        byte[] out = original.clone();
        for (int i = random.nextInt(1, 12); i > 0; i--) {
            int at = random.nextInt(out.length);
            switch (random.nextInt(4)) {
                case 0 -> out[at] = (byte) random.nextInt(256);
                case 1 -> out[at] = (byte) " \r\n:=/0-".charAt(random.nextInt(8));
                case 2 -> out[at] = out[random.nextInt(out.length)];
                default -> out = java.util.Arrays.copyOf(out, Math.max(1, at));
            }
        }
        return out;
    }

    private static void readEverything(SessionDescription value) {
        value.groups();
        for (var media : value.media()) {
            assertFalse(value.ice(media).toString().isEmpty());
            value.fingerprints(media);
            value.setup(media);
            value.direction(media);
            value.rtpAddress(media);
            value.rtcpAddress(media);
            media.candidates().forEach(Candidate::socketAddress);
            media.rtpMaps();
            media.bandwidths();
            media.ptime();
            media.mid();
        }
        assertFalse(value.toString().isEmpty());
    }

    @Test
    void aBrowserOfferIsReadByItsAttributes() {
        var offer = Corpus.read("chromium-audio-offer");
        var audio = offer.media().getFirst();

        assertEquals(
                new MediaLine(
                        "audio",
                        54609,
                        1,
                        "UDP/TLS/RTP/SAVPF",
                        List.of("111", "63", "9", "0", "8", "13", "110", "126")),
                audio.mediaLine());
        assertTrue(audio.mediaLine().isDtlsSrtp());
        assertEquals(new RtpMap(111, "opus", 48000, "2"), audio.rtpMap("111").orElseThrow());
        assertEquals(new RtpMap(0, "PCMU", 8000, ""), audio.rtpMap("0").orElseThrow());
        assertEquals(Optional.of("minptime=10;useinbandfec=1"), audio.fmtp("111"));
        assertEquals(
                new IceCredentials("k8Xq", "7tVw5nQ2sJd8KfYh1LmPz0Rc"),
                offer.ice(audio).orElseThrow());
        assertTrue(offer.ice(audio).orElseThrow().isValid());
        assertEquals(Optional.of(Setup.ACTPASS), offer.setup(audio));
        assertEquals("sha-256", offer.fingerprints(audio).getFirst().hash());
        assertTrue(audio.hasRtcpMux());
        assertEquals(Optional.of("0"), audio.mid());
        assertEquals(List.of(new Group("BUNDLE", List.of("0"))), offer.groups());
        assertEquals(3, audio.candidates().size());
        assertEquals(
                new InetSocketAddress("192.0.2.17", 54609),
                audio.candidates().getFirst().socketAddress());
        assertEquals(null, audio.candidates().get(1).socketAddress());
        assertEquals(Direction.SENDRECV, offer.direction(audio));
    }

    @Test
    void aSessionAttributeStandsInForAMissingMediaAttribute() {
        var offer = Corpus.read("firefox-audio-offer");
        var audio = offer.media().getFirst();
        assertTrue(audio.ownFingerprints().isEmpty());
        assertTrue(offer.fingerprints(audio).getFirst().value().startsWith("39:4A:09"));
    }

    @Test
    void aPhoneIsReadWithItsRtcpPortAndItsHold() {
        var hold = Corpus.read("phone-hold");
        var audio = hold.media().getFirst();
        assertEquals(Direction.SENDONLY, hold.direction(audio));
        assertTrue(hold.connection(audio).orElseThrow().isUnspecified());
        assertEquals(
                Optional.of(new InetSocketAddress("198.51.100.8", 11800)), hold.rtcpAddress(audio));
        assertEquals(List.of("PCMU", "telephone-event"), encodings(audio));

        var volte = Corpus.read("volte-offer");
        var wide = volte.media().getFirst();
        assertEquals(
                Optional.of(new InetSocketAddress("2001:db8:17::2a", 49153)),
                volte.rtcpAddress(wide));
        assertEquals(
                List.of(
                        new Bandwidth("AS", 49),
                        new Bandwidth("RS", 612),
                        new Bandwidth("RR", 1837)),
                wide.bandwidths());
        assertEquals(Optional.of(20), wide.ptime());
    }

    private static List<String> encodings(MediaDescription media) {
        return media.rtpMaps().stream().map(RtpMap::encoding).toList();
    }

    @Test
    void aNewLineGoesWhereTheOrderWantsIt() {
        var answer = Corpus.read("asterisk-answer");
        var media = answer.media().getFirst();
        var changed =
                answer.without(l -> l.type() == 'c')
                        .withMedia(
                                List.of(
                                        media.with(Line.attribute("rtcp", "14900"))
                                                .with(new Connection("IN", "IP4", "192.0.2.7"))
                                                .with(Direction.INACTIVE)
                                                .with(media.mediaLine().withPort(4000))));
        assertEquals(
                """
                v=0
                o=- 1732106112 1732106114 IN IP4 203.0.113.9
                s=Asterisk
                t=0 0
                m=audio 4000 RTP/AVP 0 8 101
                c=IN IP4 192.0.2.7
                a=rtpmap:0 PCMU/8000
                a=rtpmap:8 PCMA/8000
                a=rtpmap:101 telephone-event/8000
                a=fmtp:101 0-16
                a=ptime:20
                a=maxptime:150
                a=rtcp:14900
                a=inactive
                """,
                changed.text().replace("\r", ""));
    }

    @Test
    void aLineWithoutEndGetsOneWhenAnotherFollows() {
        var read = Corpus.read("careless-phone");
        var media = read.media().getFirst();
        var changed = read.withMedia(List.of(media.with(Line.attribute("mid", "a"))));
        assertTrue(changed.text().endsWith("a=sendrecv\r\na=mid:a\r\n"), changed.text());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "hello",
                "v=0",
                "v=1\no=- 1 1 IN IP4 192.0.2.1\ns=-\nt=0 0\n",
                "o=- 1 1 IN IP4 192.0.2.1\nv=0\n",
                "v=0\no=- x 1 IN IP4 192.0.2.1\ns=-\n",
                "v=0\no=- 1 1 IN IP4\ns=-\n",
                MINIMAL + "m=audio\n",
                MINIMAL + "m=audio 70000 RTP/AVP 0\n",
                MINIMAL + "m=audio -1 RTP/AVP 0\n",
                MINIMAL + "m=audio 9 RTP/AVP\n",
                MINIMAL + "m=audio 9  RTP/AVP 0\n",
                MINIMAL + "v=0\n",
                MINIMAL + "q=unknown letter\n",
                MINIMAL + "a\n",
                MINIMAL + "\na=behind a blank line\n",
                MINIMAL + "a=nul\0\n",
                MINIMAL + "a=bare\rreturn\n",
                "{\"type\":\"offer\"}",
                "<sdp/>"
            })
    void whatIsNoDescriptionIsRefusedWithAReason(String text) {
        var refused =
                assertInstanceOf(Decoded.Malformed.class, SessionDescription.decode(text), text);
        assertFalse(refused.why().isEmpty());
    }

    @Test
    void limitsHoldOnOctetsLinesAndMedia() {
        assertEquals(
                new Decoded.Malformed<SessionDescription>("description of 65537 octets"),
                SessionDescription.decode(new byte[65_537]));
        assertEquals(
                new Decoded.Malformed<SessionDescription>("line 2001: too many lines"),
                SessionDescription.decode(MINIMAL + "a=x\n".repeat(2000)));
        assertEquals(
                new Decoded.Malformed<SessionDescription>("line 37: too many m= lines"),
                SessionDescription.decode(MINIMAL + "m=audio 9 RTP/AVP 0\n".repeat(33)));
    }

    @Test
    void octetsOfAnyCharsetSurvive() {
        byte[] name = "s=Gespräch \u4f60".getBytes(StandardCharsets.UTF_8);
        String text = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\n";
        byte[] head = text.getBytes(StandardCharsets.UTF_8);
        byte[] all = java.util.Arrays.copyOf(head, head.length + name.length + 1);
        System.arraycopy(name, 0, all, head.length, name.length);
        all[all.length - 1] = (byte) 0xFF;
        var read = assertInstanceOf(Decoded.Ok.class, SessionDescription.decode(all)).value();
        assertArrayEquals(all, ((SessionDescription) read).encode());
    }

    @Test
    void noLineCanSmuggleAnother() {
        assertThrows(
                IllegalArgumentException.class, () -> Line.attribute("mid", "0\r\na=ice-lite"));
        assertThrows(IllegalArgumentException.class, () -> Line.of('s', "\u4f60"));
    }

    @Test
    void aLogNamesNoPassword() {
        var offer = Corpus.read("chromium-audio-offer");
        var audio = offer.media().getFirst();
        String all = offer.toString() + audio + offer.ice(audio);
        assertFalse(all.contains("7tVw5nQ2sJd8KfYh1LmPz0Rc"), all);
    }
}
