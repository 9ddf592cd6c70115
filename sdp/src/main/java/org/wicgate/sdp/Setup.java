package org.wicgate.sdp;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Who starts the DTLS handshake or the TCP connection (RFC 4145 §4, RFC 8842 §5). */
public enum Setup {
    ACTIVE,
    PASSIVE,
    ACTPASS,
    HOLDCONN;

    /** Reads the value of a=setup; null when it is none. */
    public static @Nullable Setup parse(String value) {
        return switch (value) {
            case "active" -> ACTIVE;
            case "passive" -> PASSIVE;
            case "actpass" -> ACTPASS;
            case "holdconn" -> HOLDCONN;
            default -> null;
        };
    }

    /** Whether this may answer {@code offer} (RFC 4145 §4.1, RFC 8842 §5.3). */
    public boolean answers(Setup offer) {
        return switch (this) {
            case ACTIVE -> offer == PASSIVE || offer == ACTPASS;
            case PASSIVE -> offer == ACTIVE || offer == ACTPASS;
            case ACTPASS -> false;
            case HOLDCONN -> true;
        };
    }

    /**
     * The answer of an end that would rather be {@code wish}: it has its way when the offer leaves
     * the choice.
     */
    public static Setup answerTo(Setup offer, Setup wish) {
        return switch (offer) {
            case ACTIVE -> PASSIVE;
            case PASSIVE -> ACTIVE;
            case ACTPASS -> wish;
            case HOLDCONN -> HOLDCONN;
        };
    }

    /** The value of the attribute. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
