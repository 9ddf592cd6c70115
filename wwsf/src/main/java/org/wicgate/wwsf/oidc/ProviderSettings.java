package org.wicgate.wwsf.oidc;

import java.time.Duration;
import java.util.List;

/**
 * A provider, and who we are there.
 *
 * @param issuer as its discovery document names it
 * @param clientSecret empty for a public client
 * @param scopes what we ask for, {@code openid} among them
 * @param title what people read on the button
 * @param redirectUri where the provider sends browsers back to: one of ours
 * @param maxAge how long ago somebody may have proved there who they are; zero for any time
 */
public record ProviderSettings(
        String issuer,
        String clientId,
        String clientSecret,
        List<String> scopes,
        String title,
        String redirectUri,
        Duration maxAge,
        IdentityRule rule) {
    public ProviderSettings {
        scopes = List.copyOf(scopes);
    }

    /** Whether secrets may go there: https, or http on loopback. */
    public static boolean isSafe(String uri) {
        return Metadata.isSafe(uri);
    }

    /** It holds a secret. */
    @Override
    public String toString() {
        return "ProviderSettings[" + issuer + ", " + clientId + "]";
    }
}
