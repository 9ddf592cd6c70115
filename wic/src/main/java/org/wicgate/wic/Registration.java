package org.wicgate.wic;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Decoded;
import org.wicgate.base.Timers;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Method;
import org.wicgate.sip.NameAddr;
import org.wicgate.sip.Response;
import org.wicgate.sip.SipUri;
import org.wicgate.wic.UserAgent.Out;

/**
 * The registration of a user agent: made, refreshed, made again after a loss, ended (TS 24.229
 * §5.1.1, TS 24.371 §6.2.3).
 */
final class Registration {
    private static final Duration LONG = Duration.ofMinutes(20);
    private static final Duration BEFORE_END = Duration.ofMinutes(10);
    private static final Duration SHORT = Duration.ofMinutes(2);
    private static final Duration LEAST = Duration.ofSeconds(5);
    private static final Duration TOKEN_PATIENCE = Duration.ofSeconds(30);
    private static final Duration BACKOFF = Duration.ofSeconds(30);
    private static final Duration LONGEST_BACKOFF = Duration.ofMinutes(30);
    private static final Duration LEAST_BACKOFF = Duration.ofSeconds(1);
    private static final int TRIES = 3;
    private static final Pattern NUMBER = Pattern.compile("\\s*([0-9]{1,9})(?:[\\s;(].*)?");

    private sealed interface State {
        /** Not registered. */
        record Idle() implements State {}

        /** REGISTER is on its way. */
        record Trying(long handle, Instant since, int tries) implements State {}

        /** A new token is waited for. */
        record NoToken(Instant since, int tries) implements State {}

        record Registered() implements State {}

        /** REGISTER with Expires 0 is on its way. */
        record Leaving(long handle, int tries) implements State {}

        record Over() implements State {}
    }

    private final Wire wire;
    private final Timers<Timer> timers;
    private final String callId;
    private final String tag;
    private State state = new State.Idle();
    private Duration expires = Settings.EXPIRES;
    private List<NameAddr> associated = List.of();
    private Duration fresh = Duration.ZERO;
    private boolean tokenIsNew = true;
    private long number;
    private int failures;

    /** Until when what was granted lasts; past when nothing is. */
    private Instant end = Instant.MIN;

    private Duration granted = Duration.ZERO;
    private int failedRefreshes;

    Registration(Wire wire, Timers<Timer> timers) {
        this.wire = wire;
        this.timers = timers;
        this.callId = wire.entropy().token(20);
        this.tag = wire.entropy().token(10);
    }

    boolean isLeaving() {
        return state instanceof State.Leaving;
    }

    boolean isOver() {
        return state instanceof State.Over;
    }

    /** Whether nothing has to be taken back at the registrar. */
    boolean isNone() {
        return switch (state) {
            case State.Idle _, State.NoToken _, State.Over _ -> true;
            case State.Trying _, State.Registered _, State.Leaving _ -> false;
        };
    }

    /** Whether this identity may be put into P-Preferred-Identity (TS 24.229 §5.1.2A.1). */
    boolean isRegistered(SipUri identity) {
        return state instanceof State.Registered
                && associated.stream()
                        .anyMatch(a -> a.uri() instanceof SipUri uri && uri.matches(identity));
    }

    void start(Instant now) {
        if (!(wire.account() instanceof Account.Nobody)) {
            register(now, 1, now);
        }
    }

    void refresh(Instant now) {
        if (state instanceof State.Registered) {
            register(now, 1, now);
        }
    }

    /** There is a new token: what waited for it goes on, what lasted only as long is renewed. */
    void renewed(Instant now) {
        tokenIsNew = true;
        switch (state) {
            case State.NoToken(var since, var tries) -> {
                timers.stop(Timer.TOKEN);
                register(since, tries + 1, now);
            }
            case State.Registered _ -> register(now, 1, now);
            case State.Idle _, State.Trying _, State.Leaving _, State.Over _ -> {}
        }
    }

    void tokenLate() {
        if (state instanceof State.NoToken) {
            failed(401, "no new token came");
        }
    }

    void stop(Instant now) {
        timers.stop(Timer.REFRESH);
        if (isNone() || wire.hop() == null) {
            over();
        } else {
            state = new State.Leaving(send(Duration.ZERO, now), 1);
        }
    }

    /** The connection is gone: another one is wanted, and then all is done again. */
    void lost() {
        timers.stop(Timer.REFRESH);
        if (state instanceof State.Over || state instanceof State.Leaving) {
            over();
            return;
        }
        state = new State.Idle();
        end = Instant.MIN;
        wire.tell(new Out.Reopen(backoff(BACKOFF, failures++)));
    }

    /** RFC 5626 §4.5: doubled with each failure, and between half and all of it at random. */
    private Duration backoff(Duration first, int before) {
        var full = first.multipliedBy(1L << Math.min(before, 10));
        full = full.compareTo(LONGEST_BACKOFF) < 0 ? full : LONGEST_BACKOFF;
        int random = wire.entropy().number() & 0xFF;
        return full.dividedBy(2).plus(full.dividedBy(2).multipliedBy(random).dividedBy(255));
    }

    private void register(Instant since, int tries, Instant now) {
        state = new State.Trying(send(expires, now), since, tries);
    }

    private long send(Duration lasting, Instant now) {
        var account = wire.account();
        var home = SipUri.of("", account.domain());
        String contact = "<" + wire.contact() + ">";
        if (!wire.settings().instance().isEmpty()) {
            contact += ";reg-id=1;+sip.instance=\"<" + wire.settings().instance() + ">\"";
        }
        var edit =
                wire.initial(
                                Method.REGISTER,
                                home,
                                NameAddr.of(account.impu()).toString(),
                                tag,
                                callId,
                                ++number)
                        .append(HeaderName.CONTACT, contact + ";expires=" + lasting.toSeconds())
                        .append(HeaderName.EXPIRES, Long.toString(lasting.toSeconds()))
                        .append(HeaderName.SUPPORTED, "path, outbound, gruu")
                        .append(HeaderName.ALLOW, Wire.ALLOW);
        return wire.send(edit, Method.REGISTER, home, home, now);
    }

    /** Whether the answer belongs here. */
    boolean isOf(long handle) {
        return switch (state) {
            case State.Trying trying -> trying.handle == handle;
            case State.Leaving leaving -> leaving.handle == handle;
            case State.Idle _, State.NoToken _, State.Registered _, State.Over _ -> false;
        };
    }

    void onResponse(Response response, Instant now) {
        if (response.isProvisional()) {
            return;
        }
        switch (state) {
            case State.Trying trying -> tried(trying, response, now);
            case State.Leaving(var _, var tries) -> left(response, tries, now);
            case State.Idle _, State.NoToken _, State.Registered _, State.Over _ -> {}
        }
    }

    private void tried(State.Trying trying, Response response, Instant now) {
        switch (response.status()) {
            case 200 -> registered(trying, response, now);
            case 401, 407 -> challenged(trying, response, now);
            case 423 -> tooBrief(trying, response, now);
            case 408, 500, 503, 504 -> {
                var least = seconds(response.header(HeaderName.RETRY_AFTER)).orElse(0);
                unanswered(response.status(), response.reason(), Duration.ofSeconds(least), now);
            }
            default -> {
                String why = wire.authorizer().refused();
                failed(response.status(), why.isEmpty() ? response.reason() : why);
            }
        }
    }

    private void registered(State.Trying trying, Response response, Instant now) {
        granted = Duration.ofSeconds(granted(response));
        if (granted.isZero()) {
            failed(response.status(), "registered for no time at all");
            return;
        }
        if (!wire.authorizer().accepted(response)) {
            failed(response.status(), "the registrar does not know the password");
            return;
        }
        failures = 0;
        failedRefreshes = 0;
        end = now.plus(granted);
        state = new State.Registered();
        wire.serviceRoute(addresses(response, HeaderName.SERVICE_ROUTE));
        associated = addresses(response, HeaderName.P_ASSOCIATED_URI);
        timers.start(Timer.REFRESH, now.plus(untilRefresh(granted)));
        wire.tell(new Out.Registered(Duration.between(trying.since, now), granted));
        if (wire.account() instanceof Account.Web && isCutShort(granted)) {
            wire.tell(new Out.TokenWanted("the token is about to expire"));
        }
        tokenIsNew = false;
    }

    /**
     * Whether the end of the token, and not the registrar alone, made the registration short: with
     * a new token it was longer.
     */
    private boolean isCutShort(Duration granted) {
        if (tokenIsNew) {
            fresh = granted;
        }
        return granted.compareTo(SHORT) <= 0 && granted.compareTo(fresh) < 0;
    }

    /**
     * TS 24.229 §5.1.1.4: "600 seconds before the expiration time if ... greater than 1200", else
     * at half of it; not so often, though, that a token's last seconds make a storm.
     */
    private static Duration untilRefresh(Duration granted) {
        if (granted.compareTo(LONG) > 0) {
            return granted.minus(BEFORE_END);
        }
        var half = granted.dividedBy(2);
        if (half.compareTo(LEAST) >= 0) {
            return half;
        }
        return granted.compareTo(LEAST) < 0 ? granted : LEAST;
    }

    private long granted(Response response) {
        var own = wire.contact();
        var contacts = response.contacts();
        for (var contact : contacts) {
            if (contact.uri() instanceof SipUri uri && uri.matches(own)) {
                return contact.expires().orElse(otherwise(response));
            }
        }
        return contacts.size() == 1
                ? contacts.getFirst().expires().orElse(otherwise(response))
                : otherwise(response);
    }

    private long otherwise(Response response) {
        return response.expires().orElse(expires.toSeconds());
    }

    private static List<NameAddr> addresses(Response response, HeaderName name) {
        return response.addresses(name) instanceof Decoded.Ok<List<NameAddr>>(var all)
                ? all
                : List.of();
    }

    private void challenged(State.Trying trying, Response response, Instant now) {
        var next = wire.authorizer().challenged(response, trying.tries > 1);
        switch (next) {
            case RETRY -> register(trying.since, trying.tries + 1, now);
            case TOKEN -> {
                state = new State.NoToken(trying.since, trying.tries);
                timers.start(Timer.TOKEN, now.plus(TOKEN_PATIENCE));
                wire.tell(new Out.TokenWanted(wire.authorizer().error()));
            }
            case GIVE_UP -> {
                String error = wire.authorizer().error();
                failed(response.status(), error.isEmpty() ? response.reason() : error);
            }
        }
    }

    /** RFC 3261 §10.2.8; who asked for as much already is asked for less by the way there. */
    private void tooBrief(State.Trying trying, Response response, Instant now) {
        OptionalLong least = seconds(response.header(HeaderName.MIN_EXPIRES));
        if (least.isEmpty() || trying.tries >= TRIES) {
            failed(423, response.reason());
        } else if (least.getAsLong() <= expires.toSeconds()) {
            failed(423, "no less than " + least.getAsLong() + " s, and we are given no more");
        } else {
            expires = Duration.ofSeconds(least.getAsLong());
            register(trying.since, trying.tries + 1, now);
        }
    }

    /** The number that a header begins with (RFC 3261 §20.33 allows a comment and more). */
    private static OptionalLong seconds(@Nullable String value) {
        var found = NUMBER.matcher(value == null ? "" : value);
        return found.matches()
                ? OptionalLong.of(Long.parseLong(found.group(1)))
                : OptionalLong.empty();
    }

    private void left(Response response, int tries, Instant now) {
        boolean challenged = response.status() == 401 || response.status() == 407;
        if (challenged
                && tries == 1
                && wire.authorizer().challenged(response, false) == Authorizer.Next.RETRY) {
            state = new State.Leaving(send(Duration.ZERO, now), 2);
        } else {
            over();
        }
    }

    /** Nothing more is waited for. */
    void abandon(int status, String why) {
        if (state instanceof State.Leaving) {
            over();
        } else {
            failed(status, why);
        }
    }

    /**
     * No answer came, or none that says anything about us: a refresh is tried again, ever later, as
     * long as what was granted lasts (RFC 5626 §4.5, RFC 3261 §21.5.4).
     *
     * @param least what Retry-After wants
     */
    void unanswered(int status, String why, Duration least, Instant now) {
        var first = granted.dividedBy(4);
        first = first.compareTo(BACKOFF) < 0 ? first : BACKOFF;
        first = first.compareTo(LEAST_BACKOFF) < 0 ? LEAST_BACKOFF : first;
        var wait = backoff(first, failedRefreshes);
        wait = wait.compareTo(least) < 0 ? least : wait;
        if (state instanceof State.Leaving || !now.plus(wait).isBefore(end)) {
            abandon(status, why);
        } else {
            failedRefreshes++;
            state = new State.Registered();
            timers.start(Timer.REFRESH, now.plus(wait));
            wire.tell(new Out.NotRefreshed(status, why, wait));
        }
    }

    private void failed(int status, String why) {
        end = Instant.MIN;
        state = new State.Idle();
        wire.tell(new Out.NotRegistered(status, why));
    }

    private void over() {
        if (!(state instanceof State.Over)) {
            state = new State.Over();
            wire.tell(new Out.Stopped());
        }
    }
}
