package org.wicgate.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.InetAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wicgate.base.Decoded;
import org.wicgate.base.Unavailable;
import org.wicgate.waf.Subject;
import org.wicgate.waf.Waf;
import org.wicgate.waf.oauth.AuthorizationServer;
import org.wicgate.waf.oauth.Elsewhere;
import org.wicgate.waf.oauth.Form;
import org.wicgate.waf.oauth.OauthError;
import org.wicgate.waf.oauth.Reply;

/**
 * {@code /oauth/...}: the WAF's endpoints on HTTP. Nothing of it is kept by a cache, no secret of
 * it is logged, and pages of other origins may call only what a client of theirs needs.
 */
final class OauthApi {
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final Logger LOG = LoggerFactory.getLogger(OauthApi.class);

    /** The cookie of a browser whose user is at a provider; it comes with their way back (Lax). */
    private static final String AWAY = "wicgate_away";

    private final AuthorizationServer server;
    private final BiFunction<WebRequest, Subject, WebAnswer> entered;
    private final String realm;
    private final InstantSource clock;
    private final WebCounters counters;
    private final LoginGate gate;

    OauthApi(
            AuthorizationServer server,
            BiFunction<WebRequest, Subject, WebAnswer> entered,
            String realm,
            InstantSource clock,
            WebCounters counters,
            LoginGate gate) {
        this.server = server;
        this.entered = entered;
        this.realm = realm;
        this.clock = clock;
        this.counters = counters;
        this.gate = gate;
    }

    /** Answers a request below {@code /oauth/}. */
    WebAnswer answer(WebRequest request) {
        return switch (request.path()) {
            case AuthorizationServer.AUTHORIZE_PATH ->
                    byPeople(
                            request,
                            server::authorize,
                            form -> server.login(form, request.from(), clock.instant()));
            case AuthorizationServer.DEVICE_PATH ->
                    byPeople(
                            request,
                            query -> server.device(query, request.from(), clock.instant()),
                            form -> server.decide(form, request.from(), clock.instant()));
            case AuthorizationServer.ELSEWHERE_PATH ->
                    fromElsewhere(request, _ -> leave(request, new Elsewhere.Aim.Session()));
            case AuthorizationServer.BACK_PATH ->
                    fromElsewhere(
                            request,
                            query ->
                                    server.back(
                                            query,
                                            request.cookie(AWAY),
                                            request.from(),
                                            clock.instant()));
            case AuthorizationServer.TOKEN_PATH ->
                    fromPages(request, () -> byClients(request, "token", server::token));
            case AuthorizationServer.DEVICE_AUTHORIZATION_PATH ->
                    byClients(request, "device", server::deviceAuthorization);
            case AuthorizationServer.INTROSPECT_PATH ->
                    byClients(request, "introspect", server::introspect);
            case Waf.REVOCATION_PATH ->
                    fromPages(request, () -> byClients(request, "revoke", server::revoke));
            case OauthPages.STYLE_PATH ->
                    WebAnswer.text(200, "text/css; charset=utf-8", OauthPages.STYLE)
                            .with("Cache-Control", "public, max-age=300");
            default -> WebAnswer.problem(404, "Not Found", "There is no such resource.");
        };
    }

    /** One of the endpoints that clients call. */
    @FunctionalInterface
    private interface Endpoint {
        Reply answer(String authorization, Form form, InetAddress from, Instant now);
    }

    private WebAnswer byPeople(
            WebRequest request, Function<Form, Reply> get, Function<Form, Reply> post) {
        return switch (request.method()) {
            case "GET" -> page(request, request.rawQuery(), get);
            case "POST" ->
                    !isOwnForm(request)
                            ? OauthPages.told(403, "This form came from another page.")
                                    .with("Cache-Control", "no-store")
                            : gate.through(() -> page(request, body(request), post));
            default -> notAllowed("GET, POST");
        };
    }

    private WebAnswer fromElsewhere(WebRequest request, Function<Form, Reply> get) {
        return request.method().equals("GET")
                ? page(request, request.rawQuery(), get)
                : notAllowed("GET");
    }

    private Reply leave(WebRequest request, Elsewhere.Aim aim) {
        return server.leave(aim, request.cookie(AWAY), request.from(), clock.instant());
    }

    /** A page of somebody else's must not log our users in: browsers name the Origin of a form. */
    private static boolean isOwnForm(WebRequest request) {
        String scheme = request.isSecure() ? "https://" : "http://";
        String origin = request.header("Origin");
        boolean isOwn =
                origin.equals(scheme + request.header("Host"))
                        || origin.equals("https://" + request.header("Host"));
        String site = request.header("Sec-Fetch-Site");
        return isOwn
                && (site.isEmpty() || site.equals("same-origin"))
                && mediaType(request).equals(FORM);
    }

    private WebAnswer page(WebRequest request, String text, Function<Form, Reply> then) {
        var answer =
                switch (Form.decode(text)) {
                    case Decoded.Malformed<Form>(var why) -> OauthPages.told(400, why);
                    case Decoded.Ok<Form>(var form) -> page(request, () -> then.apply(form));
                };
        return answer.with("Cache-Control", "no-store");
    }

    private WebAnswer page(WebRequest request, Supplier<Reply> then) {
        try {
            return written(request, "page", then.get());
        } catch (Unavailable e) {
            counters.count("unavailable");
            return OauthPages.told(503, "The database does not answer. Try again in a minute.")
                    .with("Retry-After", "5");
        }
    }

    private WebAnswer byClients(WebRequest request, String what, Endpoint endpoint) {
        if (!request.method().equals("POST")) {
            return notAllowed("POST");
        }
        var reply =
                !mediaType(request).equals(FORM)
                        ? new Reply.Refused(OauthError.INVALID_REQUEST, "send " + FORM)
                        : switch (Form.decode(body(request))) {
                            case Decoded.Malformed<Form>(var why) ->
                                    new Reply.Refused(OauthError.INVALID_REQUEST, why);
                            case Decoded.Ok<Form>(var form) -> asked(request, form, endpoint);
                        };
        return written(request, what, reply).with("Cache-Control", "no-store");
    }

    private Reply asked(WebRequest request, Form form, Endpoint endpoint) {
        try {
            return endpoint.answer(
                    request.header("Authorization"), form, request.from(), clock.instant());
        } catch (Unavailable e) {
            counters.count("unavailable");
            String why = "the database does not answer";
            return new Reply.Refused(OauthError.TEMPORARILY_UNAVAILABLE, why);
        }
    }

    private WebAnswer written(WebRequest request, String what, Reply reply) {
        told(request, what, reply);
        return switch (reply) {
            case Reply.Done(var body) -> WebAnswer.json(200, body);
            case Reply.Refused(var error, var why) -> refused(error, why);
            case Reply.Busy(var wait) ->
                    error(429, "temporarily_unavailable", "too many attempts")
                            .with("Retry-After", String.valueOf(wait.plusMillis(999).toSeconds()));
            case Reply.Redirect(var uri) -> WebAnswer.empty(303).with("Location", uri);
            case Reply.Broken(var why) -> OauthPages.told(400, why);
            case Reply.Login login -> OauthPages.login(login);
            case Reply.AskCode ask -> OauthPages.askCode(ask);
            case Reply.Told(var message) -> OauthPages.told(200, message);
            case Reply.ToElsewhere(var aim) -> written(request, what, leave(request, aim));
            case Reply.Leave leave ->
                    OauthPages.leave(leave).with("Set-Cookie", away(request, leave));
            case Reply.Entered(var subject) -> entered.apply(request, subject);
            case Reply.NotEntered(int status, var told, _) -> OauthPages.told(status, told);
        };
    }

    private static String away(WebRequest request, Reply.Leave leave) {
        return "%s=%s; Path=%s; Max-Age=600; HttpOnly; SameSite=Lax%s"
                .formatted(
                        AWAY,
                        leave.browser(),
                        AuthorizationServer.ELSEWHERE_PATH,
                        request.isSecure() ? "; Secure" : "");
    }

    private WebAnswer refused(OauthError error, String why) {
        var answer = error(error.status(), error.code(), why);
        return switch (error.status()) {
            case 401 -> answer.with("WWW-Authenticate", "Basic realm=\"" + realm + "\"");
            case 503 -> answer.with("Retry-After", "60");
            default -> answer;
        };
    }

    private static WebAnswer error(int status, String code, String why) {
        var body = new LinkedHashMap<String, Object>();
        body.put("error", code);
        body.put("error_description", why);
        return WebAnswer.json(status, body);
    }

    private void told(WebRequest request, String what, Reply reply) {
        String result =
                switch (reply) {
                    case Reply.Refused(var error, _) -> error.code();
                    case Reply.Busy _ -> "too_many_attempts";
                    case Reply.Broken _ -> "broken";
                    case Reply.Redirect _, Reply.Done _, Reply.Told _ -> "done";
                    case Reply.Login login -> login.message().isEmpty() ? "shown" : "wrong";
                    case Reply.AskCode ask -> ask.message().isEmpty() ? "shown" : "wrong";
                    case Reply.ToElsewhere _, Reply.Leave _ -> "shown";
                    case Reply.Entered _ -> "done";
                    case Reply.NotEntered _ -> "not_entered";
                };
        counters.count("oauth_" + what + "_" + result);
        boolean isUsual = what.equals("introspect") || result.equals("shown");
        var event =
                result.equals("done") || result.equals("authorization_pending") || isUsual
                        ? isUsual ? LOG.atDebug() : LOG.atInfo()
                        : LOG.atWarn();
        if (reply instanceof Reply.NotEntered(_, _, var why)) {
            event = event.addKeyValue("why", why);
        }
        event.addKeyValue("result", result)
                .addKeyValue("from", request.from().getHostAddress())
                .log("oauth " + what);
    }

    /** What a page of a client's own origin may call (Fetch, CORS); without cookies. */
    private WebAnswer fromPages(WebRequest request, Supplier<WebAnswer> handler) {
        String origin = request.header("Origin");
        boolean isPreflight =
                request.method().equals("OPTIONS") && request.has("Access-Control-Request-Method");
        boolean isClients = !origin.isEmpty() && server.hasOrigin(origin);
        var answer = isPreflight ? WebAnswer.empty(204) : handler.get();
        if (isClients) {
            answer =
                    answer.with("Access-Control-Allow-Origin", origin)
                            .with("Access-Control-Allow-Methods", "POST")
                            .with("Access-Control-Allow-Headers", "Authorization, Content-Type")
                            .with("Access-Control-Max-Age", "600")
                            .with("Cross-Origin-Resource-Policy", "cross-origin");
        }
        return answer.with("Vary", "Origin");
    }

    private static WebAnswer notAllowed(String methods) {
        return WebAnswer.problem(405, "Method Not Allowed", "Use " + methods + ".")
                .with("Allow", methods);
    }

    private static String body(WebRequest request) {
        return new String(request.body(), UTF_8);
    }

    private static String mediaType(WebRequest request) {
        String type = request.header("Content-Type");
        int semicolon = type.indexOf(';');
        return (semicolon < 0 ? type : type.substring(0, semicolon))
                .strip()
                .toLowerCase(Locale.ROOT);
    }
}
