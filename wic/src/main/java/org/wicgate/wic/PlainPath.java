package org.wicgate.wic;

import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wicgate.rtp.RtpHeader;
import org.wicgate.rtp.rtcp.Rtcp;
import org.wicgate.sdp.Connection;
import org.wicgate.sdp.Line;
import org.wicgate.sdp.MediaDescription;
import org.wicgate.sdp.SessionDescription;

/** RTP and RTCP on two ports, as SIP phones have it (RFC 3550 §11). */
final class PlainPath implements MediaPath {
    private static final int RTP = 0;
    private static final int RTCP = 1;

    private final List<InetSocketAddress> sockets;
    private final Packets packets;
    private final Ears ears;
    private @Nullable InetSocketAddress rtp;
    private @Nullable InetSocketAddress rtcp;
    private boolean expected;

    PlainPath(List<InetSocketAddress> sockets, Packets packets, Ears ears) {
        this.sockets = sockets;
        this.packets = packets;
        this.ears = ears;
    }

    @Override
    public MediaDescription describe(MediaDescription line, @Nullable MediaDescription offered) {
        var local = sockets.get(RTP);
        int rtcpPort = sockets.get(RTCP).getPort();
        String proto = offered == null ? "RTP/AVP" : offered.mediaLine().proto();
        var out =
                line.with(line.mediaLine().withPort(local.getPort()).withProto(proto))
                        .with(Connection.of(local.getAddress()));
        return rtcpPort == local.getPort() + 1
                ? out
                : out.with(Line.attribute("rtcp", Integer.toString(rtcpPort)));
    }

    @Override
    public String remote(
            SessionDescription sdp, MediaDescription line, boolean isOffer, long nowNanos) {
        String proto = line.mediaLine().proto();
        if (!proto.equals("RTP/AVP") && !proto.equals("RTP/AVPF")) {
            return proto + " is not plain RTP";
        }
        if (sdp.connection(line).filter(c -> c.isUnspecified()).isPresent()) {
            return ""; // RFC 3264 §8.4: a hold; the address known stays
        }
        var at = sdp.rtpAddress(line);
        var control = sdp.rtcpAddress(line);
        if (at.isEmpty() || control.isEmpty()) {
            return "no literal address";
        }
        rtp = at.get();
        rtcp = control.get();
        return "";
    }

    @Override
    public void expectPeer(long nowNanos) {
        if (!expected) {
            expected = true;
            ears.connected();
            ears.secured();
        }
    }

    @Override
    public boolean isReady() {
        return expected && rtp != null;
    }

    @Override
    public boolean sendRtp(byte[] packet, int length, long nowNanos) {
        return send(packet, length, RTP, rtp);
    }

    @Override
    public boolean sendRtcp(byte[] packet, int length, long nowNanos) {
        return send(packet, length, RTCP, rtcp);
    }

    private boolean send(byte[] packet, int length, int socket, @Nullable InetSocketAddress to) {
        if (to == null) {
            return false;
        }
        packets.transmit(packet, 0, length, socket, to);
        return true;
    }

    @Override
    public void receive(
            byte[] packet,
            int offset,
            int length,
            int socket,
            InetSocketAddress from,
            long nowNanos) {
        if (socket == RTP && from.equals(rtp) && RtpHeader.length(packet, offset, length) > 0) {
            ears.rtp(packet, offset, length, nowNanos);
        } else if (socket == RTCP && from.equals(rtcp) && Rtcp.isCompound(packet, offset, length)) {
            ears.rtcp(packet, offset, length, nowNanos);
        }
    }

    @Override
    public void tick(long nowNanos) {}

    @Override
    public long deadline() {
        return Long.MAX_VALUE;
    }

    @Override
    public String profile() {
        return "RTP/AVP";
    }

    @Override
    public void close() {
        rtp = null;
        rtcp = null;
    }
}
