package org.wicgate.rtp.rtcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.wicgate.rtp.rtcp.RtcpPacket.ReportBlock;

class ReportsTest {
    private final List<String> heard = new ArrayList<>();
    private final Reports.Watcher watcher =
            new Reports.Watcher() {
                @Override
                public void sent(int ssrc, int middle) {
                    heard.add("sent " + ssrc + " " + middle);
                }

                @Override
                public void heard(
                        int ssrc,
                        int fractionLost,
                        int lost,
                        long extendedHighest,
                        long jitter,
                        int lastReport,
                        long delay) {
                    heard.add(
                            new ReportBlock(
                                            ssrc,
                                            fractionLost,
                                            lost,
                                            extendedHighest,
                                            jitter,
                                            lastReport,
                                            delay)
                                    + "");
                }
            };

    @Test
    void whatWasWrittenIsReadInPlace() {
        var one = new ReportBlock(1, 255, -3, 0xFFFFFFFFL, 77, 9, 65536);
        var two = new ReportBlock(2, 0, 8_388_607, 5, 0, -1, 0);
        byte[] b = new byte[300];
        int length =
                Rtcp.encode(
                        List.of(
                                new RtcpPacket.SenderReport(
                                        7, 0x0000_1234_5678_0000L, 1, 2, 3, List.of(one)),
                                new RtcpPacket.ReceiverReport(8, List.of(one, two)),
                                new RtcpPacket.SourceDescription(
                                        List.of(new RtcpPacket.Chunk(7, "x")))),
                        b,
                        5);
        Reports.read(b, 5, length, watcher);
        assertEquals(List.of("sent 7 305419896", one + "", one + "", two + ""), heard);
    }

    /** A count that the packet has no room for; the next packet is not taken for a block. */
    @Test
    void countsBeyondThePacketAreNotBelieved() {
        byte[] b = new byte[200];
        int first = Rtcp.encode(List.of(new RtcpPacket.ReceiverReport(8, List.of())), b, 0);
        b[0] |= 31;
        int second = Rtcp.encode(List.of(new RtcpPacket.Bye(List.of(8), "gone")), b, first);
        Reports.read(b, 0, first + second, watcher);
        assertEquals(List.of(), heard);
    }

    @Test
    void anythingThatIsCompoundCanBeRead() {
        var random = new Random(5);
        int read = 0;
        for (int i = 0; i < 200_000; i++) {
            byte[] b = new byte[4 * (2 + random.nextInt(20))];
            random.nextBytes(b);
            for (int at = 0; at < b.length; ) {
                int words = Math.min(1 + random.nextInt(14), (b.length - at) / 4);
                b[at] = (byte) (0x80 | random.nextInt(64));
                b[at + 1] = (byte) (200 + random.nextInt(3));
                b[at + 2] = 0;
                b[at + 3] = (byte) (words - 1);
                at += 4 * words;
            }
            if (Rtcp.isCompound(b, 0, b.length)) {
                Reports.read(b, 0, b.length, watcher);
                read++;
            }
        }
        assertTrue(read > 100_000 && !heard.isEmpty(), read + " packets");
    }
}
