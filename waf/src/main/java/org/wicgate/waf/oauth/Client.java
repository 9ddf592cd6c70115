package org.wicgate.waf.oauth;

import java.net.URI;
import java.util.List;
import java.util.Set;
import org.wicgate.waf.WwsfClient;

/**
 * Who may ask the WAF: a WWSF with its own identity, or an eP-CSCF that introspects (RFC 6749 §2).
 *
 * @param id its {@code client_id}
 * @param title what people read on the login page
 * @param secretHash of its secret, by {@link Secrets#hash}; empty for a public client
 * @param jwks its public keys, a JWK set, when it signs in place of having a secret; else empty
 * @param redirectUris where codes may go, compared as they are written
 * @param origins the web origins of its pages; none named means any
 * @param scope the most that its tokens may allow
 * @param introspects whether it may ask what tokens say (RFC 7662), as an eP-CSCF does
 */
public record Client(
        String id,
        String title,
        String secretHash,
        String jwks,
        List<String> redirectUris,
        List<String> origins,
        List<String> scope,
        Set<GrantType> grants,
        boolean introspects) {
    public Client {
        redirectUris = List.copyOf(redirectUris);
        origins = List.copyOf(origins);
        scope = List.copyOf(scope);
        grants = Set.copyOf(grants);
    }

    /** One that has a secret, or nothing. */
    public Client(
            String id,
            String title,
            String secretHash,
            List<String> redirectUris,
            List<String> origins,
            List<String> scope,
            Set<GrantType> grants,
            boolean introspects) {
        this(id, title, secretHash, "", redirectUris, origins, scope, grants, introspects);
    }

    /** Whether it has nothing to prove itself by (RFC 6749 §2.1). */
    public boolean isPublic() {
        return secretHash.isEmpty() && jwks.isEmpty();
    }

    /** Whether a code may be sent there; RFC 8252 §7.3 leaves an app its port on loopback. */
    boolean mayRedirectTo(String uri) {
        return redirectUris.contains(uri)
                || redirectUris.stream().anyMatch(own -> isLoopbackOf(own, uri));
    }

    private static boolean isLoopbackOf(String own, String uri) {
        try {
            URI mine = URI.create(own);
            URI theirs = URI.create(uri);
            boolean isApp =
                    "http".equals(mine.getScheme())
                            && mine.getPort() == -1
                            && ("127.0.0.1".equals(mine.getHost())
                                    || "[::1]".equals(mine.getHost()));
            return isApp
                    && theirs.getPort() > 0
                    && uri.equals(
                            own.replace(mine.getHost(), mine.getHost() + ":" + theirs.getPort()));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** What stands of it in tokens. */
    WwsfClient wwsf() {
        return new WwsfClient(id, scope, origins);
    }

    @Override
    public String toString() {
        return "Client[" + id + "]";
    }
}
