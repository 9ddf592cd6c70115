package org.wicgate.app;

import org.jspecify.annotations.Nullable;

/** A range of UDP ports, both ends in it. */
record PortRange(int first, int last) {
    /** Reads {@code FIRST-LAST}; null when it is not that, or holds less than one RTP/RTCP pair. */
    static @Nullable PortRange parse(String text) {
        if (!text.matches("\\d{1,5}-\\d{1,5}")) {
            return null;
        }
        int dash = text.indexOf('-');
        int first = Integer.parseInt(text.substring(0, dash));
        int last = Integer.parseInt(text.substring(dash + 1));
        return first < 1 || last > 65_535 || last <= first ? null : new PortRange(first, last);
    }

    /** The part that worker {@code index} of {@code workers} owns: whole pairs. */
    PortRange share(int index, int workers) {
        int even = first + (first & 1);
        int pairs = (last - even + 1) / 2;
        return new PortRange(
                even + 2 * (pairs * index / workers),
                even + 2 * (pairs * (index + 1) / workers) - 1);
    }
}
