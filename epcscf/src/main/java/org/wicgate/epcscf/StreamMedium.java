package org.wicgate.epcscf;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.wicgate.iq.Medium;
import org.wicgate.iq.Medium.Format;
import org.wicgate.iq.Medium.Kind;
import org.wicgate.sdp.MediaDescription;

/** What the eIMS-AGW is to know of the media of an m-line that pass through it. */
final class StreamMedium {
    private static final int MAX_FORMATS = 64;

    /** 40 bytes of IP, UDP and RTP, and what SRTP adds, a hundred times a second. */
    private static final int HEADERS_KBPS = 48;

    private StreamMedium() {}

    /** By what the WIC says alone. */
    static Medium ofAccess(MediaDescription access) {
        return of(List.of(access), 0, kilobits(access));
    }

    /** By what the core says alone. */
    static Medium ofCore(MediaDescription core) {
        return of(List.of(core), kilobits(core), 0);
    }

    /** By what both say: each end may have numbers of its own (RFC 3264 §5.1). */
    static Medium of(MediaDescription access, MediaDescription core) {
        return of(List.of(access, core), kilobits(core), kilobits(access));
    }

    /** What whoever says this wants to be sent at most (RFC 3264 §5.8); 0 when he does not say. */
    private static long kilobits(MediaDescription media) {
        long kilobits = 0;
        for (var bandwidth : media.bandwidths()) {
            switch (bandwidth.type()) {
                case "AS" -> {
                    return bandwidth.value();
                }
                // RFC 3890 §6.2: without headers, of which audio has most
                case "TIAS" -> kilobits = bandwidth.value() / 1000 * 5 / 4 + HEADERS_KBPS;
                default -> {}
            }
        }
        return kilobits;
    }

    private static Medium of(List<MediaDescription> lines, long toCoreKbps, long toAccessKbps) {
        Map<Integer, Format> formats = new LinkedHashMap<>();
        for (var line : lines) {
            for (var map : line.rtpMaps()) {
                if (formats.size() < MAX_FORMATS) {
                    String encoding = map.encoding().toUpperCase(Locale.ROOT);
                    var format = new Format(map.payloadType(), encoding, map.clockRate());
                    formats.put(map.payloadType(), format);
                }
            }
        }
        var kind =
                switch (lines.getFirst().mediaLine().media()) {
                    case "audio" -> Kind.AUDIO;
                    case "video" -> Kind.VIDEO;
                    default -> Kind.OTHER;
                };
        return new Medium(kind, List.copyOf(formats.values()), toCoreKbps, toAccessKbps);
    }
}
