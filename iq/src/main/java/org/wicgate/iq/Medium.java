package org.wicgate.iq;

import java.util.ArrayList;
import java.util.List;

/**
 * What a stream is of, as its m-lines say: what the eIMS-AGW needs to know of media that it does
 * not change.
 *
 * @param kind {@link Kind#UNSET} for nothing new
 * @param formats what payload types stand for, on either leg
 * @param toCoreKbps what the core's end wants at most, in 1000 bits a second down to IP (RFC 8866
 *     §5.8); 0 when it does not say
 * @param toAccessKbps what the WIC wants at most
 */
public record Medium(Kind kind, List<Format> formats, long toCoreKbps, long toAccessKbps) {
    /** Nothing yet, or nothing new. */
    public static final Medium UNSET = new Medium(Kind.UNSET, List.of());

    /** Of which no end says how much it wants. */
    public Medium(Kind kind, List<Format> formats) {
        this(kind, formats, 0, 0);
    }

    public Medium {
        formats = List.copyOf(formats);
    }

    /** The sort of a medium. */
    public enum Kind {
        UNSET,
        AUDIO,
        VIDEO,
        OTHER
    }

    /**
     * A payload type.
     *
     * @param encoding its name in SDP, in upper case
     * @param clockRate in Hz
     */
    public record Format(int type, String encoding, int clockRate) {}

    private Medium with(List<Format> other) {
        return new Medium(kind, other, toCoreKbps, toAccessKbps);
    }

    /** This, and what a newer description says: what both name is as the newer one says. */
    public Medium with(Medium newer) {
        if (newer.kind == Kind.UNSET || newer.equals(this)) {
            return this;
        }
        var all = new ArrayList<Format>();
        for (var format : formats) {
            if (newer.formats.stream().noneMatch(n -> n.type == format.type)) {
                all.add(format);
            }
        }
        if (formats.containsAll(newer.formats)) {
            return newer.with(formats);
        }
        all.addAll(newer.formats);
        return newer.with(all);
    }
}
