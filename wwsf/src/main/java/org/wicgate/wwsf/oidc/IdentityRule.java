package org.wicgate.wwsf.oidc;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Decoded;
import org.wicgate.waf.ImsIdentity;

/**
 * From what a provider says of somebody to their IMS identity, if they may have one here.
 *
 * @param impus the default one first
 * @param allow claims that must have one of these values; of a claim that is a list, one of it
 */
public record IdentityRule(
        ClaimTemplate impi, List<ClaimTemplate> impus, Map<String, List<String>> allow) {
    public IdentityRule {
        impus = List.copyOf(impus);
        allow = Map.copyOf(allow);
    }

    /** The identity; or why there is none, in words for the log. */
    Decoded<ImsIdentity> of(Map<String, Object> claims) {
        for (var wanted : allow.entrySet()) {
            if (values(claims.get(wanted.getKey())).stream()
                    .noneMatch(wanted.getValue()::contains)) {
                return new Decoded.Malformed<>(
                        "the claim %s has none of the values that waf.oidc.allow names"
                                .formatted(wanted.getKey()));
            }
        }
        var filled = new ArrayList<String>();
        for (var template : all()) {
            switch (template.fill(claims)) {
                case Decoded.Ok<String>(var identity) -> filled.add(identity);
                case Decoded.Malformed<String>(var why) -> {
                    return new Decoded.Malformed<>(why);
                }
            }
        }
        return new Decoded.Ok<>(
                new ImsIdentity(
                        filled.getFirst(),
                        filled.subList(1, filled.size()).stream().distinct().toList()));
    }

    /** The claims without which it says nothing. */
    Set<String> claims() {
        var names = new LinkedHashSet<>(allow.keySet());
        all().forEach(template -> names.addAll(template.claims()));
        return names;
    }

    private List<ClaimTemplate> all() {
        var all = new ArrayList<ClaimTemplate>();
        all.add(impi);
        all.addAll(impus);
        return all;
    }

    private static List<String> values(@Nullable Object claim) {
        return switch (claim) {
            case null -> List.of();
            case List<?> list -> list.stream().map(String::valueOf).toList();
            default -> List.of(String.valueOf(claim));
        };
    }
}
