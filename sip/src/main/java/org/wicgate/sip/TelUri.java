package org.wicgate.sip;

import java.util.Locale;

/** A telephone number: RFC 3966. */
public record TelUri(String number, Params params) implements Uri {
    @Override
    public String scheme() {
        return "tel";
    }

    /** Whether both are the same number: visual separators do not count (RFC 3966 §4). */
    public boolean matches(TelUri other) {
        return digits().equals(other.digits())
                && String.valueOf(params.value("phone-context"))
                        .equalsIgnoreCase(String.valueOf(other.params.value("phone-context")));
    }

    /** The number without visual separators. */
    public String digits() {
        var out = new StringBuilder(number.length());
        for (int i = 0; i < number.length(); i++) {
            char c = number.charAt(i);
            if ("-.()".indexOf(c) < 0) {
                out.append(c);
            }
        }
        return out.toString().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return "tel:" + number + params;
    }
}
