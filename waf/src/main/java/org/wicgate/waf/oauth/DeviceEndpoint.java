package org.wicgate.waf.oauth;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.wicgate.base.Entropy;
import org.wicgate.waf.Subject;
import org.wicgate.waf.oauth.Devices.Device;
import org.wicgate.waf.oauth.Devices.State;
import org.wicgate.waf.oauth.Reply.Refused;

/**
 * RFC 8628: a WIC without a browser shows a short code, a person lets it in with theirs. The code
 * has 8 letters of 20, and an address may guess as seldom as it may guess passwords (§5.1).
 */
final class DeviceEndpoint {
    private static final String LETTERS = "BCDFGHJKLMNPQRSTVWXZ"; // §6.1: makes no words
    private static final int USER_CODE = 8;
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final String NO_CODE = "There is no device with this code, or not any more.";

    private final AuthorizationServer.Settings settings;
    private final String page;
    private final Tokens tokens;
    private final Devices devices;
    private final Clients clients;
    private final SignIn signIn;
    private final Throttle throttle;
    private final Entropy entropy;

    DeviceEndpoint(
            AuthorizationServer.Settings settings,
            String page,
            Tokens tokens,
            AuthorizationServer.Kept kept,
            SignIn signIn,
            Throttle throttle,
            Entropy entropy) {
        this.settings = settings;
        this.page = page;
        this.tokens = tokens;
        this.devices = kept.devices();
        this.clients = kept.clients();
        this.signIn = signIn;
        this.throttle = throttle;
        this.entropy = entropy;
    }

    /** §3.1: a device wants to be let in. */
    Reply begin(Client client, Form form, InetAddress from, Instant now) {
        if (!client.grants().contains(GrantType.DEVICE_CODE)) {
            return new Refused(OauthError.UNAUTHORIZED_CLIENT, "not a grant of this client");
        }
        var scope = Scopes.asked(form, client.scope());
        if (scope == null) {
            return new Refused(OauthError.INVALID_SCOPE, "more than this client may have");
        }
        if (client.isPublic()) {
            throttle.charge(from, now);
        }
        String code = Secrets.make(entropy);
        String userCode = userCode();
        var expiry = now.plus(settings.deviceLifetime());
        var device =
                new Device(
                        client.id(), scope, expiry, INTERVAL, Instant.EPOCH, new State.Pending());
        if (!devices.put(Secrets.hash(code), userCode, device, now)) {
            return new Refused(OauthError.TEMPORARILY_UNAVAILABLE, "too many devices wait");
        }
        String shown = userCode.substring(0, 4) + "-" + userCode.substring(4);
        var body = new LinkedHashMap<String, Object>();
        body.put("device_code", code);
        body.put("user_code", shown);
        body.put("verification_uri", page);
        body.put("verification_uri_complete", page + "?user_code=" + shown);
        body.put("expires_in", settings.deviceLifetime().toSeconds());
        body.put("interval", INTERVAL.toSeconds());
        return new Reply.Done(body);
    }

    /** §3.4: the device asks how far it is. */
    Reply token(Client client, Form form, Instant now) {
        if (!form.has("device_code")) {
            return new Refused(OauthError.INVALID_REQUEST, "no device_code");
        }
        String hash = Secrets.hash(form.get("device_code"));
        var device = devices.find(hash);
        if (device == null || !device.client().equals(client.id())) {
            return new Refused(OauthError.INVALID_GRANT, "unknown device_code");
        }
        if (!now.isBefore(device.expiry())) {
            return new Refused(OauthError.EXPIRED_TOKEN, "nobody let it in in time");
        }
        boolean tooSoon = now.isBefore(device.asked().plus(device.interval()));
        var interval = tooSoon ? device.interval().plus(INTERVAL) : device.interval(); // §3.5
        devices.asked(hash, now, interval);
        if (tooSoon) {
            return new Refused(OauthError.SLOW_DOWN, "ask every " + interval.toSeconds() + " s");
        }
        return switch (device.state()) {
            case State.Pending _ -> new Refused(OauthError.AUTHORIZATION_PENDING, "not yet");
            case State.Denied _ -> {
                devices.remove(hash);
                yield new Refused(OauthError.ACCESS_DENIED, "the user said no");
            }
            case State.Allowed(var subject) ->
                    devices.remove(hash)
                            ? tokens.first(client, subject, device.scope(), entropy.token(26), now)
                            : new Refused(OauthError.INVALID_GRANT, "used before");
        };
    }

    /** §3.3: a person opens the page, with the code or without. */
    Reply open(Form query, InetAddress from, Instant now) {
        return query.has("user_code")
                ? page(query.get("user_code"), "", Duration.ZERO, from, now)
                : new Reply.AskCode("");
    }

    /** The page came back with a name and a password, and with yes or no. */
    Reply decide(Form form, InetAddress from, Instant now) {
        String code = form.get("user_code");
        var reply = page(code, "", Duration.ZERO, from, now);
        if (!(reply instanceof Reply.Login)) {
            return reply;
        }
        if (form.has("elsewhere")) {
            return new Reply.ToElsewhere(new Elsewhere.Aim.OfDevice(code));
        }
        return switch (signIn.attempt(form.get("username"), form.get("password"), from, now)) {
            case SignIn.Outcome.Wrong _ ->
                    page(code, "The user name or the password is wrong.", Duration.ZERO, from, now);
            case SignIn.Outcome.Wait(var time) ->
                    page(code, "Too many attempts. Wait.", time, from, now);
            case SignIn.Outcome.Known(var subject) ->
                    form.has("deny")
                            ? said(code, new State.Denied(), "The device was refused.", now)
                            : known(code, subject, now);
        };
    }

    /** It is known who they are, and that they want to let the device in. */
    Reply known(String code, Subject subject, Instant now) {
        String told = "The device is logged in. You may close this page.";
        return said(code, new State.Allowed(subject), told, now);
    }

    private Reply said(String code, State state, String told, Instant now) {
        return devices.decide(plain(code), state, now)
                ? new Reply.Told(told)
                : new Reply.AskCode(NO_CODE);
    }

    private Reply page(String code, String message, Duration wait, InetAddress from, Instant now) {
        if (!throttle.waitFor(from, now).isZero()) {
            return new Reply.AskCode("Too many attempts. Wait some minutes.");
        }
        var device = devices.byUserCode(plain(code), now);
        var client = device == null ? null : clients.find(device.client());
        if (client == null) {
            throttle.charge(from, now);
            return new Reply.AskCode(NO_CODE);
        }
        return new Reply.Login(
                client.title(),
                Map.of("user_code", code),
                "",
                message,
                wait,
                signIn.elsewhereTitle());
    }

    /** §6.1: as people type it. */
    private static String plain(String code) {
        String upper = code.length() > 40 ? "" : code.toUpperCase(Locale.ROOT);
        return upper.replaceAll("[^" + LETTERS + "]", "");
    }

    private String userCode() {
        var code = new StringBuilder();
        byte[] one = new byte[1];
        while (code.length() < USER_CODE) {
            entropy.secret(one);
            int value = one[0] & 0xFF;
            if (value < 240) { // 12 times 20: none more often than another
                code.append(LETTERS.charAt(value % LETTERS.length()));
            }
        }
        return code.toString();
    }
}
