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

    private StreamMedium() {}

    /** By an offer alone. */
    static Medium of(MediaDescription offer) {
        return of(List.of(offer));
    }

    /** By an offer and its answer: each end may have numbers of its own (RFC 3264 §5.1). */
    static Medium of(MediaDescription offer, MediaDescription answer) {
        return of(List.of(offer, answer));
    }

    private static Medium of(List<MediaDescription> lines) {
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
        return new Medium(kind, List.copyOf(formats.values()));
    }
}
