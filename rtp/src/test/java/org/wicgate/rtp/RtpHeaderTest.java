package org.wicgate.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class RtpHeaderTest {
    private final byte[] packet = new byte[200];

    @Test
    void aHeaderIsReadAsItWasWritten() {
        RtpHeader.write(packet, 7, true, 101, 65535, 0xDEADBEEF, 0xCAFEBABE);

        assertEquals(12, RtpHeader.length(packet, 7, 172));
        assertTrue(RtpHeader.marker(packet, 7));
        assertEquals(101, RtpHeader.payloadType(packet, 7));
        assertEquals(65535, RtpHeader.sequence(packet, 7));
        assertEquals(0xDEADBEEF, RtpHeader.timestamp(packet, 7));
        assertEquals(0xCAFEBABE, RtpHeader.ssrc(packet, 7));
    }

    @Test
    void csrcsAndExtensionBelongToTheHeader() {
        RtpHeader.write(packet, 0, false, 0, 1, 2, 3);
        packet[0] = (byte) 0x92; // extension, two CSRCs
        packet[23] = 3;

        assertEquals(12 + 8 + 4 + 12, RtpHeader.length(packet, 0, 172));
        assertEquals(36, RtpHeader.length(packet, 0, 36));
        assertEquals(-1, RtpHeader.length(packet, 0, 35));
        assertEquals(-1, RtpHeader.length(packet, 0, 23));
    }

    @Test
    void paddingMustStayWithinThePacket() {
        RtpHeader.write(packet, 0, false, 0, 1, 2, 3);
        packet[0] = (byte) 0xA0;
        packet[19] = 8;

        assertEquals(12, RtpHeader.length(packet, 0, 20));
        assertEquals(8, RtpHeader.padding(packet, 0, 20));
        packet[19] = 9;
        assertEquals(-1, RtpHeader.length(packet, 0, 20));
        packet[19] = 0;
        assertEquals(-1, RtpHeader.length(packet, 0, 20));
    }

    @Test
    void whatIsNotRtpIsTold() {
        assertEquals(-1, RtpHeader.length(new byte[0], 0, 0));
        assertEquals(-1, RtpHeader.length(packet, 0, 172), "version 0");
        packet[0] = (byte) 0x80;
        assertEquals(-1, RtpHeader.length(packet, 0, 11));
        assertEquals(12, RtpHeader.length(packet, 0, 12));
    }

    /** seed=1 */
    @Test
    void randomBytesNeverLeadOutOfThePacket() {
        var random = new Random(1);
        for (int i = 0; i < 200_000; i++) {
            byte[] b = new byte[random.nextInt(64)];
            random.nextBytes(b);
            int header = RtpHeader.length(b, 0, b.length);
            assertTrue(header <= b.length);
        }
    }
}
