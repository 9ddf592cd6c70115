package org.wicgate.sip;

import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Where somebody can be reached: RFC 3261 §20.10, RFC 5626 §4.1. */
public record Contact(NameAddr address) {
    /** A Contact that says nothing but its URI. */
    public static Contact of(Uri uri) {
        return new Contact(NameAddr.of(uri));
    }

    public Uri uri() {
        return address.uri();
    }

    public Params params() {
        return address.params();
    }

    /** Seconds; more than fit are as many as fit, and what is no number counts as not given. */
    public OptionalLong expires() {
        return Numbers.seconds(params().value("expires"));
    }

    /** The instance, without the angle brackets: {@code urn:uuid:...}. */
    public @Nullable String instance() {
        String raw = params().value("+sip.instance");
        if (raw == null || raw.length() < 3 || !raw.startsWith("<") || !raw.endsWith(">")) {
            return raw;
        }
        return raw.substring(1, raw.length() - 1);
    }

    /** Which of an instance's flows: RFC 5626 §4.2. */
    public OptionalInt regId() {
        var number = Numbers.seconds(params().value("reg-id"));
        boolean usable = number.isPresent() && number.getAsLong() <= Integer.MAX_VALUE;
        return usable ? OptionalInt.of((int) number.getAsLong()) : OptionalInt.empty();
    }

    /** Preference in thousandths, 1000 when not given: RFC 3261 §20.10. */
    public int q() {
        String q = params().value("q");
        if (q == null || !q.matches("0(\\.[0-9]{0,3})?|1(\\.0{0,3})?")) {
            return 1000;
        }
        return (int) Math.round(Double.parseDouble(q) * 1000);
    }

    @Override
    public String toString() {
        return address.toString();
    }
}
