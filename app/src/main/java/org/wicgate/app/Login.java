package org.wicgate.app;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The WIC's side of W1: logs in at a WWSF and gets what it needs to start (TS 24.371 §6.2). */
final class Login {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private Login() {}

    /**
     * What the WWSF handed out.
     *
     * @param origin the WWSF's, which its clients give to the eP-CSCF
     * @param authorizationServer the WAF's issuer, whose challenges are heard (RFC 8898 §5)
     */
    record Session(
            String accessToken,
            String impu,
            String homeDomain,
            List<URI> w2Uris,
            String origin,
            String authorizationServer) {
        /** The same with another token. */
        Session with(String token) {
            return new Session(token, impu, homeDomain, w2Uris, origin, authorizationServer);
        }

        @Override
        public String toString() {
            return "Session[" + impu + ", " + w2Uris + "]";
        }
    }

    /** Logs in with a password; fails with one line. */
    static Session with(URI wwsf, String user, String password) throws InterruptedException {
        try (var client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            var answer = client.send(login(wwsf, user, password), BodyHandlers.ofString());
            var json = JSON.readTree(answer.body());
            if (answer.statusCode() != 200) {
                String why =
                        json.path("title").asString("") + " " + json.path("detail").asString("");
                throw new Failure(
                        wwsf + " refused " + user + ": " + answer.statusCode() + " " + why.strip());
            }
            var metadata = client.send(metadata(wwsf), BodyHandlers.ofString());
            String issuer =
                    metadata.statusCode() == 200
                            ? JSON.readTree(metadata.body()).path("issuer").asString("")
                            : "";
            return session(wwsf, json, issuer);
        } catch (ConnectException e) {
            throw new Failure(
                    "no WWSF answers at " + wwsf + ": is it running? (./wicgate demo)", e);
        } catch (JacksonException e) {
            throw new Failure(wwsf + " answered with something that is not JSON", e);
        } catch (IOException e) {
            throw new Failure("cannot log in at " + wwsf + ": " + e.getMessage(), e);
        }
    }

    private static HttpRequest login(URI wwsf, String user, String password) {
        var body = JSON.writeValueAsString(Map.of("username", user, "password", password));
        return HttpRequest.newBuilder(wwsf.resolve("/api/session"))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    /** RFC 8414 §3: who signs the tokens of this WWSF. */
    private static HttpRequest metadata(URI wwsf) {
        return HttpRequest.newBuilder(wwsf.resolve("/.well-known/oauth-authorization-server"))
                .timeout(PATIENCE)
                .GET()
                .build();
    }

    private static Session session(URI wwsf, JsonNode json, String issuer) {
        var uris = new ArrayList<URI>();
        json.path("w2_uris").forEach(each -> uris.add(URI.create(each.asString())));
        String token = json.path("access_token").asString("");
        if (token.isEmpty() || uris.isEmpty()) {
            throw new Failure(wwsf + " answered without access_token or w2_uris");
        }
        return new Session(
                token,
                json.path("impu").asString(""),
                json.path("home_domain").asString(""),
                uris,
                origin(wwsf),
                issuer);
    }

    /** What a page of this server would send as Origin. */
    static String origin(URI page) {
        return page.getScheme() + "://" + page.getAuthority();
    }
}
