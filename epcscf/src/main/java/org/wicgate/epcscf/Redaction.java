package org.wicgate.epcscf;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes out of text that is shown what is its owner's alone: tokens, keys, passwords, proofs. For
 * what peers wrote in places where it does not belong; where it belongs it is not shown at all.
 */
final class Redaction {
    private static final String GONE = "***";

    private record Rule(Pattern pattern, String replacement) {
        static Rule of(String regex, String replacement) {
            return new Rule(Pattern.compile(regex, Pattern.CASE_INSENSITIVE), replacement);
        }
    }

    private static final List<Rule> RULES =
            List.of(
                    Rule.of("eyJ[\\w-]{6,}(?:\\.[\\w-]*)*", GONE), // a JWT (RFC 7519 §3)
                    Rule.of("(bearer(?:\\s|%20|\\+)+)[^\\s,;>\"&?]+", "$1" + GONE),
                    Rule.of("(authorization(?:=|%3d))[^>&]+", "$1" + GONE),
                    Rule.of("(inline:)\\S+", "$1" + GONE), // RFC 4568 §6.1
                    Rule.of("(ice-pwd:|key-mgmt:|identity:)\\s*[^;]+", "$1" + GONE),
                    Rule.of(
                            "\\b((?:access_)?token|pass(?:word|wd)?|pwd|secret|nonce|response|auts"
                                    + "|ck|ik)(=|%3d)\\s*\"?[^\\s;,&>\"]+",
                            "$1$2" + GONE),
                    Rule.of("^k=.*", "k=" + GONE)); // RFC 8866 §5.12

    private Redaction() {}

    /** The text without them. */
    static String of(String text) {
        String out = text;
        for (var rule : RULES) {
            Matcher matcher = rule.pattern.matcher(out);
            out = matcher.find() ? matcher.replaceAll(rule.replacement) : out;
        }
        return out;
    }
}
