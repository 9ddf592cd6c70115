package org.wicgate.waf.oauth;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** RFC 6749 §3.3. */
final class Scopes {
    private Scopes() {}

    /** What is asked for out of {@code most}, all of it when nothing is named; null for more. */
    static @Nullable List<String> asked(Form form, List<String> most) {
        String scope = form.get("scope").strip();
        if (scope.isEmpty()) {
            return most;
        }
        var asked = List.of(scope.split(" +", -1));
        return most.containsAll(asked) ? asked.stream().distinct().toList() : null;
    }
}
