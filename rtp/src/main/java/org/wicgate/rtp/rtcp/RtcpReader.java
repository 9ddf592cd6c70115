package org.wicgate.rtp.rtcp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.wicgate.base.Decoded;
import org.wicgate.rtp.rtcp.RtcpPacket.Bye;
import org.wicgate.rtp.rtcp.RtcpPacket.Chunk;
import org.wicgate.rtp.rtcp.RtcpPacket.Other;
import org.wicgate.rtp.rtcp.RtcpPacket.ReceiverReport;
import org.wicgate.rtp.rtcp.RtcpPacket.ReportBlock;
import org.wicgate.rtp.rtcp.RtcpPacket.SenderReport;
import org.wicgate.rtp.rtcp.RtcpPacket.SourceDescription;

/** Reads the packets of a compound packet. */
final class RtcpReader {
    private static final int CNAME = 1;

    /** Unwinds to {@link #read}; never leaves it. */
    private static final class Truncated extends RuntimeException {
        private static final long serialVersionUID = 1;

        Truncated(String why) {
            super(why, null, false, false);
        }
    }

    private RtcpReader() {}

    static Decoded<List<RtcpPacket>> read(byte[] b, int off, int len) {
        if (!Rtcp.isCompound(b, off, len)) {
            return new Decoded.Malformed<>("no RTCP packets in " + len + " bytes");
        }
        List<RtcpPacket> packets = new ArrayList<>();
        try {
            for (int at = off; at < off + len; at += Rtcp.packetLength(b, at)) {
                packets.add(packet(b, at, Rtcp.packetLength(b, at)));
            }
        } catch (Truncated e) {
            return new Decoded.Malformed<>(String.valueOf(e.getMessage()));
        }
        return new Decoded.Ok<>(List.copyOf(packets));
    }

    private static RtcpPacket packet(byte[] b, int at, int length) {
        int count = b[at] & 0x1F;
        int type = b[at + 1] & 0xFF;
        int padding = (b[at] & 0x20) == 0 ? 0 : b[at + length - 1] & 0xFF;
        int bodyLength = length - Rtcp.HEADER - padding;
        if (bodyLength < 0) {
            throw new Truncated("padding " + padding + " in " + length + " bytes");
        }
        var body = ByteBuffer.wrap(b, at + Rtcp.HEADER, bodyLength);
        return switch (type) {
            case Rtcp.SENDER_REPORT -> senderReport(body, count);
            case Rtcp.RECEIVER_REPORT -> {
                need(body, 4);
                yield new ReceiverReport(body.getInt(), blocks(body, count));
            }
            case Rtcp.SOURCE_DESCRIPTION -> new SourceDescription(chunks(body, count));
            case Rtcp.BYE -> bye(body, count);
            default -> new Other(type, count, length);
        };
    }

    private static RtcpPacket senderReport(ByteBuffer body, int count) {
        need(body, 24);
        return new SenderReport(
                body.getInt(),
                body.getLong(),
                body.getInt(),
                body.getInt() & 0xFFFFFFFFL,
                body.getInt() & 0xFFFFFFFFL,
                blocks(body, count));
    }

    private static List<ReportBlock> blocks(ByteBuffer body, int count) {
        need(body, count * ReportBlock.SIZE);
        List<ReportBlock> blocks = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int ssrc = body.getInt();
            int loss = body.getInt();
            blocks.add(
                    new ReportBlock(
                            ssrc,
                            loss >>> 24,
                            (loss << 8) >> 8,
                            body.getInt() & 0xFFFFFFFFL,
                            body.getInt() & 0xFFFFFFFFL,
                            body.getInt(),
                            body.getInt() & 0xFFFFFFFFL));
        }
        return List.copyOf(blocks);
    }

    private static List<Chunk> chunks(ByteBuffer body, int count) {
        List<Chunk> chunks = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            need(body, 4);
            int start = body.position();
            int ssrc = body.getInt();
            String cname = "";
            for (int item = next(body); item != 0; item = next(body)) {
                String text = text(body);
                cname = item == CNAME ? text : cname;
            }
            while ((body.position() - start) % 4 != 0) {
                next(body); // the end of the items fills up to 32 bits
            }
            chunks.add(new Chunk(ssrc, cname));
        }
        return List.copyOf(chunks);
    }

    private static RtcpPacket bye(ByteBuffer body, int count) {
        need(body, 4 * count);
        List<Integer> ssrcs = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            ssrcs.add(body.getInt());
        }
        return new Bye(List.copyOf(ssrcs), body.hasRemaining() ? text(body) : "");
    }

    private static String text(ByteBuffer body) {
        byte[] text = new byte[next(body)];
        need(body, text.length);
        body.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }

    private static int next(ByteBuffer body) {
        need(body, 1);
        return body.get() & 0xFF;
    }

    private static void need(ByteBuffer body, int bytes) {
        if (body.remaining() < bytes) {
            throw new Truncated("RTCP wants " + bytes + " bytes, has " + body.remaining());
        }
    }
}
