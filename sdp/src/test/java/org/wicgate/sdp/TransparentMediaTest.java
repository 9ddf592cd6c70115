package org.wicgate.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wicgate.base.Decoded;

/** The attributes of media plane optimisation, written and read again. */
class TransparentMediaTest {
    private static final InetSocketAddress HERE = new InetSocketAddress("198.51.100.2", 30_000);
    private static final String M_LINE = "audio UDP/TLS/RTP/SAVPF 111 0";
    private static final MediaDescription PLAIN =
            MediaDescription.of(new MediaLine("audio", 30_000, 1, "RTP/AVP", List.of("0")));
    private static final MediaDescription BROWSERS =
            MediaDescription.of(
                            new MediaLine("audio", 9, 1, "UDP/TLS/RTP/SAVPF", List.of("111", "0")))
                    .with(
                            List.of(
                                    Line.of('b', "AS:64"),
                                    Line.of('b', "X-OWN:1"),
                                    Line.attribute("fingerprint", "sha-256 AA:BB"),
                                    Line.attribute("setup", "actpass"),
                                    Line.attribute("rtcp-mux"),
                                    Line.attribute("rtpmap", "111 opus/48000/2"),
                                    Line.attribute("x-own", "a \u00e4 b=c tra-att:x:y")));

    private static MediaDescription carrying(String... attributes) {
        var lines = new ArrayList<Line>();
        for (String each : attributes) {
            lines.add(Line.of('a', each));
        }
        return PLAIN.with(lines);
    }

    private static MediaDescription ok(MediaDescription outer) {
        return switch (TransparentMedia.decode(outer)) {
            case Decoded.Ok<MediaDescription>(var media) -> media;
            case Decoded.Malformed<MediaDescription>(var why) -> fail(why);
        };
    }

    private static boolean isMalformed(MediaDescription outer) {
        return TransparentMedia.decode(outer) instanceof Decoded.Malformed<MediaDescription>;
    }

    @Test
    void anOfferSaysWhereTheMediumIsWantedAndAllOfItsLines() {
        var lines = TransparentMedia.offer(BROWSERS, HERE).stream().map(Line::value).toList();
        assertEquals(
                List.of(
                        "tra-contact:IN IP4 198.51.100.2 30000",
                        "tra-m-line:" + M_LINE,
                        "tra-bw:AS:64",
                        "tra-bw:X-OWN:1",
                        "tra-att:fingerprint:sha-256 AA:BB",
                        "tra-att:setup:actpass",
                        "tra-att:rtcp-mux",
                        "tra-att:rtpmap:111 opus/48000/2",
                        "tra-att:x-own:a \u00e4 b=c tra-att:x:y"),
                lines);
        var answer = TransparentMedia.answer(BROWSERS).stream().map(Line::value).toList();
        assertEquals(lines.subList(1, lines.size()), answer);
    }

    @Test
    void whatWasWrittenIsReadAsItWas() {
        var outer = PLAIN.with(TransparentMedia.offer(BROWSERS, HERE));
        assertTrue(TransparentMedia.isIn(outer));
        assertFalse(TransparentMedia.isIn(PLAIN));
        assertEquals(BROWSERS, ok(outer));
        assertEquals(BROWSERS, ok(PLAIN.with(TransparentMedia.answer(BROWSERS))));
    }

    /** What could not be read again, or would say more than one line, is not written. */
    @Test
    void aLineThatIsNoneStaysBehind() {
        var odd =
                BROWSERS.with(
                        List.of(
                                Line.of('b', "none"),
                                Line.of('a', "tra-att:nested"),
                                Line.of('a', ""),
                                Line.of('a', ":value"),
                                Line.of('a', "two words:1"),
                                Line.of('i', "a title")));
        assertEquals(BROWSERS, ok(PLAIN.with(TransparentMedia.answer(odd))));
    }

    @Test
    void anMLineMayHaveAPort() {
        var without = ok(carrying("tra-m-line:" + M_LINE));
        assertEquals(without, ok(carrying("tra-m-line:audio 54609 UDP/TLS/RTP/SAVPF 111 0")));
        assertEquals(without, ok(carrying("tra-m-line: audio 54609/2 UDP/TLS/RTP/SAVPF 111 0")));
        assertEquals(9, without.port());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "audio",
                "audio UDP/TLS/RTP/SAVPF",
                "audio 9 UDP/TLS/RTP/SAVPF",
                "audio 70000 UDP/TLS/RTP/SAVPF 0",
                "audio  UDP/TLS/RTP/SAVPF 0",
                "audio nonsense 0"
            })
    void anMLineThatIsNoneIsRefused(String value) {
        assertTrue(isMalformed(carrying("tra-m-line:" + value)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tra-m-line:" + M_LINE,
                "tra-att",
                "tra-att:",
                "tra-att::x",
                "tra-att:tra-att:setup:active",
                "tra-att:tra-m-line:" + M_LINE,
                "tra-att:a=setup:active",
                "tra-att:set up:active",
                "tra-bw:",
                "tra-bw:AS",
                "tra-bw:AS:-1",
                "tra-bw:AS:99999999999999999999"
            })
    void aLineThatIsNoneIsRefused(String attribute) {
        assertTrue(isMalformed(carrying("tra-m-line:" + M_LINE, attribute)));
    }

    @Test
    void thereIsAnEndToHowMuchIsCarried() {
        var most = Collections.nCopies(TransparentMedia.MAX_LINES, Line.attribute("tra-att", "x"));
        var media = carrying("tra-m-line:" + M_LINE).with(most);
        assertEquals(TransparentMedia.MAX_LINES + 1, ok(media).lines().size());
        assertTrue(isMalformed(media.with(Line.attribute("tra-bw", "AS:1"))));
    }

    @Test
    void aContactElsewhereShowsThatSomebodyIsBetween() {
        assertTrue(TransparentMedia.isAt(carrying("tra-contact:IN IP4 198.51.100.2 30000"), HERE));
        assertTrue(TransparentMedia.isAt(carrying("tra-contact: IN IP4 198.51.100.2"), HERE));
        var six = new InetSocketAddress("2001:db8::1", 4);
        assertTrue(TransparentMedia.isAt(carrying("tra-contact:IN IP6 2001:db8:0::1 4"), six));
        for (String other :
                List.of(
                        "IN IP4 198.51.100.2 30002",
                        "IN IP4 198.51.100.3 30000",
                        "IN IP4 host.example 30000",
                        "XX IP4 198.51.100.2 30000",
                        "IN IP4 198.51.100.2 30000 1",
                        "IN IP4",
                        "")) {
            assertFalse(TransparentMedia.isAt(carrying("tra-contact:" + other), HERE), other);
        }
        assertFalse(TransparentMedia.isAt(PLAIN, HERE));
        var twice = "tra-contact:IN IP4 198.51.100.2 30000";
        assertFalse(TransparentMedia.isAt(carrying(twice, twice), HERE));
    }

    /** Whatever comes, it is read or refused, and what is read can be written and read again. */
    @ParameterizedTest(name = "seed={0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void noiseNeverThrows(long seed) {
        var random = new Random(seed);
        var words =
                List.of("tra-", "m-line", "att", "bw", ":", " ", "audio", "RTP/", "0", "a", "/");
        int read = 0;
        for (int i = 0; i < 20_000; i++) {
            var outer = random.nextInt(3) == 0 ? PLAIN : carrying("tra-m-line:audio X/Y 0");
            for (int n = random.nextInt(3); n >= 0; n--) {
                var text = new StringBuilder(random.nextBoolean() ? "tra-att:" : "");
                for (int w = random.nextInt(7); w >= 0; w--) {
                    text.append(words.get(random.nextInt(words.size())));
                }
                outer = outer.with(Line.of('a', text.toString()));
            }
            TransparentMedia.isAt(outer, HERE);
            if (TransparentMedia.decode(outer) instanceof Decoded.Ok<MediaDescription>(var m)) {
                assertEquals(m, ok(PLAIN.with(TransparentMedia.answer(m))), "seed=" + seed);
                read++;
            }
        }
        assertTrue(read > 1000, "seed=" + seed + ": " + read);
    }
}
