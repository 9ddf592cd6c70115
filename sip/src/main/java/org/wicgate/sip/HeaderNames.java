package org.wicgate.sip;

import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;

/** A set of header names that is asked for each line of each message. */
public final class HeaderNames {
    private final long low;
    private final long high;
    private final Set<HeaderName> others;

    private HeaderNames(Collection<HeaderName> names) {
        long first = 0;
        long second = 0;
        for (var name : names) {
            first |= bit(name, 0);
            second |= bit(name, Long.SIZE);
        }
        low = first;
        high = second;
        others =
                names.stream()
                        .filter(name -> name.number() == HeaderName.MOST)
                        .collect(Collectors.toUnmodifiableSet());
    }

    /** These. */
    public static HeaderNames of(HeaderName... names) {
        return new HeaderNames(Set.of(names));
    }

    /** These. */
    public static HeaderNames of(Collection<HeaderName> names) {
        return new HeaderNames(names);
    }

    /** Whether the name is one of them. */
    public boolean contains(HeaderName name) {
        return name.number() == HeaderName.MOST
                ? others.contains(name)
                : ((low & bit(name, 0)) | (high & bit(name, Long.SIZE))) != 0;
    }

    /** The bit of a constant in the word that begins with number {@code from}; 0 when elsewhere. */
    static long bit(HeaderName name, int from) {
        int at = name.number() - from;
        return at >= 0 && at < Long.SIZE ? 1L << at : 0;
    }
}
