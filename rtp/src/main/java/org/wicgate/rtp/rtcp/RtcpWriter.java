package org.wicgate.rtp.rtcp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.wicgate.rtp.rtcp.RtcpPacket.ReportBlock;

/** Writes the packets of a compound packet. */
final class RtcpWriter {
    private static final int MAX_COUNT = 31;
    private static final int MAX_TEXT = 255;

    private RtcpWriter() {}

    static void write(RtcpPacket packet, ByteBuffer out) {
        switch (packet) {
            case RtcpPacket.SenderReport r -> {
                int start = begin(out, Rtcp.SENDER_REPORT, r.blocks().size());
                out.putInt(r.ssrc()).putLong(r.ntp()).putInt(r.rtpTimestamp());
                out.putInt((int) r.packets()).putInt((int) r.octets());
                r.blocks().forEach(block -> write(block, out));
                end(out, start);
            }
            case RtcpPacket.ReceiverReport r -> {
                int start = begin(out, Rtcp.RECEIVER_REPORT, r.blocks().size());
                out.putInt(r.ssrc());
                r.blocks().forEach(block -> write(block, out));
                end(out, start);
            }
            case RtcpPacket.SourceDescription d -> {
                int start = begin(out, Rtcp.SOURCE_DESCRIPTION, d.chunks().size());
                d.chunks().forEach(chunk -> write(chunk, out));
                end(out, start);
            }
            case RtcpPacket.Bye bye -> {
                int start = begin(out, Rtcp.BYE, bye.ssrcs().size());
                bye.ssrcs().forEach(out::putInt);
                if (!bye.reason().isEmpty()) {
                    text(bye.reason(), out);
                    fill(out, start);
                }
                end(out, start);
            }
            case RtcpPacket.Other other ->
                    throw new IllegalArgumentException("cannot write " + other);
        }
    }

    private static void write(ReportBlock block, ByteBuffer out) {
        out.putInt(block.ssrc());
        int lost = Math.clamp(block.lost(), -0x800000, 0x7FFFFF);
        out.putInt((block.fractionLost() << 24) | (lost & 0xFFFFFF));
        out.putInt((int) block.extendedHighest()).putInt((int) block.jitter());
        out.putInt(block.lastReport()).putInt((int) block.delay());
    }

    private static void write(RtcpPacket.Chunk chunk, ByteBuffer out) {
        int start = out.position();
        out.putInt(chunk.ssrc()).put((byte) 1);
        text(chunk.cname(), out);
        out.put((byte) 0);
        fill(out, start);
    }

    private static void text(String text, ByteBuffer out) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        bytes = bytes.length > MAX_TEXT ? Arrays.copyOf(bytes, MAX_TEXT) : bytes;
        out.put((byte) bytes.length).put(bytes);
    }

    private static int begin(ByteBuffer out, int type, int count) {
        if (count > MAX_COUNT) {
            throw new IllegalArgumentException(count + " items in one RTCP packet");
        }
        int start = out.position();
        out.put((byte) (0x80 | count)).put((byte) type).putShort((short) 0);
        return start;
    }

    private static void end(ByteBuffer out, int start) {
        out.putShort(start + 2, (short) ((out.position() - start) / 4 - 1));
    }

    private static void fill(ByteBuffer out, int start) {
        while ((out.position() - start) % 4 != 0) {
            out.put((byte) 0);
        }
    }
}
