package org.wicgate.waf.oauth;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import org.wicgate.waf.Subject;

/** Knows people by name and password, and how often they may try. May block. */
@FunctionalInterface
public interface SignIn {
    /** What came of a try. */
    sealed interface Outcome {
        /** It is they. */
        record Known(Subject subject) implements Outcome {}

        /** Unknown, or the wrong password: which of the two is told to nobody. */
        record Wrong() implements Outcome {}

        /** Too many tries; none was made. */
        record Wait(Duration time) implements Outcome {}
    }

    /** Tries once. */
    Outcome attempt(String username, String password, InetAddress from, Instant now);
}
