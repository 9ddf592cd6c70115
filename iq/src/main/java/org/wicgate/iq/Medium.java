package org.wicgate.iq;

import java.util.ArrayList;
import java.util.List;

/**
 * What a stream is of, as its m-lines say: what the eIMS-AGW needs to know of media that it does
 * not change.
 *
 * @param kind {@link Kind#UNSET} for nothing new
 * @param formats what payload types stand for, on either leg
 */
public record Medium(Kind kind, List<Format> formats) {
    /** Nothing yet, or nothing new. */
    public static final Medium UNSET = new Medium(Kind.UNSET, List.of());

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
            return new Medium(newer.kind, formats);
        }
        all.addAll(newer.formats);
        return new Medium(newer.kind, all);
    }
}
