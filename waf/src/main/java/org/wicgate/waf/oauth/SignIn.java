package org.wicgate.waf.oauth;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.wicgate.waf.Subject;

/** Knows people by name and password, how often they may try, and where else. May block. */
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

    /** Where else they may log in; null for nowhere. */
    default @Nullable Elsewhere elsewhere() {
        return null;
    }

    /** What people call that place; empty for nowhere. */
    default String elsewhereTitle() {
        var elsewhere = elsewhere();
        return elsewhere == null ? "" : elsewhere.title();
    }
}
