package org.wicgate.waf;

import java.util.List;

/**
 * A WWSF that may ask for tokens (RFC 6749 §2).
 *
 * @param id its client identity, the {@code client_id} of its tokens
 * @param scope the most that its tokens may allow
 * @param origins the web origins of its pages; none named means any
 */
public record WwsfClient(String id, List<String> scope, List<String> origins) {
    /** Everything a WIC may do. */
    public static final List<String> ALL_SCOPES = List.of("ims.register", "ims.call", "ims.msg");

    public WwsfClient {
        scope = List.copyOf(scope);
        origins = List.copyOf(origins);
    }
}
