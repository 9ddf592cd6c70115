package org.wicgate.sip;

import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Decoded;

/**
 * The Subscription-State of a NOTIFY (RFC 6665 §8.2.3).
 *
 * @param state active, pending or terminated; another is to be taken for active
 * @param reason why it is terminated; empty when not said
 * @param expires seconds that the subscription lasts, when said
 * @param retryAfter seconds to wait before the next one, when said
 */
public record SubscriptionState(
        String state, String reason, OptionalLong expires, OptionalLong retryAfter) {
    /** Reads the header's value. */
    public static Decoded<SubscriptionState> decode(String value) {
        return Reading.of(() -> {
            int end = value.indexOf(';');
            String state = (end < 0 ? value : value.substring(0, end)).strip();
            if (!Syntax.isToken(state)) {
                throw new Malformation("Subscription-State: not a token");
            }
            var in = new Cursor(end < 0 ? "" : value.substring(end));
            var params = Params.read(in);
            in.end();
            return new SubscriptionState(
                    state.toLowerCase(Locale.ROOT),
                    text(params.value("reason")),
                    Numbers.seconds(params.value("expires")),
                    Numbers.seconds(params.value("retry-after")));
        });
    }

    /** Whether there is no subscription any more. */
    public boolean isTerminated() {
        return state.equals("terminated");
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value.toLowerCase(Locale.ROOT);
    }
}
