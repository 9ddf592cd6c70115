package org.wicgate.waf.oauth;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** How a client may come by a token. */
public enum GrantType {
    /** RFC 6749 §4.1, with PKCE always. */
    AUTHORIZATION_CODE("authorization_code"),
    /** RFC 6749 §6. */
    REFRESH_TOKEN("refresh_token"),
    /** RFC 6749 §4.4: for an identity of the client's pool. */
    CLIENT_CREDENTIALS("client_credentials"),
    /** RFC 8693: for a user whom the client has authenticated. */
    TOKEN_EXCHANGE("urn:ietf:params:oauth:grant-type:token-exchange"),
    /** RFC 8628. */
    DEVICE_CODE("urn:ietf:params:oauth:grant-type:device_code");

    private final String wire;

    GrantType(String wire) {
        this.wire = wire;
    }

    /** As {@code grant_type} has it. */
    public String wire() {
        return wire;
    }

    /** The type that a {@code grant_type} names, or null. */
    public static @Nullable GrantType of(String wire) {
        return Arrays.stream(values()).filter(t -> t.wire.equals(wire)).findFirst().orElse(null);
    }
}
