package org.wicgate.waf.oauth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.InetAddress;
import java.net.URLEncoder;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Entropy;
import org.wicgate.waf.Subject;
import org.wicgate.waf.oauth.Codes.Code;

/**
 * RFC 6749 §3.1: a person logs in for a client. An error goes to the client only when the client
 * and where it wants its answer are known (§4.1.2.1). Every answer names the issuer (RFC 9207).
 */
final class AuthorizeEndpoint {
    /** What of a request comes back with the form; nothing else is read of it. */
    static final List<String> PARAMETERS =
            List.of(
                    "response_type",
                    "client_id",
                    "redirect_uri",
                    "scope",
                    "state",
                    "code_challenge",
                    "code_challenge_method");

    private static final int MAX_STATE = 1024;
    private static final Pattern CHALLENGE = Pattern.compile("[A-Za-z0-9_-]{43}");

    private final AuthorizationServer.Settings settings;
    private final String issuer;
    private final Clients clients;
    private final Codes codes;
    private final SignIn signIn;
    private final Entropy entropy;

    AuthorizeEndpoint(
            AuthorizationServer.Settings settings,
            String issuer,
            Clients clients,
            Codes codes,
            SignIn signIn,
            Entropy entropy) {
        this.settings = settings;
        this.issuer = issuer;
        this.clients = clients;
        this.codes = codes;
        this.signIn = signIn;
        this.entropy = entropy;
    }

    /** A browser came with a request: the login page, if the request is right. */
    Reply ask(Form request) {
        var wrong = wrong(request);
        return wrong != null ? wrong : page(request, "", Duration.ZERO);
    }

    /** The login page came back. */
    Reply login(Form form, InetAddress from, Instant now) {
        var wrong = wrong(form);
        if (wrong != null) {
            return wrong;
        }
        if (form.has("deny")) {
            return error(form, OauthError.ACCESS_DENIED, "the user said no");
        }
        if (form.has("elsewhere")) {
            return new Reply.ToElsewhere(new Elsewhere.Aim.OfClient(form));
        }
        return switch (signIn.attempt(form.get("username"), form.get("password"), from, now)) {
            case SignIn.Outcome.Wrong _ ->
                    page(form, "The user name or the password is wrong.", Duration.ZERO);
            case SignIn.Outcome.Wait(var time) -> page(form, "Too many attempts. Wait.", time);
            case SignIn.Outcome.Known(var subject) -> known(form, subject, now);
        };
    }

    /** It is known who they are: the client gets a code for them. */
    Reply known(Form form, Subject subject, Instant now) {
        var wrong = wrong(form);
        if (wrong != null) {
            return wrong;
        }
        String code = Secrets.make(entropy);
        var scope = Scopes.asked(form, client(form).scope());
        if (scope == null) {
            throw new IllegalStateException("let through by wrong(): scope");
        }
        var granted =
                new Code(
                        form.get("client_id"),
                        form.get("redirect_uri"),
                        form.get("code_challenge"),
                        subject,
                        scope,
                        entropy.token(26),
                        now.plus(settings.codeLifetime()));
        codes.put(Secrets.hash(code), granted, now);
        return redirect(form, Map.of("code", code));
    }

    private Client client(Form form) {
        var client = clients.find(form.get("client_id"));
        if (client == null) {
            throw new IllegalStateException("let through by wrong(): client");
        }
        return client;
    }

    private @Nullable Reply wrong(Form request) {
        var client = clients.find(request.get("client_id"));
        if (client == null) {
            return new Reply.Broken("This page was called by a client that is not known here.");
        }
        if (!client.mayRedirectTo(request.get("redirect_uri"))) {
            return new Reply.Broken("The client named no address of its own to return to.");
        }
        if (request.get("state").length() > MAX_STATE) {
            return new Reply.Broken("The client's state is too long.");
        }
        String type = request.get("response_type");
        if (type.isEmpty()) {
            return error(request, OauthError.INVALID_REQUEST, "no response_type");
        }
        if (!type.equals("code")) {
            return error(request, OauthError.UNSUPPORTED_RESPONSE_TYPE, "only code");
        }
        if (!client.grants().contains(GrantType.AUTHORIZATION_CODE)) {
            return error(request, OauthError.UNAUTHORIZED_CLIENT, "not a grant of this client");
        }
        boolean isS256 =
                request.get("code_challenge_method").equals("S256")
                        && CHALLENGE.matcher(request.get("code_challenge")).matches();
        if (!isS256) { // RFC 7636 §4.4.1
            return error(request, OauthError.INVALID_REQUEST, "needs a code_challenge by S256");
        }
        return Scopes.asked(request, client.scope()) == null
                ? error(request, OauthError.INVALID_SCOPE, "more than this client may have")
                : null;
    }

    private Reply page(Form request, String message, Duration wait) {
        var hidden = new LinkedHashMap<String, String>();
        for (String name : PARAMETERS) {
            if (request.has(name)) {
                hidden.put(name, request.get(name));
            }
        }
        String title = client(request).title();
        return new Reply.Login(
                title, hidden, request.get("redirect_uri"), message, wait, signIn.elsewhereTitle());
    }

    private Reply error(Form request, OauthError error, String why) {
        var parameters = new LinkedHashMap<String, String>();
        parameters.put("error", error.code());
        parameters.put("error_description", why);
        return redirect(request, parameters);
    }

    private Reply redirect(Form request, Map<String, String> parameters) {
        String to = request.get("redirect_uri");
        var uri = new StringBuilder(to).append(to.contains("?") ? '&' : '?');
        parameters.forEach((name, value) -> append(uri, name, value));
        if (request.has("state")) {
            append(uri, "state", request.get("state"));
        }
        append(uri, "iss", issuer);
        return new Reply.Redirect(uri.substring(0, uri.length() - 1));
    }

    private static void append(StringBuilder uri, String name, String value) {
        uri.append(name).append('=').append(URLEncoder.encode(value, UTF_8)).append('&');
    }
}
