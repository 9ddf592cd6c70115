package org.wicgate.sip;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wicgate.base.Decoded;

class MultipartTest {
    private static final String TYPE = "multipart/mixed;boundary=\"one two\"";
    private static final String BODY =
            """
            --one two\r
            Content-Type: application/sdp\r
            Content-Length: 5\r
            \r
            v=0\r
            \r
            --one two\r
            Content-Type: application/ISUP;version=itu-t92+\r
            Content-Disposition: signal;\r
             handling=optional\r
            \r
            \u0001\u00ff\r
            \u0000\r
            --one two--\r
            """;

    private static Multipart read(String type, String body) {
        return switch (Multipart.decode(type, body.getBytes(ISO_8859_1))) {
            case Decoded.Ok<Multipart>(var value) -> value;
            case Decoded.Malformed<Multipart>(var why) -> throw new AssertionError(why);
        };
    }

    private static String why(String type, String body) {
        return switch (Multipart.decode(type, body.getBytes(ISO_8859_1))) {
            case Decoded.Ok<Multipart>(var value) -> "read: " + value.parts();
            case Decoded.Malformed<Multipart>(var why) -> why;
        };
    }

    @Test
    void partsAreReadAndWrittenOctetForOctet() {
        var multipart = read(TYPE, BODY);
        assertEquals(2, multipart.parts().size());
        var isup = multipart.parts().getLast();
        assertEquals("application/isup", isup.contentType());
        assertEquals("\u0001\u00ff\r\n\u0000", isup.content());
        assertTrue(isup.isOptional() && isup.isPlain());
        assertEquals("v=0\r\n", multipart.parts().getFirst().content());
        assertArrayEquals(BODY.getBytes(ISO_8859_1), multipart.encode());
    }

    @Test
    void onePartIsReplacedAndTheOthersStay() {
        var changed = read(TYPE, BODY).with(0, "v=0\r\no=x\r\n".getBytes(ISO_8859_1));
        var again = read(TYPE, new String(changed.encode(), ISO_8859_1));
        assertEquals("v=0\r\no=x\r\n", again.parts().getFirst().content());
        assertFalse(again.parts().getFirst().head().contains("Content-Length"));
        assertEquals(read(TYPE, BODY).parts().getLast(), again.parts().getLast());
        assertEquals(1, changed.without(Multipart.Part::isOptional).parts().size());
    }

    @Test
    void partsWithoutHeadAndBareLineFeedsAreRead() {
        var multipart =
                read("multipart/mixed; boundary=b", "preamble\n--b \n\nx\n--b\nA: b\n\ny\n--b--");
        assertEquals("x", multipart.parts().getFirst().content());
        assertEquals("text/plain", multipart.parts().getFirst().contentType());
        assertEquals("y", multipart.parts().getLast().content());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "multipart/mixed | --b--x | multipart without boundary",
                "multipart/mixed;boundary=b | nothing | multipart without its end",
                "multipart/mixed;boundary=b | --b-- | multipart without parts",
                "multipart/mixed;boundary=b | --bx | multipart without its end",
            })
    void whatHasNoPartsIsRefused(String type, String body, String expected) {
        assertEquals(expected, why(type, body));
    }

    @Test
    void partsAreBounded() {
        String many = "--b\r\n\r\nx\r\n".repeat(17) + "--b--\r\n";
        assertEquals("more than 16 parts", why("multipart/mixed;boundary=b", many));
    }

    @Test
    void damagedBodiesAreReadOrRefusedButNeverBreakAnything() {
        for (long seed = 1; seed <= 2000; seed++) {
            var random = new Random(seed);
            byte[] body = BODY.getBytes(ISO_8859_1);
            for (int i = random.nextInt(1, 8); i > 0; i--) {
                body[random.nextInt(body.length)] = (byte) "-\r\n: \tx".charAt(random.nextInt(7));
            }
            if (Multipart.decode(TYPE, body) instanceof Decoded.Ok<Multipart>(var read)) {
                var again =
                        assertInstanceOf(Decoded.Ok.class, Multipart.decode(TYPE, read.encode()));
                assertTrue(again.value() instanceof Multipart, "seed=" + seed);
            }
        }
    }
}
