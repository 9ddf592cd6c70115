package org.wicgate.rtp.srtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The published vectors: RFC 3711 Appendix B, RFC 7714 §16 and §17, and those of libsrtp. */
class VectorsTest {
    private static final byte[] CM_KEY = hex("E1F97A0D3E018BE0D64FA32C06DE4139");
    private static final byte[] CM_SALT = hex("0EC675AD498AFEEBB6960B3AABE6");
    private static final byte[] GCM_KEY = hex("000102030405060708090a0b0c0d0e0f");
    private static final String PLAIN_RTP = "800f1234decafbadcafebabe" + "ab".repeat(16);
    private static final String PLAIN_RTCP = "81c8000bcafebabe" + "ab".repeat(16);

    /** RFC 3711 §B.2. */
    @ParameterizedTest
    @CsvSource({
        "0000, E03EAD0935C95E80E166B16DD92B4EB4",
        "0001, D23513162B02D0F72A43A2FE4A5F97AB",
        "0002, 41E95B3BB0A2E8DD477901E4FCA894C0",
        "FEFF, EC8CDF7398607CB0F2D21675EA9EA1E4",
        "FF00, 362B7C3C6773516318A077D7FC5073AE",
        "FF01, 6A2CC3787889374FBEB4C81B17BA6C44"
    })
    void aesCounterModeKeystream(String counter, String keystream) {
        var aes = new AesCounter(hex("2B7E151628AED2A6ABF7158809CF4F3C"));
        byte[] block = new byte[16];

        aes.apply(
                0xF0F1F2F3F4F5F6F7L,
                0xF8F9FAFBFCFD0000L,
                Integer.parseInt(counter, 16),
                block,
                0,
                16);

        assertArrayEquals(hex(keystream), block);
    }

    /** RFC 3711 §B.3. */
    @ParameterizedTest
    @CsvSource({
        "0, C61E7A93744F39EE10734AFE3FF7A087",
        "2, 30CBBC08863D8C85D49DB34A9AE1",
        "1, CEBE321F6FF7716B6FD4AB49AF256A156D38BAA48F0A0ACF3C34E2359E6CDBCEE049646C43D9327AD175578EF72270986371C10C9A369AC2F94A8C5FBCDDDC256D6E919A48B610EF17C2041E474035766B68642C59BBFC2F34DB60DBDFB2DC68"
    })
    void keyDerivation(int label, String key) {
        byte[] expected = hex(key);

        assertArrayEquals(expected, SessionKeys.derive(CM_KEY, CM_SALT, label, expected.length));
    }

    /** The packet that libsrtp's driver checks, over master keys. */
    @Test
    void counterModeProtectsAPacketAsLibsrtpDoes() {
        var profile = SrtpProfile.AES128_CM_HMAC_SHA1_80;
        var sender = new SrtpContext(profile, CM_KEY, CM_SALT, 4);
        var receiver = new SrtpContext(profile, CM_KEY, CM_SALT, 4);
        byte[] packet = room(PLAIN_RTP);

        int length = sender.protectRtp(packet, 3, PLAIN_RTP.length() / 2);

        assertEquals(
                "800f1234decafbadcafebabe4e55dc4ce79978d88ca4d215949d2402b78d6acc99ea179b8dbb",
                text(packet, length));
        assertEquals(28, receiver.unprotectRtp(packet, 3, length));
        assertEquals(PLAIN_RTP, text(packet, 28));
    }

    /** RFC 4568 §6.2.2: the same with four bytes of the tag, and for RTCP with all ten. */
    @Test
    void shortTagsAreTheBeginningOfLongOnes() {
        var profile = SrtpProfile.AES128_CM_HMAC_SHA1_32;
        var sender = new SrtpContext(profile, CM_KEY, CM_SALT, 4);
        var receiver = new SrtpContext(profile, CM_KEY, CM_SALT, 4);
        byte[] packet = room(PLAIN_RTP);
        byte[] report = room(PLAIN_RTCP);

        int length = sender.protectRtp(packet, 3, PLAIN_RTP.length() / 2);
        int ofReport = sender.protectRtcp(report, 3, PLAIN_RTCP.length() / 2);

        assertEquals(
                "800f1234decafbadcafebabe4e55dc4ce79978d88ca4d215949d2402b78d6acc",
                text(packet, length));
        assertEquals(PLAIN_RTCP.length() / 2 + 14, ofReport);
        assertEquals(28, receiver.unprotectRtp(packet, 3, length));
        assertEquals(PLAIN_RTP, text(packet, 28));
        assertEquals(24, receiver.unprotectRtcp(report, 3, ofReport));
    }

    @Test
    void counterModeOpensAnSrtcpPacketOfLibsrtp() {
        var receiver = new SrtpContext(SrtpProfile.AES128_CM_HMAC_SHA1_80, CM_KEY, CM_SALT, 4);
        byte[] packet =
                room(
                        "81c8000bcafebabe7128035be487b9bdbef89041f977a5a880000001"
                                + "993e08cd54d6c1230798");

        assertEquals(24, receiver.unprotectRtcp(packet, 3, packet.length - 40));
        assertEquals(PLAIN_RTCP, text(packet, 24));
    }

    @Test
    void gcmProtectsAPacketAsLibsrtpDoes() {
        byte[] salt = hex("a0a1a2a3a4a5a6a7a8a9aaab");
        var sender = new SrtpContext(SrtpProfile.AEAD_AES_128_GCM, GCM_KEY, salt, 4);
        var receiver = new SrtpContext(SrtpProfile.AEAD_AES_128_GCM, GCM_KEY, salt, 4);
        byte[] packet = room(PLAIN_RTP);

        int length = sender.protectRtp(packet, 3, 28);

        assertEquals(
                "800f1234decafbadcafebabec5002ede04cfdd2eb91159e0880aa06ed2976826f796b201df"
                        + "3131a127e8a392",
                text(packet, length));
        assertEquals(28, receiver.unprotectRtp(packet, 3, length));
        assertEquals(PLAIN_RTP, text(packet, 28));
    }

    @Test
    void gcmOpensAnSrtcpPacketOfLibsrtp() {
        byte[] salt = hex("a0a1a2a3a4a5a6a7a8a9aaab");
        var receiver = new SrtpContext(SrtpProfile.AEAD_AES_128_GCM, GCM_KEY, salt, 4);
        byte[] packet =
                room(
                        "81c8000bcafebabec98b8b5df0392a55852b6c21ac8e7025c52c6fbea2b3b446"
                                + "ea31123ba88ce61e80000001");

        assertEquals(24, receiver.unprotectRtcp(packet, 3, packet.length - 40));
        assertEquals(PLAIN_RTCP, text(packet, 24));
    }

    /** RFC 7714 §16.1.1 and §16.1.2: session keys given. */
    @Test
    void gcmSealsAndOpensTheRtpPacketOfTheRfc() {
        var gcm = new GaloisCounterMode(GCM_KEY, hex("517569642070726f2071756f"));
        String plain =
                "8040f17b8041f8d35501a0b247616c6c696120657374206f6d6e69732064697669736120696e"
                        + "207061727465732074726573";
        byte[] packet = room(plain);

        int length = gcm.sealRtp(packet, 3, 12, plain.length() / 2, 0xf17b);

        assertEquals(
                "8040f17b8041f8d35501a0b2f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5"
                        + "f47a51c7d19b36de3adf8833899d7f27beb16a9152cf765ee4390cce",
                text(packet, length));
        assertTrue(gcm.openRtp(packet, 3, 12, length - 16, 0xf17b));
        assertEquals(plain, text(packet, plain.length() / 2));
    }

    /** RFC 7714 §17.1 and §17.2. */
    @Test
    void gcmSealsAndOpensTheRtcpPacketOfTheRfc() {
        var gcm = new GaloisCounterMode(GCM_KEY, hex("517569642070726f2071756f"));
        String plain =
                "81c8000d4d6172734e5450314e545032525450200000042a0000e9304c756e61"
                        + "deadbeefdeadbeefdeadbeefdeadbeefdeadbeef";
        byte[] packet = room(plain);

        int length = gcm.sealRtcp(packet, 3, plain.length() / 2, 0x5d4);

        assertEquals(
                "81c8000d4d61727363e94885dcdab67ca727d7662f6b7e997ff5c0f76c06f32dc676a5f1730d"
                        + "6fda4ce09b4686303ded0bb9275bc84aa45896cf4d2fc5abf87245d9eade800005d4",
                text(packet, length));
        assertTrue(gcm.openRtcp(packet, 3, plain.length() / 2, 0x5d4));
        assertEquals(plain, text(packet, plain.length() / 2));
    }

    /** RFC 7714 §17.3 sends RTCP in the clear: DTLS-SRTP never does, and we refuse it. */
    @Test
    void theRtcpPacketOfTheRfcThatIsOnlyTaggedIsRefused() {
        var receiver =
                new SrtpContext(
                        SrtpProfile.AEAD_AES_128_GCM, GCM_KEY, hex("517569642070726f2071756f"), 4);
        byte[] packet =
                room(
                        "81c8000d4d6172734e5450314e545032525450200000042a0000e9304c756e61"
                                + "deadbeefdeadbeefdeadbeefdeadbeefdeadbeef"
                                + "841dd9683dd78ec92ae58790125f62b3000005d4");

        assertEquals(
                SrtpRefusal.MALFORMED.code(),
                receiver.unprotectRtcp(packet, 3, packet.length - 40));
    }

    /** The packet at offset 3, with room for protection behind it. */
    private static byte[] room(String hex) {
        byte[] packet = hex(hex);
        byte[] roomy = new byte[packet.length + 40];
        System.arraycopy(packet, 0, roomy, 3, packet.length);
        return roomy;
    }

    private static String text(byte[] packet, int length) {
        return HexFormat.of().formatHex(Arrays.copyOfRange(packet, 3, 3 + length));
    }

    private static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
