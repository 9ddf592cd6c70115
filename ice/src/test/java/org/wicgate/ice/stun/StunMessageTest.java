package org.wicgate.ice.stun;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wicgate.base.Decoded;

class StunMessageTest {
    private static final TransactionId ID = new TransactionId(1, -2, 3);
    private static final IntegrityKey KEY = IntegrityKey.of("a password of 22 chars");

    private final StunWriter writer = new StunWriter();

    private byte[] written() {
        return Arrays.copyOf(writer.buffer(), writer.length());
    }

    private byte[] check() {
        writer.start(StunClass.REQUEST, ID)
                .username("remote:local")
                .priority(0x6e0001ffL)
                .role(true, 0x8000_0000_0000_0001L)
                .useCandidate()
                .integrity(KEY)
                .fingerprint();
        return written();
    }

    private static String why(byte[] packet) {
        return assertInstanceOf(
                        Decoded.Malformed.class, StunMessage.decode(packet, 0, packet.length))
                .why();
    }

    @Test
    void aCheckComesBackAsItWasWritten() {
        var request = Rfc5769Test.read(check());

        assertEquals(StunClass.REQUEST, request.messageClass());
        assertEquals(ID, request.transactionId());
        assertEquals("remote:local", request.username());
        assertEquals(0x6e0001ffL, request.priority());
        assertTrue(request.isFromControlling());
        assertEquals(0x8000_0000_0000_0001L, request.tieBreaker());
        assertTrue(request.usesCandidate());
        assertTrue(request.isAuthentic(KEY));
    }

    @Test
    void anErrorAnswerComesBackAsItWasWritten() {
        writer.start(StunClass.ERROR, ID)
                .error(StunError.UNKNOWN_ATTRIBUTE)
                .unknownAttributes(new int[] {0x0013, 0x7777, 0x0014})
                .integrity(KEY)
                .fingerprint();
        var answer = Rfc5769Test.read(written());

        assertEquals(StunClass.ERROR, answer.messageClass());
        assertEquals(420, answer.errorCode());
        assertTrue(answer.isAuthentic(KEY));
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1", "0.0.0.0", "2001:db8::1", "255.255.255.255"})
    void aMappedAddressComesBackAsItWasWritten(String ip) throws Exception {
        var address = new InetSocketAddress(InetAddress.getByName(ip), 65535);
        writer.start(StunClass.SUCCESS, ID).mappedAddress(address).fingerprint();

        assertEquals(address, Rfc5769Test.read(written()).mappedAddress());
    }

    @Test
    void aMessageIsReadWhereItLiesInALargerBuffer() {
        byte[] packet = check();
        byte[] buffer = new byte[packet.length + 50];
        System.arraycopy(packet, 0, buffer, 30, packet.length);
        var read = StunMessage.decode(buffer, 30, packet.length);

        var request = assertInstanceOf(Decoded.Ok.class, read).value();
        assertTrue(((StunMessage) request).isAuthentic(KEY));
    }

    @Test
    void whatFollowsMessageIntegrityIsNotBelieved() {
        writer.start(StunClass.REQUEST, ID).username("a:b").integrity(KEY);
        writer.useCandidate().priority(7).fingerprint();
        var request = Rfc5769Test.read(written());

        assertTrue(request.isAuthentic(KEY));
        assertFalse(request.usesCandidate());
        assertEquals(0, request.priority());
    }

    @Test
    void everyTruncationIsMalformed() {
        byte[] packet = check();
        for (int length = 0; length < packet.length; length++) {
            assertInstanceOf(
                    Decoded.Malformed.class, StunMessage.decode(packet, 0, length), "" + length);
        }
    }

    @Test
    void lengthsThatDoNotFitTheirAttributeAreMalformed() {
        byte[] packet = check();
        packet[StunMessage.HEADER + 3] = (byte) 0xFF;
        packet[StunMessage.HEADER + 2] = (byte) 0xFF;
        assertEquals("attribute of 65535 bytes cut", why(packet));

        writer.start(StunClass.SUCCESS, ID).priority(1).fingerprint();
        byte[] wrongFamily = written();
        Bytes.putInt16(wrongFamily, StunMessage.HEADER, Attribute.XOR_MAPPED_ADDRESS);
        assertEquals("XOR-MAPPED-ADDRESS of family 0, 4 bytes", why(wrongFamily));
    }

    @Test
    void moreUnknownAttributesThanWeNameAreStillUnknown() {
        writer.start(StunClass.REQUEST, ID);
        for (int i = 0; i < 40; i++) {
            writer.priority(i);
        }
        writer.fingerprint();
        byte[] packet = written();
        for (int at = StunMessage.HEADER; at < packet.length - 8; at += 8) {
            Bytes.putInt16(packet, at, 0x7000);
        }
        packet = Arrays.copyOf(packet, packet.length - 8);
        Bytes.putInt16(packet, 2, packet.length - StunMessage.HEADER);

        assertEquals(8, Rfc5769Test.read(packet).unknownAttributes().length);
    }

    /** Mutations of good messages: bytes changed, cut, doubled, lengths made extreme. */
    @Test
    void noMutationOfAMessageThrows() {
        long seed = 20261120;
        var random = new Random(seed);
        byte[] good = check();
        for (int round = 0; round < 200_000; round++) {
            byte[] packet = mutate(good, random);
            try {
                touch(packet);
            } catch (RuntimeException e) {
                throw new AssertionError(
                        "seed=" + seed + " round " + round + " " + Arrays.toString(packet), e);
            }
        }
    }

    private static byte[] mutate(byte[] good, Random random) {
        byte[] packet =
                Arrays.copyOf(good, random.nextInt(4) == 0 ? random.nextInt(200) : good.length);
        for (int i = random.nextInt(6); i >= 0 && packet.length > 0; i--) {
            packet[random.nextInt(packet.length)] =
                    switch (random.nextInt(3)) {
                        case 0 -> (byte) 0xFF;
                        case 1 -> (byte) random.nextInt(12);
                        default -> (byte) random.nextInt();
                    };
        }
        boolean plausible = packet.length >= StunMessage.HEADER + 8 && random.nextBoolean();
        if (plausible) { // so that the attributes are read at all
            Bytes.putInt16(packet, 2, packet.length - StunMessage.HEADER);
            Bytes.putInt32(packet, 4, StunMessage.MAGIC_COOKIE);
            packet[0] &= 0x3F;
            if (random.nextBoolean()) {
                packet[packet.length - 8] = 0; // no FINGERPRINT that could be wrong
            }
        }
        return packet;
    }

    private static void touch(byte[] packet) {
        switch (StunMessage.decode(packet, 0, packet.length)) {
            case Decoded.Malformed<StunMessage> bad -> assertFalse(bad.why().isEmpty());
            case Decoded.Ok<StunMessage> ok -> {
                var message = ok.value();
                message.messageClass();
                message.transactionId();
                message.username();
                message.isAuthentic(KEY);
                message.priority();
                message.tieBreaker();
                message.errorCode();
                message.mappedAddress();
                assertArrayEquals(message.unknownAttributes(), message.unknownAttributes());
            }
        }
    }

    @Test
    void anEmptyPasswordIsAKeyLikeAnother() {
        var empty = IntegrityKey.of("");
        writer.start(StunClass.REQUEST, ID).username("a:b").integrity(empty).fingerprint();

        assertTrue(Rfc5769Test.read(written()).isAuthentic(empty));
        assertFalse(Rfc5769Test.read(written()).isAuthentic(KEY));
    }
}
