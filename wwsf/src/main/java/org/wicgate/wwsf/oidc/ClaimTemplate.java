package org.wicgate.wwsf.oidc;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.wicgate.base.Decoded;

/**
 * An identity with claims in it, as {@code sip:{preferred_username}@example.org}. A claim fills its
 * place only with characters that end nothing and begin nothing in an identity, so that it cannot
 * reach beyond; {@code {email|local}} is what stands before the one at sign.
 */
public final class ClaimTemplate {
    private static final int MAX_VALUE = 128;
    private static final Pattern PLACE =
            Pattern.compile("\\{([A-Za-z0-9_:./-]{1,64})(\\|local)?\\}");
    private static final Pattern LITERAL = Pattern.compile("[A-Za-z0-9_.+~-]*");
    private static final Pattern DOMAIN = Pattern.compile("[A-Za-z0-9.-]+");

    private record Part(String literal, String claim, boolean isLocal) {}

    private final List<Part> parts;
    private final String text;

    private ClaimTemplate(List<Part> parts, String text) {
        this.parts = List.copyOf(parts);
        this.text = text;
    }

    /** Reads the template of an IMPI: {@code USER@REALM}, the realm without a claim. */
    public static Decoded<ClaimTemplate> impi(String text) {
        return parse(text, "");
    }

    /** Reads the template of an IMPU: {@code sip:USER@DOMAIN}, the domain without a claim. */
    public static Decoded<ClaimTemplate> impu(String text) {
        return parse(text, "sip:");
    }

    private static Decoded<ClaimTemplate> parse(String text, String scheme) {
        int at = text.indexOf('@');
        boolean isFramed =
                text.startsWith(scheme)
                        && at > scheme.length()
                        && DOMAIN.matcher(text.substring(at + 1)).matches();
        var parts = isFramed ? parts(text.substring(scheme.length(), at)) : List.<Part>of();
        boolean isSound =
                parts.stream().anyMatch(p -> !p.claim.isEmpty())
                        && parts.stream().allMatch(p -> LITERAL.matcher(p.literal).matches());
        if (!isSound) {
            return new Decoded.Malformed<>(
                    "\"%s\" is not as %s{sub}@example.org".formatted(text, scheme));
        }
        var all = new ArrayList<Part>();
        all.add(new Part(scheme, "", false));
        all.addAll(parts);
        all.add(new Part(text.substring(at), "", false));
        return new Decoded.Ok<>(new ClaimTemplate(all, text));
    }

    private static List<Part> parts(String user) {
        var parts = new ArrayList<Part>();
        var place = PLACE.matcher(user);
        int from = 0;
        while (place.find()) {
            parts.add(new Part(user.substring(from, place.start()), "", false));
            parts.add(new Part("", place.group(1), place.group(2) != null));
            from = place.end();
        }
        parts.add(new Part(user.substring(from), "", false));
        return parts;
    }

    /** The identity for these claims, or which claim is missing or not fit for one. */
    public Decoded<String> fill(Map<String, Object> claims) {
        var filled = new StringBuilder();
        for (Part part : parts) {
            if (part.claim.isEmpty()) {
                filled.append(part.literal);
                continue;
            }
            switch (value(part, claims)) {
                case Decoded.Ok<String>(var value) -> filled.append(value);
                case Decoded.Malformed<String> malformed -> {
                    return malformed;
                }
            }
        }
        return new Decoded.Ok<>(filled.toString());
    }

    private Decoded<String> value(Part part, Map<String, Object> claims) {
        var value = claims.get(part.claim);
        if (value == null) {
            return wrong(part, "is missing");
        }
        if (!(value instanceof String || value instanceof Long || value instanceof Integer)) {
            return wrong(part, "is no text");
        }
        if (Boolean.FALSE.equals(claims.get(part.claim + "_verified"))) {
            return wrong(part, "is not verified, says the provider");
        }
        String whole = value.toString();
        int at = whole.indexOf('@');
        if (part.isLocal && at < 0) {
            return wrong(part, "has no @");
        }
        String used = part.isLocal ? whole.substring(0, at) : whole;
        if (part.isLocal && whole.indexOf('@', at + 1) >= 0) {
            return wrong(part, "has two @");
        }
        if (used.isEmpty() || used.length() > MAX_VALUE) {
            return wrong(part, "is empty or too long");
        }
        int odd = used.chars().filter(c -> !isLegal(c)).findFirst().orElse(-1);
        return odd < 0
                ? new Decoded.Ok<>(used)
                : wrong(part, "has a U+%04X, which an identity may not have".formatted(odd));
    }

    private Decoded<String> wrong(Part part, String what) {
        return new Decoded.Malformed<>(
                "the claim %s %s; it is wanted for %s".formatted(part.claim, what, text));
    }

    /** What stands for itself in the user part of a SIP URI and of an NAI, and ends neither. */
    private static boolean isLegal(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || "-_.+~".indexOf(c) >= 0;
    }

    /** The claims that it needs. */
    List<String> claims() {
        return parts.stream().map(Part::claim).filter(claim -> !claim.isEmpty()).toList();
    }

    @Override
    public String toString() {
        return text;
    }
}
