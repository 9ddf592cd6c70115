package org.wicgate.waf.oauth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.Base64;
import java.util.Locale;
import org.wicgate.waf.oauth.Reply.Refused;

/**
 * Who asks: by HTTP Basic or in the form (RFC 6749 §2.3.1), or by name alone for a public client.
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

    ClientAuthentication(Clients clients) {
        this.clients = clients;
    }

    /**
     * Finds out.
     *
     * @param authorization the header; empty when there was none
     */
    Result of(String authorization, Form form) {
        boolean inHeader = !authorization.isEmpty();
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
