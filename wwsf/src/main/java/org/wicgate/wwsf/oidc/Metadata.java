package org.wicgate.wwsf.oidc;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.net.URI;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import org.wicgate.base.Decoded;

/**
 * What a provider says of itself (OpenID Connect Discovery 1.0 §3).
 *
 * @param userinfo empty when it has none
 * @param isSecretInForm whether it takes our secret in the form alone, not as HTTP Basic
 * @param namesIssuer whether each of its answers names the issuer (RFC 9207 §3)
 */
record Metadata(
        String authorization,
        String token,
        String userinfo,
        String jwks,
        boolean isSecretInForm,
        boolean namesIssuer) {
    static final String PATH = "/.well-known/openid-configuration";

    /** Reads the document of this issuer (§4.3: it must name no other). */
    static Decoded<Metadata> decode(String text, String issuer) {
        try {
            var json = JSONObjectUtils.parse(text);
            if (!issuer.equals(JSONObjectUtils.getString(json, "issuer"))) {
                return new Decoded.Malformed<>(
                        "its discovery document names another issuer than waf.oidc.issuer");
            }
            var metadata =
                    new Metadata(
                            uri(json, "authorization_endpoint", issuer),
                            uri(json, "token_endpoint", issuer),
                            json.get("userinfo_endpoint") == null
                                    ? ""
                                    : uri(json, "userinfo_endpoint", issuer),
                            uri(json, "jwks_uri", issuer),
                            takesFormAlone(json),
                            Boolean.TRUE.equals(
                                    json.get("authorization_response_iss_parameter_supported")));
            return new Decoded.Ok<>(metadata);
        } catch (ParseException | IllegalArgumentException e) {
            return new Decoded.Malformed<>("its discovery document: " + e.getMessage());
        }
    }

    private static boolean takesFormAlone(Map<String, Object> json) {
        return json.get("token_endpoint_auth_methods_supported") instanceof List<?> methods
                && !methods.contains("client_secret_basic")
                && methods.contains("client_secret_post");
    }

    /** Secrets go to it: over TLS, unless the issuer itself is on loopback. */
    private static String uri(Map<String, Object> json, String name, String issuer)
            throws ParseException {
        String text = JSONObjectUtils.getString(json, name);
        if (text == null
                || !isSafe(text)
                || (text.startsWith("http:") && !issuer.startsWith("http:"))) {
            throw new ParseException(name + " is not an https URI", 0);
        }
        return text;
    }

    /** Whether a provider may be asked there: https, or http on loopback. */
    static boolean isSafe(String text) {
        try {
            var uri = URI.create(text);
            String host = String.valueOf(uri.getHost());
            boolean isLoopback = List.of("127.0.0.1", "[::1]", "localhost").contains(host);
            return uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawFragment() == null
                    && ("https".equals(uri.getScheme())
                            || ("http".equals(uri.getScheme()) && isLoopback));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
