package org.wicgate.ice.stun;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wicgate.base.Decoded;

/** The test vectors of RFC 5769 §2. */
class Rfc5769Test {
    private static final String PASSWORD = "VOkJxbRl1RmTxUk/WvJxBt";
    private static final TransactionId ID = new TransactionId(0xb7e7a701, 0xbc34d686, 0xfa87dfae);

    private static final String REQUEST =
            """
            00 01 00 58 21 12 a4 42 b7 e7 a7 01 bc 34 d6 86 fa 87 df ae
            80 22 00 10 53 54 55 4e 20 74 65 73 74 20 63 6c 69 65 6e 74
            00 24 00 04 6e 00 01 ff
            80 29 00 08 93 2f f9 b1 51 26 3b 36
            00 06 00 09 65 76 74 6a 3a 68 36 76 59 20 20 20
            00 08 00 14 9a ea a7 0c bf d8 cb 56 78 1e f2 b5 b2 d3 f2 49 c1 b5 71 a2
            80 28 00 04 e5 7a 3b cf\
            """;

    private static final String IPV4_RESPONSE =
            """
            01 01 00 3c 21 12 a4 42 b7 e7 a7 01 bc 34 d6 86 fa 87 df ae
            80 22 00 0b 74 65 73 74 20 76 65 63 74 6f 72 20
            00 20 00 08 00 01 a1 47 e1 12 a6 43
            00 08 00 14 2b 91 f5 99 fd 9e 90 c3 8c 74 89 f9 2a f9 ba 53 f0 6b e7 d7
            80 28 00 04 c0 7d 4c 96\
            """;

    private static final String IPV6_RESPONSE =
            """
            01 01 00 48 21 12 a4 42 b7 e7 a7 01 bc 34 d6 86 fa 87 df ae
            80 22 00 0b 74 65 73 74 20 76 65 63 74 6f 72 20
            00 20 00 14 00 02 a1 47 01 13 a9 fa a5 d3 f1 79 bc 25 f4 b5 be d2 b9 d9
            00 08 00 14 a3 82 95 4e 4b e6 7b f1 17 84 c9 7c 82 92 c2 75 bf e3 ed 41
            80 28 00 04 c8 fb 0b 4c\
            """;

    private static final String LONG_TERM_REQUEST =
            """
            00 01 00 60 21 12 a4 42 78 ad 34 33 c6 ad 72 c0 29 da 41 2e
            00 06 00 12 e3 83 9e e3 83 88 e3 83 aa e3 83 83 e3 82 af e3 82 b9 00 00
            00 15 00 1c 66 2f 2f 34 39 39 6b 39 35 34 64 36 4f 4c 33 34 6f 4c 39 46
            53 54 76 79 36 34 73 41
            00 14 00 0b 65 78 61 6d 70 6c 65 2e 6f 72 67 00
            00 08 00 14 f6 70 24 65 6d d6 4a 3e 02 b8 e0 71 2e 85 c9 a2 8c a8 96 66\
            """;

    static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
    }

    static StunMessage read(byte[] packet) {
        return switch (StunMessage.decode(packet, 0, packet.length)) {
            case Decoded.Ok<StunMessage> ok -> ok.value();
            case Decoded.Malformed<StunMessage> bad -> throw new AssertionError(bad.why());
        };
    }

    @Test
    void requestOfSection21IsReadAndAuthentic() {
        var request = read(bytes(REQUEST));

        assertEquals(StunClass.REQUEST, request.messageClass());
        assertTrue(request.isBinding());
        assertEquals(ID, request.transactionId());
        assertEquals("evtj:h6vY", request.username());
        assertEquals(0x6e0001ffL, request.priority());
        assertTrue(request.isFromControlled());
        assertFalse(request.isFromControlling());
        assertEquals(0x932ff9b151263b36L, request.tieBreaker());
        assertFalse(request.usesCandidate());
        assertFalse(request.hasUnknownAttributes());
        assertTrue(request.isAuthentic(IntegrityKey.of(PASSWORD)));
        assertFalse(request.isAuthentic(IntegrityKey.of("VOkJxbRl1RmTxUk/WvJxBu")));
    }

    @Test
    void responseOfSection22IsReadAndAuthentic() throws Exception {
        var response = read(bytes(IPV4_RESPONSE));

        assertEquals(StunClass.SUCCESS, response.messageClass());
        assertEquals(
                new InetSocketAddress(InetAddress.getByName("192.0.2.1"), 32853),
                response.mappedAddress());
        assertTrue(response.isAuthentic(IntegrityKey.of(PASSWORD)));
    }

    @Test
    void responseOfSection23IsReadAndAuthentic() throws Exception {
        var response = read(bytes(IPV6_RESPONSE));

        assertEquals(
                new InetSocketAddress(
                        InetAddress.getByName("2001:db8:1234:5678:11:2233:4455:6677"), 32853),
                response.mappedAddress());
        assertTrue(response.isAuthentic(IntegrityKey.of(PASSWORD)));
    }

    /** Long-term credentials are not ours to use, but their HMAC is computed alike. */
    @Test
    void requestOfSection24IsAuthenticUnderItsKeyAndHasAttributesThatWeDoNotKnow()
            throws Exception {
        var request = read(bytes(LONG_TERM_REQUEST));
        byte[] key =
                MessageDigest.getInstance("MD5")
                        .digest("マトリックス:example.org:TheMatrIX".getBytes(StandardCharsets.UTF_8));

        assertEquals("マトリックス", request.username());
        assertTrue(request.isAuthentic(IntegrityKey.of(key)));
        assertTrue(request.hasUnknownAttributes());
        assertEquals(2, request.unknownAttributes().length);
        assertEquals(0x0015, request.unknownAttributes()[0]);
        assertEquals(0x0014, request.unknownAttributes()[1]);
    }

    @ParameterizedTest
    @ValueSource(strings = {REQUEST, IPV4_RESPONSE, IPV6_RESPONSE})
    void noSingleBitOfAVectorCanBeFlipped(String vector) {
        byte[] good = bytes(vector);
        var key = IntegrityKey.of(PASSWORD);
        for (int bit = 0; bit < 8 * good.length; bit++) {
            byte[] packet = good.clone();
            packet[bit / 8] ^= (byte) (1 << bit % 8);
            switch (StunMessage.decode(packet, 0, packet.length)) {
                case Decoded.Malformed<StunMessage> bad -> assertFalse(bad.why().isEmpty());
                // then the flip hid the FINGERPRINT as another attribute
                case Decoded.Ok<StunMessage> ok ->
                        assertTrue(
                                bit / 8 >= good.length - 8 || !ok.value().isAuthentic(key),
                                "bit " + bit);
            }
        }
    }

    @Test
    void whatIsAbsentIsNull() {
        var request = read(bytes(IPV4_RESPONSE));

        assertNull(request.username());
        assertEquals(0, request.errorCode());
        assertNull(read(bytes(REQUEST)).mappedAddress());
    }
}
