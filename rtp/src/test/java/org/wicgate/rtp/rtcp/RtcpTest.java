package org.wicgate.rtp.rtcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.wicgate.base.Decoded;
import org.wicgate.rtp.rtcp.RtcpPacket.Bye;
import org.wicgate.rtp.rtcp.RtcpPacket.Chunk;
import org.wicgate.rtp.rtcp.RtcpPacket.Other;
import org.wicgate.rtp.rtcp.RtcpPacket.ReceiverReport;
import org.wicgate.rtp.rtcp.RtcpPacket.ReportBlock;
import org.wicgate.rtp.rtcp.RtcpPacket.SenderReport;
import org.wicgate.rtp.rtcp.RtcpPacket.SourceDescription;

class RtcpTest {
    private static final ReportBlock BLOCK =
            new ReportBlock(0xCAFEBABE, 25, -3, 0xFFFF_0001L, 80, 0x12345678, 65536);
    private static final List<RtcpPacket> COMPOUND =
            List.of(
                    new SenderReport(-5, 0x1122334455667788L, 160, 0xFFFFFFFFL, 7, List.of(BLOCK)),
                    new ReceiverReport(9, List.of()),
                    new SourceDescription(List.of(new Chunk(-5, "a@b"), new Chunk(6, "ab"))),
                    new Bye(List.of(-5, 6), "off"));

    private final byte[] packet = new byte[300];

    @Test
    void aCompoundPacketIsReadAsItWasWritten() {
        int length = Rtcp.encode(COMPOUND, packet, 3);

        assertTrue(Rtcp.isCompound(packet, 3, length));
        assertEquals(new Decoded.Ok<>(COMPOUND), Rtcp.decode(packet, 3, length));
    }

    @Test
    void feedbackIsCarriedUnread() {
        packet[0] = (byte) 0x81;
        packet[1] = (byte) 206;
        packet[3] = 2;

        assertTrue(Rtcp.isCompound(packet, 0, 12));
        assertEquals(new Decoded.Ok<>(List.of(new Other(206, 1, 12))), Rtcp.decode(packet, 0, 12));
    }

    @Test
    void everyTruncationIsTold() {
        int length = Rtcp.encode(COMPOUND.subList(0, 1), packet, 0);
        for (int cut = 0; cut < length; cut++) {
            assertFalse(Rtcp.isCompound(packet, 0, cut), "cut " + cut);
            assertInstanceOf(Decoded.Malformed.class, Rtcp.decode(packet, 0, cut));
        }
    }

    @Test
    void aCountBeyondThePacketIsMalformed() {
        int length = Rtcp.encode(List.of(new ReceiverReport(1, List.of(BLOCK))), packet, 0);
        packet[0] = (byte) 0x82;

        assertInstanceOf(Decoded.Malformed.class, Rtcp.decode(packet, 0, length));
    }

    /** seed=2 */
    @Test
    void mutatedPacketsNeverThrow() {
        var random = new Random(2);
        int length = Rtcp.encode(COMPOUND, packet, 0);
        for (int i = 0; i < 100_000; i++) {
            byte[] mutant = packet.clone();
            for (int k = random.nextInt(4); k >= 0; k--) {
                mutant[random.nextInt(length)] = (byte) random.nextInt();
            }
            Rtcp.decode(mutant, 0, random.nextInt(length + 1));
        }
    }

    @Test
    void rtcpIsToldFromRtpByItsType() {
        packet[1] = (byte) 191;
        assertFalse(Rtcp.isRtcp(packet, 0, 8));
        packet[1] = (byte) 192;
        assertTrue(Rtcp.isRtcp(packet, 0, 8));
        packet[1] = (byte) 223;
        assertTrue(Rtcp.isRtcp(packet, 0, 8));
        packet[1] = (byte) 224;
        assertFalse(Rtcp.isRtcp(packet, 0, 8));
    }

    /** RFC 3550 §6.4.1, figure 2: the round trip is 6.125 seconds. */
    @Test
    void theRoundTripIsThatOfTheExample() {
        long now = 0x0000_B710_8000_0000L;
        var block = new ReportBlock(1, 0, 0, 0, 0, 0xB705_2000, 0x0005_4000);

        assertEquals(Optional.of(Duration.ofMillis(6125)), Ntp.roundTrip(block, now));
    }

    @Test
    void ntpCountsFrom1900() {
        assertEquals((2_208_988_800L << 32) | (1L << 31), Ntp.of(Instant.ofEpochMilli(500)));
    }
}
