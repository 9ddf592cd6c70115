package org.wicgate.epcscf;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Decoded;
import org.wicgate.epcscf.Report.Ending;
import org.wicgate.epcscf.Report.Refusal;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Method;
import org.wicgate.sip.RegInfo;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;

/**
 * Hears from the core what becomes of registrations (TS 24.229 §5.2.3): a subscription for each
 * user, and what their NOTIFY requests mean for the registrations here (TS 24.229 §5.2.5.2).
 */
final class RegEvents implements Registrations.Watcher {
    /** Who is subscribed to: the private identity, and its default public one. */
    record User(String impi, String impu) {}

    /** The longest that anything waits to be tried again. */
    static final Duration LONGEST = Duration.ofHours(1);

    private static final Duration SHORTEST = Duration.ofSeconds(30);

    /** A core that answers so has no reg event package, whoever asks for whomever. */
    private static final Set<Integer> KNOWS_NOT = Set.of(405, 489, 501);

    private final Shard shard;
    private final Registrations registrations;
    private final Map<User, RegSubscription> byUser = new HashMap<>();
    private final Map<Long, RegSubscription> byId = new HashMap<>();
    private final Map<Integer, Instant> told = new HashMap<>();
    private Instant quietUntil = Instant.MIN;
    private long lastId;

    RegEvents(Shard shard, Registrations registrations) {
        this.shard = shard;
        this.registrations = registrations;
    }

    int size() {
        return byId.size();
    }

    @Override
    public void registered(@Nullable Binding before, Binding binding, Instant now) {
        if (before == null && byUser.isEmpty() && !shard.config.regEvent()) {
            return;
        }
        var user = user(binding);
        if (before != null
                && !(before.impi().equals(binding.impi())
                        && before.defaultImpu().equals(binding.defaultImpu()))
                && !user(before).equals(user)) {
            ended(before, Ending.MOVED, now);
        }
        var subscription = byUser.get(user);
        if (subscription == null) {
            if (!shard.config.regEvent() || byId.size() >= shard.config.w2().maxBindings()) {
                return;
            }
            subscription = new RegSubscription(shard, this, ++lastId, user, binding);
            byUser.put(user, subscription);
            byId.put(subscription.id, subscription);
        }
        subscription.attach(binding, now);
    }

    @Override
    public void ended(Binding binding, Ending ending, Instant now) {
        var subscription = byUser.get(user(binding));
        if (subscription != null) {
            subscription.detach(binding, now);
        }
    }

    void forget(RegSubscription subscription) {
        subscription.stop();
        byUser.remove(subscription.user, subscription);
        byId.remove(subscription.id);
    }

    /** The core sent a request to where we said that NOTIFY may come. */
    void fromCore(Incoming incoming, long id, Instant now) {
        var request = incoming.request();
        var subscription = byId.get(id);
        if (subscription == null || !request.isInDialog()) {
            incoming.refuse(shard, 481, Refusal.NO_DIALOG, now);
        } else if (!request.is(Method.NOTIFY)) {
            var answer = shard.response(request, 405).append(HeaderName.ALLOW, Method.NOTIFY);
            incoming.answer(shard, answer.build(), now);
        } else if (!isReg(request)) {
            var answer = shard.response(request, 489); // RFC 6665 §8.3.2
            answer.append(HeaderName.ALLOW_EVENTS, RegInfo.PACKAGE);
            incoming.answer(shard, answer.build(), now);
            incoming.tellRefused(shard, 489, Refusal.UNSUPPORTED);
        } else {
            notified(incoming, subscription, now);
        }
    }

    private void notified(Incoming incoming, RegSubscription subscription, Instant now) {
        var notify = incoming.request();
        var state = RegSubscription.stateOf(notify);
        int refusal = subscription.refusalOf(notify);
        if (refusal != 0) {
            var why = refusal == 481 ? Refusal.NO_DIALOG : Refusal.OUT_OF_ORDER;
            incoming.refuse(shard, refusal, why, now);
        } else if (state == null) {
            malformed(incoming, "Subscription-State", now);
        } else if (!notify.hasBody()) {
            incoming.answer(shard, 200, now);
            subscription.state(state, now);
        } else if (!notify.contentType().equalsIgnoreCase(RegInfo.TYPE)) {
            var answer = shard.response(notify, 415).append(HeaderName.ACCEPT, RegInfo.TYPE);
            incoming.answer(shard, answer.build(), now);
            incoming.tellRefused(shard, 415, Refusal.UNSUPPORTED);
        } else {
            switch (RegInfo.decode(notify.body())) {
                case Decoded.Malformed<RegInfo>(var why) -> malformed(incoming, why, now);
                case Decoded.Ok<RegInfo>(var info) -> {
                    incoming.answer(shard, 200, now);
                    take(subscription, info, now);
                    subscription.state(state, now);
                }
            }
        }
    }

    private void take(RegSubscription subscription, RegInfo info, Instant now) {
        if (subscription.isOld(info)) {
            return;
        }
        boolean lost = subscription.take(info);
        for (var binding : new ArrayList<>(subscription.bindings)) {
            switch (RegFate.of(info, binding)) {
                case RegFate.Stays _ -> {}
                case RegFate.Ends _ -> registrations.end(binding, Ending.NETWORK, now);
                case RegFate.Shortened(var seconds) ->
                        registrations.shorten(binding, now.plusSeconds(seconds), now);
            }
        }
        if (lost) {
            subscription.refresh(now);
        }
    }

    private void malformed(Incoming incoming, String why, Instant now) {
        String text = "Bad Request - " + Refusals.printable(why);
        var answer = Response.to(incoming.request(), 400, text).toTag(shard.entropy.token(10));
        incoming.answer(shard, answer.build(), now);
        incoming.tellRefused(shard, 400, Refusal.MALFORMED);
    }

    private static boolean isReg(Request notify) {
        String event = notify.header(HeaderName.EVENT);
        return event != null && event.split(";", 2)[0].strip().equalsIgnoreCase(RegInfo.PACKAGE);
    }

    /** Whether the core is left in peace, since it knows no reg event package. */
    boolean isQuiet(Instant now) {
        return now.isBefore(quietUntil);
    }

    /** When it may be asked again, each at another time. */
    Instant quietUntil() {
        return quietUntil.plus(jittered(LONGEST.dividedBy(4)));
    }

    /**
     * How long to leave the core alone after this answer, the {@code failures}th in a row; and it
     * is told, once an hour.
     */
    Duration backOff(int status, int failures, String impu, Instant now) {
        if (!now.isBefore(told.getOrDefault(status, Instant.MIN))) {
            told.put(status, now.plus(LONGEST));
            shard.tell(new Report.RegEventRefused(impu, status));
        }
        if (KNOWS_NOT.contains(status)) {
            quietUntil = now.plus(LONGEST);
            return jittered(LONGEST);
        }
        boolean transitory = status == 408 || status == 480 || (status >= 500 && status < 600);
        var back = transitory ? SHORTEST : SHORTEST.multipliedBy(10);
        for (int i = 1; i < failures && back.compareTo(LONGEST) < 0; i++) {
            back = back.multipliedBy(2);
        }
        return jittered(back.compareTo(LONGEST) > 0 ? LONGEST : back);
    }

    /** The time, or up to half of it more. */
    Duration jittered(Duration time) {
        return time.plus(
                time.dividedBy(2).multipliedBy(shard.entropy.number() & 0xFF).dividedBy(0xFF));
    }

    static OptionalLong seconds(@Nullable String header) {
        if (header == null) {
            return OptionalLong.empty();
        }
        String digits = header.strip().split("[^0-9]", 2)[0];
        return digits.isEmpty() || digits.length() > 9
                ? OptionalLong.empty()
                : OptionalLong.of(Long.parseLong(digits));
    }

    private static User user(Binding binding) {
        return new User(binding.impi(), binding.defaultImpu().toString());
    }
}
