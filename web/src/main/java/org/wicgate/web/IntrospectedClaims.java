package org.wicgate.web;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.wicgate.waf.ImsIdentity;
import org.wicgate.waf.TokenClaims;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a WAF answers to an introspection (RFC 7662 §2.2). */
final class IntrospectedClaims {
    private static final JsonMapper JSON = new JsonMapper();

    private IntrospectedClaims() {}

    /**
     * Reads an answer; empty for a token that is not active.
     *
     * @throws IOException when it is none, or lacks what a registration needs
     */
    static Optional<TokenClaims> read(byte[] body) throws IOException {
        JsonNode said;
        try {
            said = JSON.readTree(body);
        } catch (JacksonException e) {
            throw new IOException("no JSON", e);
        }
        if (!said.path("active").isBoolean()) {
            throw new IOException("does not say whether the token is active");
        }
        if (!said.path("active").booleanValue()) {
            return Optional.empty();
        }
        String impi = text(said, "ims_impi");
        var impus = list(said, "ims_impu");
        if (impi.isBlank() || impus.isEmpty() || !said.path("exp").isIntegralNumber()) {
            throw new IOException("an active token without exp, ims_impi and ims_impu");
        }
        String scope = text(said, "scope").strip();
        return Optional.of(
                new TokenClaims(
                        text(said, "iss"),
                        list(said, "aud"),
                        text(said, "sub"),
                        time(said, "exp"),
                        time(said, "nbf"),
                        time(said, "iat"),
                        text(said, "jti"),
                        text(said, "sid"),
                        scope.isEmpty() ? List.of() : List.of(scope.split(" +", -1)),
                        text(said, "client_id"),
                        new ImsIdentity(impi, impus),
                        list(said, "origin")));
    }

    private static String text(JsonNode said, String name) {
        return said.path(name).isString() ? said.path(name).asString() : "";
    }

    private static Instant time(JsonNode said, String name) {
        return Instant.ofEpochSecond(
                said.path(name).isIntegralNumber() ? said.path(name).asLong() : 0);
    }

    private static List<String> list(JsonNode said, String name) {
        var node = said.path(name);
        if (node.isString()) {
            return List.of(node.asString());
        }
        var all = new ArrayList<String>();
        for (var each : node) {
            if (each.isString()) {
                all.add(each.asString());
            }
        }
        return all;
    }
}
