package org.wicgate.epcscf;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.wicgate.sip.Edit;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Method;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;
import org.wicgate.sip.SipMessage;

/**
 * A call's session timer, as a proxy keeps it: asks for one, and ends the call when nobody
 * refreshes it (RFC 4028 §8, TS 24.229 §5.2.8.3).
 */
final class SessionTimer {
    private static final String OPTION = "timer";
    private static final int DIGITS = 9;

    private final Shard shard;
    private final CallPolicy policy;
    private final Shard.Alarm expired;
    private Duration interval = Duration.ZERO;

    /**
     * @param expired what to do when the session is over
     */
    SessionTimer(Shard shard, Shard.Alarm expired) {
        this.shard = shard;
        this.policy = shard.config.sessions().policy();
        this.expired = expired;
    }

    /**
     * 422 for a request that asks for less than we allow (RFC 4028 §8.1); null when it may pass.
     */
    @Nullable Response refusal(Request request) {
        var asked = seconds(request, HeaderName.SESSION_EXPIRES);
        boolean isShort = asked.isPresent() && asked.getAsLong() < policy.minSe().toSeconds();
        if (!begins(request) || !isShort || !request.lists(HeaderName.SUPPORTED, OPTION)) {
            return null;
        }
        String least = Long.toString(policy.minSe().toSeconds());
        return shard.response(request, 422).append(HeaderName.MIN_SE, least).build();
    }

    /** Puts in what we want when the request goes on: a timer, and none that is too long. */
    Edit<Request> ask(Request request, Edit<Request> edit) {
        long wanted = begins(request) ? wanted(request) : 0;
        if (wanted == 0) {
            return edit;
        }
        var asked = seconds(request, HeaderName.SESSION_EXPIRES);
        if (asked.isPresent() && asked.getAsLong() < policy.minSe().toSeconds()) {
            // RFC 4028 §8.1: who knows no timer cannot be refused
            edit.replace(HeaderName.MIN_SE, Long.toString(policy.minSe().toSeconds()));
        }
        String params = parameters(request);
        return edit.replace(HeaderName.SESSION_EXPIRES, wanted + params);
    }

    /** Puts the timer into a success of one that knows none, for who asked to refresh it itself. */
    Edit<Response> complete(Request request, Response response, Edit<Response> edit) {
        long wanted = begins(request) && response.isSuccess() ? wanted(request) : 0;
        if (wanted == 0
                || response.has(HeaderName.SESSION_EXPIRES)
                || !request.lists(HeaderName.SUPPORTED, OPTION)) {
            return edit;
        }
        return edit.append(HeaderName.SESSION_EXPIRES, wanted + ";refresher=uac") // §8.2
                .append(HeaderName.REQUIRE, OPTION);
    }

    /** A success goes on: the session begins anew, or knows no end. */
    void agreed(Request request, Response success, Instant now) {
        if (!begins(request)) {
            return;
        }
        var agreed = seconds(success, HeaderName.SESSION_EXPIRES);
        if (agreed.isPresent()) {
            long seconds = Math.max(agreed.getAsLong(), policy.minSe().toSeconds());
            interval = Duration.ofSeconds(seconds);
            shard.timelines.note(
                    request.callId(),
                    new Note.Said("timer", "the session has to be refreshed within", interval));
            shard.timers.start(expired, now.plus(interval));
        } else {
            stop();
        }
    }

    /**
     * A refresh was refused by the other end, which so is alive as well: some browsers refresh by
     * UPDATE whatever the phone allows, and a 405 must not cost the call.
     */
    void refused(Request request, int status, Instant now) {
        boolean isGone = status == 408 || status == 481; // RFC 4028 §10
        if (begins(request) && !isGone && !interval.isZero()) {
            shard.timers.start(expired, now.plus(interval));
        }
    }

    void stop() {
        interval = Duration.ZERO;
        shard.timers.stop(expired);
    }

    /** What to ask for, in seconds; 0 for nothing. */
    private long wanted(Request request) {
        long ours = policy.sessionExpires().toSeconds();
        long least =
                Math.max(policy.minSe().toSeconds(), seconds(request, HeaderName.MIN_SE).orElse(0));
        var asked = seconds(request, HeaderName.SESSION_EXPIRES);
        if (asked.isEmpty()) {
            return ours == 0 ? 0 : Math.max(ours, least);
        }
        long most = ours == 0 ? asked.getAsLong() : Math.min(ours, asked.getAsLong());
        return Math.max(most, least);
    }

    private static boolean begins(Request request) {
        return request.is(Method.INVITE) || request.is(Method.UPDATE);
    }

    private static OptionalLong seconds(SipMessage message, HeaderName name) {
        String value = message.header(name);
        String number = value == null ? "" : value.split(";", 2)[0].strip();
        return number.matches("[0-9]{1," + DIGITS + "}")
                ? OptionalLong.of(Long.parseLong(number))
                : OptionalLong.empty();
    }

    private static String parameters(Request request) {
        String value = request.header(HeaderName.SESSION_EXPIRES);
        int semicolon = value == null ? -1 : value.indexOf(';');
        return value == null || semicolon < 0
                ? ""
                : value.substring(semicolon).toLowerCase(Locale.ROOT);
    }
}
