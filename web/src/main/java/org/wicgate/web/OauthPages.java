package org.wicgate.web;

import java.net.URI;
import org.wicgate.waf.oauth.AuthorizationServer;
import org.wicgate.waf.oauth.Reply;

/** The WAF's pages for people: forms without a script, in HTML that quotes all that came in. */
final class OauthPages {
    static final String STYLE_PATH = "/oauth/style.css";

    static final String STYLE =
            """
            body { font: 1rem/1.5 system-ui, sans-serif; margin: 0; display: grid; place-items: center; min-height: 100vh;
              color-scheme: light dark; background: Canvas; color: CanvasText; }
            main { width: min(22rem, 90vw); }
            label, input, button { display: block; width: 100%; box-sizing: border-box; font: inherit; }
            input, button { padding: .5rem; margin: .25rem 0 1rem; }
            .button { display: block; padding: .5rem; margin: .25rem 0 1rem; text-align: center; }
            .wrong { border-left: .25rem solid #c00; padding-left: .5rem; }
            """;

    private OauthPages() {}

    static WebAnswer login(Reply.Login login) {
        boolean isDevice = login.then().isEmpty();
        String action =
                isDevice ? AuthorizationServer.DEVICE_PATH : AuthorizationServer.AUTHORIZE_PATH;
        var form = new StringBuilder();
        login.hidden()
                .forEach((name, value) ->
                        form.append(
                                "<input type=\"hidden\" name=\"%s\" value=\"%s\">\n"
                                        .formatted(html(name), html(value))));
        String asks =
                isDevice
                        ? "A device wants to call in your name through <b>%s</b>. Go on only if it is yours and shows this code."
                        : "<b>%s</b> wants to call in your name.";
        String body =
                """
                <p>%s</p>
                %s<form method="post" action="%s">
                %s<label for="username">User name</label>
                <input id="username" name="username" autocomplete="username" required autofocus>
                <label for="password">Password</label>
                <input id="password" name="password" type="password" autocomplete="current-password" required>
                <button>Log in</button>
                %s<button name="deny" value="1"%s>Refuse</button>
                </form>
                """
                        .formatted(
                                asks.formatted(html(login.client())),
                                message(login.message()),
                                action,
                                form,
                                elsewhere(login.elsewhere()),
                                isDevice ? "" : " formnovalidate");
        int status = login.message().isEmpty() ? 200 : login.pause().isZero() ? 401 : 429;
        var answer = page(status, "Log in", body, login.then());
        return login.pause().isZero()
                ? answer
                : answer.with(
                        "Retry-After", String.valueOf(login.pause().plusMillis(999).toSeconds()));
    }

    private static String elsewhere(String title) {
        return title.isEmpty()
                ? ""
                : "<button name=\"elsewhere\" value=\"1\" formnovalidate>Log in with %s</button>\n"
                        .formatted(html(title));
    }

    /**
     * Leads to a provider. A page that goes on by itself, not a redirect: browsers hold the policy
     * of the form against every redirect after it, those of the provider too.
     */
    static WebAnswer leave(Reply.Leave leave) {
        String uri = html(leave.uri());
        String body =
                """
                <meta http-equiv="refresh" content="0; url=%s">
                <p><a href="%s">Go on to %s</a></p>
                """
                        .formatted(uri, uri, html(leave.title()));
        return page(200, "Log in", body, "");
    }

    static WebAnswer askCode(Reply.AskCode ask) {
        String body =
                """
                %s<form method="get" action="%s">
                <label for="user_code">The code that the device shows</label>
                <input id="user_code" name="user_code" autocomplete="off" required autofocus>
                <button>Go on</button>
                </form>
                """
                        .formatted(message(ask.message()), AuthorizationServer.DEVICE_PATH);
        return page(ask.message().isEmpty() ? 200 : 400, "Log a device in", body, "");
    }

    static WebAnswer told(int status, String message) {
        return page(status, "Log in", "<p>" + html(message) + "</p>\n", "");
    }

    private static String message(String message) {
        return message.isEmpty()
                ? ""
                : "<p class=\"wrong\" role=\"alert\">" + html(message) + "</p>\n";
    }

    /**
     * The form may be sent to us, and its answer lead to {@code then}: browsers hold a policy
     * against both. A browser names the Origin of a form only where it may name a referrer.
     */
    private static WebAnswer page(int status, String title, String body, String then) {
        String html =
                """
                <!doctype html>
                <html lang="en"><head><meta charset="utf-8"><title>%s</title>
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <link rel="stylesheet" href="%s"></head>
                <body><main><h1>%s</h1>
                %s</main></body></html>
                """
                        .formatted(html(title), STYLE_PATH, html(title), body);
        String action = then.isEmpty() ? "'self'" : "'self' " + origin(then);
        return WebAnswer.text(status, "text/html; charset=utf-8", html)
                .with(
                        "Content-Security-Policy",
                        "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors"
                                + " 'none'; form-action "
                                + action)
                .with("Referrer-Policy", "same-origin");
    }

    /** Registered by an operator, so it is a URI; an app's own scheme has no host. */
    private static String origin(String uri) {
        var at = URI.create(uri);
        return at.getRawAuthority() == null
                ? at.getScheme() + ":"
                : at.getScheme() + "://" + at.getRawAuthority();
    }

    private static String html(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
