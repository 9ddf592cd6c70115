package org.wicgate.sip.locate;

import java.time.Duration;
import java.util.List;

/** What the DNS says to a {@link Question}. */
public sealed interface Answer {
    /**
     * There are records, those of the question's type or aliases that lead to them.
     *
     * @param ttl the smallest of theirs
     */
    record Found(List<Resource> records, Duration ttl) implements Answer {
        public Found {
            records = List.copyOf(records);
        }
    }

    /**
     * The name, or a record of that type, does not exist (RFC 2308 §2).
     *
     * @param ttl how long that holds
     */
    record None(Duration ttl) implements Answer {}

    /** Nobody could say: no server answered, or it answered with a failure. */
    record Failed(String why) implements Answer {}
}
