package org.wicgate.waf.oauth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.wicgate.base.Decoded;
import org.wicgate.waf.oauth.Reply.Refused;

/**
 * Who asks: by HTTP Basic or in the form (RFC 6749 §2.3.1), by a signed word (RFC 7523 §2.2), or by
 * name alone for a public client.
 */
final class ClientAuthentication {
    /** Compared with when there is no client, so that it takes as long. */
    private static final String NOBODY = "0".repeat(64);

    private static final int MAX_ID = 128;

    /** What came of it. */
    sealed interface Result {
        /** It is this one; a public one has proven nothing. */
        record Known(Client client) implements Result {}

        /** It is not who it says. */
        record Unknown(Refused refusal) implements Result {}
    }

    private record Claim(String id, String secret) {
        @Override
        public String toString() {
            return "Claim[" + id + "]";
        }
    }

    private final Clients clients;
    private final List<String> audience;

    /** One for the WAF of that issuer. */
    ClientAuthentication(Clients clients, String issuer) {
        this.clients = clients;
        audience = List.of(issuer, issuer + AuthorizationServer.TOKEN_PATH);
    }

    /**
     * Finds out.
     *
     * @param authorization the header; empty when there was none
     */
    Result of(String authorization, Form form, Instant now) {
        boolean inHeader = !authorization.isEmpty();
        if (form.has("client_assertion") || form.has("client_assertion_type")) {
            return inHeader || form.has("client_secret")
                    ? refused(OauthError.INVALID_REQUEST, "two ways to prove a client at once")
                    : byAssertion(form, now);
        }
        if (inHeader && form.has("client_secret")) {
            return refused(OauthError.INVALID_REQUEST, "two ways to prove a client at once");
        }
        var claim =
                inHeader
                        ? basic(authorization)
                        : new Claim(form.get("client_id"), form.get("client_secret"));
        if (claim.id.isEmpty() || claim.id.length() > MAX_ID) {
            return refused(OauthError.INVALID_CLIENT, "no client is named");
        }
        if (inHeader && form.has("client_id") && !form.get("client_id").equals(claim.id)) {
            return refused(OauthError.INVALID_REQUEST, "two clients are named");
        }
        var client = clients.find(claim.id);
        String hash = client == null || client.isPublic() ? NOBODY : client.secretHash();
        boolean matches = Secrets.matches(claim.secret, hash);
        boolean nothingToProve = client != null && client.isPublic() && claim.secret.isEmpty();
        return client != null && (matches || nothingToProve)
                ? new Result.Known(client)
                : refused(OauthError.INVALID_CLIENT, "unknown client, or not its secret");
    }

    private Result byAssertion(Form form, Instant now) {
        if (!form.get("client_assertion_type").equals(ClientAssertion.TYPE)) {
            return refused(
                    OauthError.INVALID_CLIENT, "client_assertion_type is " + ClientAssertion.TYPE);
        }
        return switch (ClientAssertion.decode(form.get("client_assertion"))) {
            case Decoded.Malformed<ClientAssertion>(var why) ->
                    refused(OauthError.INVALID_CLIENT, why);
            case Decoded.Ok<ClientAssertion>(var assertion) -> by(assertion, form, now);
        };
    }

    private Result by(ClientAssertion assertion, Form form, Instant now) {
        String id = assertion.client();
        if (form.has("client_id") && !form.get("client_id").equals(id)) {
            return refused(OauthError.INVALID_REQUEST, "two clients are named");
        }
        var client = id.length() > MAX_ID ? null : clients.find(id);
        if (client == null || client.jwks().isEmpty()) {
            return refused(OauthError.INVALID_CLIENT, "no client of that name has a key here");
        }
        String wrong = assertion.wrong(client, audience, now);
        if (wrong != null) {
            return refused(OauthError.INVALID_CLIENT, wrong);
        }
        String used = Secrets.hash(id + " " + assertion.id());
        return clients.firstUse(used, assertion.end(), now)
                ? new Result.Known(client)
                : refused(OauthError.INVALID_CLIENT, "the assertion was used before");
    }

    /** Each half is form-urlencoded before it is Basic (RFC 6749 §2.3.1); empty for rubbish. */
    private static Claim basic(String authorization) {
        var nobody = new Claim("", "");
        int space = authorization.indexOf(' ');
        if (space < 0
                || !authorization.substring(0, space).toLowerCase(Locale.ROOT).equals("basic")) {
            return nobody;
        }
        try {
            byte[] decoded = Base64.getDecoder().decode(authorization.substring(space + 1).strip());
            String pair = new String(decoded, UTF_8);
            int colon = pair.indexOf(':');
            return colon < 0
                    ? nobody
                    : new Claim(
                            URLDecoder.decode(pair.substring(0, colon), UTF_8),
                            URLDecoder.decode(pair.substring(colon + 1), UTF_8));
        } catch (IllegalArgumentException e) {
            return nobody;
        }
    }

    private static Result refused(OauthError error, String why) {
        return new Result.Unknown(new Refused(error, why));
    }
}
