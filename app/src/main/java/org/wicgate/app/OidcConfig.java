package org.wicgate.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.wicgate.base.Decoded;
import org.wicgate.waf.oauth.AuthorizationServer;
import org.wicgate.wwsf.oidc.ClaimTemplate;
import org.wicgate.wwsf.oidc.ProviderSettings;

/**
 * An identity provider whose users may log in, by OpenID Connect.
 *
 * @param issuer as its discovery document names it; none for no provider
 * @param clientId who we are there
 * @param clientSecretFile a file with our secret there; none for a public client
 * @param scopes what we ask for
 * @param name what people read on the button
 * @param redirectUri where it sends browsers back to; below {@code waf.issuer} when absent
 * @param maxAgeSeconds how long ago somebody may have logged in there; 0 for any time
 * @param impi the private identity, with claims: {@code {sub}@example.org}
 * @param impu the public identities, the default one first: {@code
 *     sip:{preferred_username}@example.org}
 * @param allow claims that must have one of the values named
 */
record OidcConfig(
        String issuer,
        String clientId,
        String clientSecretFile,
        List<String> scopes,
        String name,
        String redirectUri,
        int maxAgeSeconds,
        String impi,
        List<String> impu,
        Map<String, List<String>> allow) {
    private static final String AT = "waf.oidc.";

    OidcConfig {
        issuer = Config.or(issuer, "");
        clientId = Config.or(clientId, "");
        clientSecretFile = Config.or(clientSecretFile, "");
        scopes = scopes == null ? List.of("openid", "profile", "email") : scopes;
        name = Config.or(name, "my organisation");
        redirectUri = Config.or(redirectUri, "");
        impi = Config.or(impi, "");
        impu = Config.orEmpty(impu);
        allow = allow == null ? Map.of() : allow;
    }

    /** No provider. */
    static OidcConfig none() {
        return new OidcConfig("", "", "", List.of("openid"), "", "", 0, "", List.of(), Map.of());
    }

    boolean isWanted() {
        return !issuer.isEmpty();
    }

    /** Notes what is wrong with it. */
    void check(Faults faults) {
        if (!isWanted()) {
            boolean isEmpty = clientId.isEmpty() && impi.isEmpty() && impu.isEmpty();
            if (!isEmpty) {
                faults.add(AT + "issuer", "is missing: the provider, as https://id.example.org");
            }
            return;
        }
        if (!ProviderSettings.isSafe(issuer)) {
            faults.add(AT + "issuer", "\"" + issuer + "\" is not https:// (http:// on loopback)");
        }
        if (clientId.isEmpty()) {
            faults.add(AT + "client_id", "is missing: who Wicgate is at the provider");
        }
        if (!clientSecretFile.isEmpty() && !Files.isReadable(Path.of(clientSecretFile))) {
            faults.add(AT + "client_secret_file", "cannot read " + clientSecretFile);
        }
        if (!scopes.contains("openid")) {
            faults.add(AT + "scopes", "needs openid");
        }
        if (!redirectUri.isEmpty()
                && !(ProviderSettings.isSafe(redirectUri)
                        && redirectUri.endsWith(AuthorizationServer.BACK_PATH))) {
            faults.add(
                    AT + "redirect_uri",
                    "\"" + redirectUri + "\" is not https://HOST" + AuthorizationServer.BACK_PATH);
        }
        faults.atLeast(0, AT + "max_age_seconds", maxAgeSeconds);
        template("impi", ClaimTemplate.impi(impi), faults);
        if (impu.isEmpty()) {
            faults.add(AT + "impu", "is missing: as sip:{preferred_username}@example.org");
        }
        impu.forEach(text -> template("impu", ClaimTemplate.impu(text), faults));
    }

    private static void template(String key, Decoded<ClaimTemplate> read, Faults faults) {
        if (read instanceof Decoded.Malformed<ClaimTemplate>(var why)) {
            faults.add(AT + key, why);
        }
    }
}
