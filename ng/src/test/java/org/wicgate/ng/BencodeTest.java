package org.wicgate.ng;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wicgate.base.Decoded;

class BencodeTest {
    @Test
    void whatIsWrittenIsReadAgain() {
        var value =
                Value.Dictionary.empty()
                        .with("command", "offer")
                        .with("sdp", "v=0\r\n\u00e9")
                        .with("none", "")
                        .with("less", -42)
                        .with(
                                "flags",
                                new Value.Sequence(
                                        List.of(new Value.Text("a b"), new Value.Whole(7))))
                        .with("inner", Value.Dictionary.empty().with("i", 0));
        String octets = Bencode.encode(value);
        assertEquals(new Decoded.Ok<Value>(value), Bencode.decode(octets));
    }

    @Test
    void theWireFormIsTheOneOfTheProtocol() {
        var ping = new NgMessage("5323_1", Value.Dictionary.empty().with("command", "ping"));
        String wire = "5323_1 d7:command4:pinge";
        assertEquals(wire, ping.encode());
        assertEquals(new Decoded.Ok<>(ping), NgMessage.decode(wire));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "i42",
                "ie",
                "i-e",
                "i1.5e",
                "i99999999999999999999e",
                "3:ab",
                "-1:a",
                "999999999999999999:a",
                "l1:a",
                "d1:a",
                "di1e1:ae",
                "d1:a1:be junk",
                "x",
                "e",
            })
    void whatIsNotBencodeIsRefused(String octets) {
        assertInstanceOf(Decoded.Malformed.class, Bencode.decode(octets));
    }

    @Test
    void nestingIsBounded() {
        String deep = "l".repeat(60_000);
        assertInstanceOf(Decoded.Malformed.class, Bencode.decode(deep));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "cookie", " d1:a1:be", "c {\"command\":\"ping\"}", "c l1:ae", "c de x"})
    void whatIsNoMessageIsRefused(String octets) {
        assertInstanceOf(Decoded.Malformed.class, NgMessage.decode(octets));
    }

    @Test
    void brokenMessagesNeverThrow() {
        String good =
                new NgMessage(
                                "c",
                                Value.Dictionary.empty()
                                        .with("command", "offer")
                                        .with("flags", Value.Sequence.of(List.of("x", "y")))
                                        .with("sdp", "v=0"))
                        .encode();
        var random = new Random(1);
        for (int i = 0; i < 100_000; i++) {
            var bad = new StringBuilder(good);
            for (int n = random.nextInt(4); n >= 0; n--) {
                bad.setCharAt(random.nextInt(bad.length()), (char) random.nextInt(256));
            }
            var _ = NgMessage.decode(bad.toString());
        }
    }
}
