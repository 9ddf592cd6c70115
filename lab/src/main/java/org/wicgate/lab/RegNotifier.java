package org.wicgate.lab;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Decoded;
import org.wicgate.base.Entropy;
import org.wicgate.base.Timers;
import org.wicgate.sip.Dialog;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Hop;
import org.wicgate.sip.Method;
import org.wicgate.sip.NameAddr;
import org.wicgate.sip.RegInfo;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;
import org.wicgate.sip.SipUri;
import org.wicgate.sip.Transport;
import org.wicgate.sip.Uri;

/** The notifier of the reg event package in an S-CSCF: TS 24.229 §5.4.2.1, RFC 3680. */
final class RegNotifier {
    private static final int MAX = 10_000;
    private static final long USUAL = 3_600;
    private static final long LONGEST = 600_000;

    /** One subscription. */
    private static final class Watcher {
        final Subscriber subscriber;
        final Dialog dialog;
        final Transport transport;
        Instant until = Instant.MIN;
        long version;

        Watcher(Subscriber subscriber, Dialog dialog, Transport transport) {
            this.subscriber = subscriber;
            this.dialog = dialog;
            this.transport = transport;
        }
    }

    private final Hss hss;
    private final Location location;
    private final OwnUris own;
    private final NextHop nextHop;
    private final Forwarding forwarding;
    private final Entropy entropy;
    private final Outbox out;
    private final Map<String, Watcher> watchers = new LinkedHashMap<>();
    private final Map<Long, Watcher> notified = new LinkedHashMap<>();
    private final Timers<Watcher> expiry = new Timers<>();

    RegNotifier(Router.Parts parts, Entropy entropy, Outbox out) {
        this.hss = parts.hss();
        this.location = parts.location();
        this.own = parts.own();
        this.nextHop = parts.nextHop();
        this.forwarding = parts.forwarding();
        this.entropy = entropy;
        this.out = out;
    }

    int size() {
        return watchers.size();
    }

    /** Whether it asks for the package that is served here. */
    boolean serves(Request request) {
        String event = request.header(HeaderName.EVENT);
        return request.is(Method.SUBSCRIBE)
                && event != null
                && event.split(";", 2)[0].strip().equals(RegInfo.PACKAGE)
                && own.isDomain(request.requestUri());
    }

    /** Whether it is in the dialog of a subscription. */
    boolean owns(Request inDialog) {
        return watchers.containsKey(key(inDialog.callId(), inDialog.to().tag()));
    }

    /**
     * A SUBSCRIBE that makes a subscription.
     *
     * @param trusted whether its P-Asserted-Identity counts
     * @return why it is refused, as a status; 0 when it is not
     */
    int subscribe(long transaction, Request request, Hop from, boolean trusted, Instant now) {
        var subscriber =
                request.requestUri() instanceof SipUri uri ? hss.byImpu(own.impu(uri)) : null;
        if (subscriber == null) {
            return 404;
        }
        if (location.of(subscriber).isEmpty()) {
            return 480; // TS 24.229 §5.4.2.1.1 step 0
        }
        if (!mayKnow(subscriber, request, from, trusted)) {
            return 403;
        }
        if (request.contacts().isEmpty()) {
            return 400;
        }
        if (watchers.size() >= MAX) {
            return 503;
        }
        var ok = ok(request, from.transport(), entropy.token(10));
        var watcher = new Watcher(subscriber, Dialog.ofUas(request, ok), from.transport());
        watchers.put(key(ok.callId(), ok.to().tag()), watcher);
        out.answer(transaction, ok, now);
        granted(watcher, seconds(request), now);
        return 0;
    }

    /** TS 24.229 §5.4.2.1.1 step 1: the user, and the P-CSCF that is in its Path. */
    private boolean mayKnow(Subscriber subscriber, Request request, Hop from, boolean trusted) {
        if (!trusted) {
            return subscriber.impi().equals(location.registeredFrom(from));
        }
        var asserted =
                request.addresses(HeaderName.P_ASSERTED_IDENTITY)
                                instanceof Decoded.Ok<List<NameAddr>>(var some)
                        ? some
                        : List.<NameAddr>of();
        return asserted.stream()
                .map(NameAddr::uri)
                .anyMatch(uri -> subscriber.has(uri) || isInPath(subscriber, uri));
    }

    private boolean isInPath(Subscriber subscriber, Uri uri) {
        return location.of(subscriber).stream()
                .flatMap(binding -> binding.path().stream())
                .anyMatch(path -> path.uri().equals(uri));
    }

    /** A request in the dialog of a subscription. */
    void inDialog(long transaction, Request request, Instant now) {
        var watcher = watchers.get(key(request.callId(), request.to().tag()));
        String tag = String.valueOf(request.to().tag());
        if (watcher == null || !watcher.dialog.isOf(request)) {
            out.answer(transaction, Response.to(request, 481).build(), now);
        } else if (!request.is(Method.SUBSCRIBE)) {
            out.answer(transaction, Response.to(request, 405).build(), now);
        } else if (!watcher.dialog.received(request)) {
            out.answer(transaction, Response.to(request, 500).build(), now);
        } else {
            out.answer(transaction, ok(request, watcher.transport, tag), now);
            granted(watcher, seconds(request), now);
        }
    }

    private Response ok(Request request, Transport transport, String tag) {
        return Response.to(request, 200)
                .toTag(tag)
                .copy(HeaderName.RECORD_ROUTE, request)
                .append(HeaderName.CONTACT, contact(transport))
                .append(HeaderName.EXPIRES, Long.toString(seconds(request)))
                .build();
    }

    private String contact(Transport transport) {
        return "<" + own.contact(RegInfo.PACKAGE, transport) + ">";
    }

    private static long seconds(Request request) {
        return Math.min(LONGEST, request.expires().orElse(USUAL));
    }

    private void granted(Watcher watcher, long seconds, Instant now) {
        watcher.until = now.plusSeconds(seconds);
        if (seconds == 0) {
            notify(watcher, fullState(watcher, now), "terminated;reason=timeout", now);
            forget(watcher);
        } else {
            expiry.start(watcher, watcher.until);
            notify(watcher, fullState(watcher, now), active(watcher, now), now);
        }
    }

    /** Tells everybody who asked of what became of a binding. */
    void changed(Outbox.Change change, Instant now) {
        var binding = change.binding();
        for (var watcher : List.copyOf(watchers.values())) {
            if (!watcher.subscriber.impi().equals(binding.impi())) {
                continue;
            }
            var left = location.of(watcher.subscriber);
            var contacts = new ArrayList<RegInfo.Contact>();
            contacts.add(contact(binding, change.event(), now));
            boolean over = left.isEmpty();
            var info = info(watcher, false, over, contacts);
            notify(
                    watcher,
                    info,
                    over ? "terminated;reason=noresource" : active(watcher, now),
                    now);
            if (over) {
                forget(watcher);
            }
        }
    }

    private RegInfo fullState(Watcher watcher, Instant now) {
        var contacts =
                location.of(watcher.subscriber).stream()
                        .map(b -> contact(b, RegInfo.Event.REGISTERED, now))
                        .toList();
        return info(watcher, true, contacts.isEmpty(), contacts);
    }

    private static RegInfo info(
            Watcher watcher, boolean full, boolean over, List<RegInfo.Contact> contacts) {
        var state = over ? RegInfo.State.TERMINATED : RegInfo.State.ACTIVE;
        var registrations = new ArrayList<RegInfo.Registration>();
        for (var impu : watcher.subscriber.impus()) {
            String aor = impu.toString();
            registrations.add(new RegInfo.Registration(aor, id(aor), state, contacts));
        }
        return new RegInfo(watcher.version, full, registrations);
    }

    private static RegInfo.Contact contact(Binding binding, RegInfo.Event event, Instant now) {
        boolean active =
                switch (event) {
                    case REGISTERED, CREATED, REFRESHED, SHORTENED -> true;
                    case EXPIRED, DEACTIVATED, PROBATION, UNREGISTERED, REJECTED -> false;
                };
        long left = Math.max(0, Duration.between(now, binding.expires()).toSeconds());
        return new RegInfo.Contact(
                binding.contact().uri().toString(),
                id(binding.key()),
                active ? RegInfo.State.ACTIVE : RegInfo.State.TERMINATED,
                event,
                active ? OptionalLong.of(left) : OptionalLong.empty(),
                binding.callId(),
                OptionalLong.of(binding.cseq()),
                Map.of());
    }

    private static String id(String of) {
        return "r" + Integer.toHexString(of.hashCode());
    }

    private static String active(Watcher watcher, Instant now) {
        return "active;expires=" + Math.max(0, Duration.between(now, watcher.until).toSeconds());
    }

    private void notify(Watcher watcher, RegInfo info, String state, Instant now) {
        var hop = nextHop.of(watcher.dialog.nextHop());
        if (hop == null) {
            forget(watcher);
            return;
        }
        watcher.version++;
        var edit =
                watcher.dialog
                        .request(Method.NOTIFY)
                        .append(HeaderName.CONTACT, contact(watcher.transport))
                        .append(HeaderName.EVENT, RegInfo.PACKAGE)
                        .append(HeaderName.SUBSCRIPTION_STATE, state)
                        .body(RegInfo.TYPE, info.encode())
                        .pushVia(forwarding.via(hop, ""));
        long handle = out.number();
        notified.put(handle, watcher);
        out.send(edit.build(), hop, handle, now);
    }

    /** An answer to a NOTIFY, or none; whether it was one. */
    boolean onResponse(long handle, int status) {
        var watcher = status < 200 ? null : notified.remove(handle);
        if (watcher != null && status >= 300) {
            forget(watcher); // RFC 6665 §4.2.2
        }
        return watcher != null;
    }

    void tick(Instant now) {
        for (var watcher = expiry.due(now); watcher != null; watcher = expiry.due(now)) {
            notify(watcher, fullState(watcher, now), "terminated;reason=timeout", now);
            forget(watcher);
        }
    }

    Instant deadline() {
        return expiry.deadline();
    }

    private void forget(Watcher watcher) {
        expiry.stop(watcher);
        watchers.remove(key(watcher.dialog.callId(), watcher.dialog.localTag()));
    }

    private static String key(String callId, @Nullable String tag) {
        return callId + " " + tag;
    }
}
