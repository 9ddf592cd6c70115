package org.wicgate.epcscf;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.wicgate.sip.SipUri;
import org.wicgate.sip.TelUri;
import org.wicgate.sip.Uri;

/**
 * Wildcarded public identities: {@code sip:chat!.*!@home.example} stands for all whose user part
 * matches the expression between the exclamation marks (TS 23.003 §13.4B). Groups and alternatives
 * are not read, nor more than three repetitions, so that no name takes long to compare.
 */
final class Wildcard {
    private static final int MAX_EXPRESSION = 64;
    private static final int MAX_USER = 128;
    private static final int MAX_REPETITIONS = 3;
    private static final Pattern READABLE = Pattern.compile("[\\w.~%+*?\\[\\]{},^\\\\-]+");

    private Wildcard() {}

    /** Whether the identity stands for many. */
    static boolean is(Uri identity) {
        String user =
                switch (identity) {
                    case SipUri sip -> sip.userInfo();
                    case Uri.Other other when other.scheme().equals("tel") -> other.rest();
                    case TelUri _, Uri.Other _ -> "";
                };
        int first = user.indexOf('!');
        return first >= 0 && user.indexOf('!', first + 1) > first;
    }

    /** Whether {@code uri} is one of those that {@code wildcard} stands for. */
    static boolean matches(Uri wildcard, Uri uri) {
        return switch (wildcard) {
            case SipUri all when uri instanceof SipUri one ->
                    all.secure() == one.secure()
                            && all.host().equalsIgnoreCase(one.host())
                            && matches(all.user(), one.user());
            case Uri.Other all when uri instanceof TelUri one -> matches(all.rest(), one.digits());
            case SipUri _, TelUri _, Uri.Other _ -> false;
        };
    }

    private static boolean matches(String wildcard, String user) {
        int first = wildcard.indexOf('!');
        int last = wildcard.lastIndexOf('!');
        if (first < 0 || last == first || user.length() > MAX_USER) {
            return false;
        }
        String expression = wildcard.substring(first + 1, last);
        long repetitions = expression.chars().filter(c -> "*+?{".indexOf(c) >= 0).count();
        if (expression.length() > MAX_EXPRESSION
                || repetitions > MAX_REPETITIONS
                || !READABLE.matcher(expression).matches()) {
            return false;
        }
        String before = Pattern.quote(wildcard.substring(0, first));
        String after = Pattern.quote(wildcard.substring(last + 1));
        try {
            return Pattern.matches(before + expression + after, user);
        } catch (PatternSyntaxException _) {
            return false; // no expression, so nobody
        }
    }
}
