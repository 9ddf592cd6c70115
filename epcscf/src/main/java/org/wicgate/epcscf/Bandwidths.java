package org.wicgate.epcscf;

import java.net.Inet6Address;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;
import org.wicgate.iq.Local;
import org.wicgate.sdp.Bandwidth;
import org.wicgate.sdp.Line;
import org.wicgate.sdp.MediaDescription;
import org.wicgate.sdp.Section;
import org.wicgate.sdp.SessionDescription;

/**
 * The bandwidths of one side as they are on the other. AS, RS and RR count every header down to IP
 * (RFC 3550 §6.2, RFC 3556 §2), so that the tags of SRTP and the size of an IP address change them;
 * TIAS counts none of that (RFC 3890) and stays.
 */
final class Bandwidths {
    /** RFC 5764 §4.1.2: AES_CM_128_HMAC_SHA1_80 and its index for SRTCP (RFC 3711 §3.4). */
    private static final int SRTP_BYTES = 10;

    private static final int SRTCP_BYTES = 14;
    private static final int IPV6_BYTES = 20;

    /** What packets are usually like when nothing says how many there are. */
    private static final int PTIME = 20;

    private static final int VIDEO_PACKET = 1200;
    private static final int RTCP_PACKET = 120;

    /** How many bytes longer a packet is on the side that is written for. */
    private final int rtp;

    private final int rtcp;

    private Bandwidths(int rtp, int rtcp) {
        this.rtp = rtp;
        this.rtcp = rtcp;
    }

    /** From the core's leg to W3. */
    static Bandwidths toAccess(Local local, String coreProto) {
        int family = longer(local);
        return Sdes.isSecure(coreProto)
                ? new Bandwidths(family, family)
                : new Bandwidths(SRTP_BYTES + family, SRTCP_BYTES + family);
    }

    /** From W3 to the core's leg. */
    static Bandwidths toCore(Local local, String coreProto) {
        var back = toAccess(local, coreProto);
        return new Bandwidths(-back.rtp, -back.rtcp);
    }

    /** How much longer an IP header is on W3. */
    private static int longer(Local local) {
        boolean access = local.access().address().getAddress() instanceof Inet6Address;
        boolean core = local.core().rtp().getAddress() instanceof Inet6Address;
        return access == core ? 0 : access ? IPV6_BYTES : -IPV6_BYTES;
    }

    /** The lines of a medium with their bandwidths as they are on the other side. */
    List<Line> adjusted(List<Line> lines, MediaDescription of) {
        return lines.stream().map(line -> line.type() == 'b' ? adjusted(line, of) : line).toList();
    }

    /** The bandwidths of a session, which are those of all its media together. */
    static final class Session {
        private final List<Bandwidths> legs = new ArrayList<>();
        private final List<MediaDescription> media = new ArrayList<>();

        /** One of its media, and how it is adjusted. */
        void add(Bandwidths leg, MediaDescription of) {
            legs.add(leg);
            media.add(of);
        }

        /** The session's lines with its bandwidths as they are on the other side. */
        List<Line> adjusted(List<Line> lines, SessionDescription of) {
            return legs.isEmpty()
                    ? lines
                    : lines.stream()
                            .map(line -> line.type() == 'b' ? adjusted(line, of) : line)
                            .toList();
        }

        private Line adjusted(Line line, SessionDescription of) {
            return Bandwidths.adjusted(
                    line,
                    of,
                    b ->
                            switch (b.type()) {
                                case "AS" -> positive(b.value(), b.value() + more(b.value()));
                                case "RS", "RR" -> legs.getFirst().bits(b.value());
                                default -> b.value();
                            });
        }

        private long more(long as) {
            long more = 0;
            for (int i = 0; i < legs.size(); i++) {
                more += legs.get(i).more(own(media.get(i)).orElse(as), media.get(i));
            }
            return more;
        }

        private static OptionalLong own(MediaDescription of) {
            return of.bandwidths().stream()
                    .filter(b -> b.type().equals("AS"))
                    .mapToLong(Bandwidth::value)
                    .findFirst();
        }
    }

    private Line adjusted(Line line, MediaDescription of) {
        return adjusted(
                line,
                of,
                b ->
                        switch (b.type()) {
                            case "AS" -> positive(b.value(), b.value() + more(b.value(), of));
                            case "RS", "RR" -> bits(b.value());
                            default -> b.value();
                        });
    }

    private static Line adjusted(Line line, Section of, ToLongFunction<Bandwidth> by) {
        return of.bandwidths().stream()
                .filter(b -> line.value().equals(b.toString()))
                .findFirst()
                .map(b -> Line.of('b', b.type() + ":" + by.applyAsLong(b)))
                .orElse(line);
    }

    /** How many kilobits a second a medium takes more, or less, on the side written for. */
    private long more(long as, MediaDescription of) {
        boolean isAudio = of.mediaLine().media().equals("audio");
        long packets = isAudio ? 1000 / of.ptime().orElse(PTIME) : as * 1000 / 8 / VIDEO_PACKET + 1;
        long bits = rtp * 8L * packets;
        return Math.ceilDiv(Math.abs(bits), 1000L) * Long.signum(bits);
    }

    private long bits(long rate) {
        return positive(rate, rate + rate * rtcp / RTCP_PACKET);
    }

    /** Nothing stays nothing, and what is allowed is never forbidden. */
    private static long positive(long before, long after) {
        return before == 0 ? 0 : Math.max(1, after);
    }
}
