package org.wicgate.app;

import org.jspecify.annotations.Nullable;

/**
 * How an eP-CSCF asks a WAF what tokens say (RFC 7662), in place of reading them itself.
 *
 * @param uri of the WAF's introspection endpoint; none for reading them by the WAF's keys
 * @param client who we are there
 * @param secret never logged
 */
record IntrospectionConfig(@Nullable String uri, String client, String secret) {
    IntrospectionConfig {
        client = Config.or(client, "");
        secret = Config.or(secret, "");
    }

    /** Nobody is asked. */
    static IntrospectionConfig none() {
        return new IntrospectionConfig(null, "", "");
    }

    @Override
    public String toString() {
        return "IntrospectionConfig[" + uri + "]";
    }
}
