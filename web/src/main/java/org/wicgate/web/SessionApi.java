package org.wicgate.web;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wicgate.base.Decoded;
import org.wicgate.waf.Subject;
import org.wicgate.waf.oauth.AuthorizationServer;
import org.wicgate.wwsf.IceServer;
import org.wicgate.wwsf.SessionAnswer;
import org.wicgate.wwsf.SessionGrant;
import org.wicgate.wwsf.Wwsf;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code /api/session} and {@code /api/guest-session}: W1 as JSON, errors as RFC 9457. */
final class SessionApi {
    static final String COOKIE = "wicgate_session";

    private static final Logger LOG = LoggerFactory.getLogger(SessionApi.class);
    private static final JsonMapper JSON = new JsonMapper();

    private record Credentials(String username, String password) {
        @Override
        public String toString() {
            return "Credentials";
        }
    }

    private final Wwsf wwsf;
    private final InstantSource clock;
    private final WebCounters counters;
    private final Consumer<String> revoked;
    private final LoginGate gate;

    SessionApi(
            Wwsf wwsf,
            InstantSource clock,
            WebCounters counters,
            LoginGate gate,
            Consumer<String> revoked) {
        this.gate = gate;
        this.revoked = revoked;
        this.wwsf = wwsf;
        this.clock = clock;
        this.counters = counters;
    }

    /** Answers a request below {@code /api/}. */
    WebAnswer answer(WebRequest request) {
        return route(request).with("Cache-Control", "no-store");
    }

    private WebAnswer route(WebRequest request) {
        return switch (request.path()) {
            case "/api/session" ->
                    switch (request.method()) {
                        case "POST" -> fromHere(request, () -> login(request));
                        case "DELETE" -> fromHere(request, () -> logout(request));
                        default -> notAllowed("POST, DELETE");
                    };
            case "/api/login" ->
                    request.method().equals("GET")
                            ? WebAnswer.json(200, ways())
                            : notAllowed("GET");
            case "/api/session/renew" -> post(request, () -> renew(request));
            case "/api/guest-session" -> post(request, () -> guest(request));
            default -> WebAnswer.problem(404, "Not Found", "There is no such resource.");
        };
    }

    private WebAnswer post(WebRequest request, Supplier<WebAnswer> handler) {
        return request.method().equals("POST") ? fromHere(request, handler) : notAllowed("POST");
    }

    private static WebAnswer notAllowed(String methods) {
        return WebAnswer.problem(405, "Method Not Allowed", "Use " + methods + ".")
                .with("Allow", methods);
    }

    /** A page of somebody else's must not log our users in or out: browsers name the Origin. */
    private WebAnswer fromHere(WebRequest request, Supplier<WebAnswer> handler) {
        String scheme = request.isSecure() ? "https://" : "http://";
        boolean foreign =
                request.has("Origin")
                        && !request.header("Origin").equals(scheme + request.header("Host"))
                        && !request.header("Origin").equals("https://" + request.header("Host"));
        if (foreign) {
            told(request, "refused", "foreign_origin", null);
            return WebAnswer.problem(403, "Forbidden", "This page may not use this service.");
        }
        return handler.get();
    }

    private WebAnswer login(WebRequest request) {
        if (!mediaType(request).equals("application/json")) {
            return WebAnswer.problem(
                    415, "Unsupported Media Type", "Send Content-Type: application/json.");
        }
        return switch (credentials(request.body())) {
            case Decoded.Malformed<Credentials>(var why) ->
                    WebAnswer.problem(400, "Bad Request", why);
            case Decoded.Ok<Credentials>(var credentials) -> login(request, credentials);
        };
    }

    private WebAnswer login(WebRequest request, Credentials credentials) {
        return gate.through(() -> {
            var answer =
                    wwsf.login(
                            credentials.username(),
                            credentials.password(),
                            request.from(),
                            clock.instant());
            return answer(request, "login", answer);
        });
    }

    /** How one may log in here. */
    private Map<String, Object> ways() {
        String title = wwsf.elsewhere();
        return title.isEmpty()
                ? Map.of()
                : Map.of(
                        "provider",
                        Map.of("name", title, "uri", AuthorizationServer.ELSEWHERE_PATH));
    }

    /** Somebody is back from their provider: the page finds the session by its cookie. */
    WebAnswer entered(WebRequest request, Subject subject) {
        var answer = wwsf.enter(subject, clock.instant());
        if (!(answer instanceof SessionAnswer.Granted granted)) {
            return answer(request, "provider", answer);
        }
        told(request, "provider", "granted", granted.subject());
        var lifetime = wwsf.settings().sessionLifetime();
        return WebAnswer.empty(303)
                .with("Location", "/#logged-in")
                .with("Set-Cookie", cookie(request, granted.sessionId(), lifetime));
    }

    private WebAnswer guest(WebRequest request) {
        return answer(request, "guest", wwsf.guest(request.from(), clock.instant()));
    }

    private WebAnswer renew(WebRequest request) {
        return answer(request, "renew", wwsf.renew(request.cookie(COOKIE), clock.instant()));
    }

    private WebAnswer logout(WebRequest request) {
        String session = wwsf.logout(request.cookie(COOKIE), clock.instant());
        if (!session.isEmpty()) {
            revoked.accept(session);
        }
        counters.count("logout");
        LOG.atInfo()
                .addKeyValue("from", request.from().getHostAddress())
                .addKeyValue("session", session.isEmpty() ? "-" : session)
                .log("logout");
        return WebAnswer.empty(204).with("Set-Cookie", cookie(request, "", Duration.ZERO));
    }

    private WebAnswer answer(WebRequest request, String what, SessionAnswer answer) {
        return switch (answer) {
            case SessionAnswer.Granted granted -> {
                told(request, what, "granted", granted.subject());
                var lifetime = wwsf.settings().sessionLifetime();
                yield WebAnswer.json(200, body(granted.grant()))
                        .with("Set-Cookie", cookie(request, granted.sessionId(), lifetime));
            }
            case SessionAnswer.WrongCredentials _ -> {
                told(request, what, "wrong_credentials", null);
                yield WebAnswer.problem(
                        401, "Login failed", "The user name or the password is wrong.");
            }
            case SessionAnswer.NoSession _ -> {
                told(request, what, "no_session", null);
                yield WebAnswer.problem(401, "Not logged in", "Log in again.");
            }
            case SessionAnswer.TooManyAttempts(var wait) -> {
                told(request, what, "too_many_attempts", null);
                yield WebAnswer.problem(429, "Too many attempts", "Wait, then try again.")
                        .with("Retry-After", String.valueOf(wait.plusMillis(999).toSeconds()));
            }
            case SessionAnswer.PoolExhausted _ -> {
                told(request, what, "pool_exhausted", null);
                yield WebAnswer.problem(503, "No identity free", "All guest identities are in use.")
                        .with("Retry-After", "60");
            }
            case SessionAnswer.NotEntitled(var subject, var refusal) -> {
                told(request, what, refusal.code(), subject);
                yield WebAnswer.problem(
                        403, "Not entitled", "This account has no IMS identity here.");
            }
        };
    }

    private void told(WebRequest request, String what, String result, @Nullable String subject) {
        counters.count(what + "_" + result);
        var event = result.equals("granted") ? LOG.atInfo() : LOG.atWarn();
        event.addKeyValue("result", result)
                .addKeyValue("from", request.from().getHostAddress())
                .addKeyValue("subject", subject == null ? "-" : subject)
                .log(what);
    }

    /** Whether a Cookie header names a session that is open. */
    boolean hasSession(String cookies) {
        return wwsf.isOpen(WebRequest.cookie(cookies, COOKIE), clock.instant());
    }

    private static String cookie(WebRequest request, String value, Duration lifetime) {
        return "%s=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=Strict%s"
                .formatted(
                        COOKIE, value, lifetime.toSeconds(), request.isSecure() ? "; Secure" : "");
    }

    private static String mediaType(WebRequest request) {
        String type = request.header("Content-Type");
        int semicolon = type.indexOf(';');
        return (semicolon < 0 ? type : type.substring(0, semicolon))
                .strip()
                .toLowerCase(Locale.ROOT);
    }

    private static Decoded<Credentials> credentials(byte[] body) {
        JsonNode json;
        try {
            json = JSON.readTree(body);
        } catch (JacksonException e) {
            return new Decoded.Malformed<>("The body is not JSON.");
        }
        var username = json.path("username");
        var password = json.path("password");
        if (!username.isString() || !password.isString()) {
            return new Decoded.Malformed<>("username and password must be strings.");
        }
        return new Decoded.Ok<>(new Credentials(username.asString(), password.asString()));
    }

    private static Map<String, Object> body(SessionGrant grant) {
        var body = new LinkedHashMap<String, Object>();
        body.put("access_token", grant.accessToken());
        body.put("token_type", "Bearer");
        body.put("expires_in", grant.lifetime().toSeconds());
        body.put("impu", grant.impu());
        body.put("home_domain", grant.homeDomain());
        body.put("w2_uris", grant.w2Uris());
        List<Map<String, Object>> servers = new ArrayList<>();
        for (IceServer server : grant.iceServers()) {
            var entry = new LinkedHashMap<String, Object>();
            entry.put("urls", server.urls());
            if (!server.username().isEmpty()) {
                entry.put("username", server.username());
                entry.put("credential", server.credential());
            }
            servers.add(entry);
        }
        body.put("ice_servers", servers);
        return body;
    }
}
