package org.wicgate.sdp;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which way media flows, seen from who wrote the line (RFC 8866 §6.7). */
public enum Direction {
    SENDRECV(true, true),
    SENDONLY(true, false),
    RECVONLY(false, true),
    INACTIVE(false, false);

    private final boolean sends;
    private final boolean receives;

    Direction(boolean sends, boolean receives) {
        this.sends = sends;
        this.receives = receives;
    }

    /** The direction of two wishes. */
    public static Direction of(boolean sends, boolean receives) {
        if (sends) {
            return receives ? SENDRECV : SENDONLY;
        }
        return receives ? RECVONLY : INACTIVE;
    }

    /** Reads an attribute line's value; null when it is no direction. */
    static @Nullable Direction parse(String value) {
        return switch (value) {
            case "sendrecv" -> SENDRECV;
            case "sendonly" -> SENDONLY;
            case "recvonly" -> RECVONLY;
            case "inactive" -> INACTIVE;
            default -> null;
        };
    }

    /** Whether who wrote the line sends. */
    public boolean sends() {
        return sends;
    }

    /** Whether who wrote the line receives. */
    public boolean receives() {
        return receives;
    }

    /** The same, seen from the other end. */
    public Direction reversed() {
        return of(receives, sends);
    }

    /** What this offer allows at most when the answerer wishes {@code wish} (RFC 3264 §6.1). */
    public Direction answeredBy(Direction wish) {
        return of(receives && wish.sends, sends && wish.receives);
    }

    /** The name of the attribute. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
