package org.wicgate.lab;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.wicgate.base.Decoded;
import org.wicgate.base.Entropy;
import org.wicgate.sip.Contact;
import org.wicgate.sip.Edit;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Hop;
import org.wicgate.sip.NameAddr;
import org.wicgate.sip.Params;
import org.wicgate.sip.RegInfo;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;
import org.wicgate.sip.SipUri;

/**
 * The registrar in an S-CSCF: RFC 3261 §10.3 with Path (RFC 3327), Service-Route (RFC 3608) and
 * P-Associated-URI (TS 24.229 §5.4.1.2.2F).
 */
final class Registrar {
    private static final Set<String> KNOWN_OPTIONS = Set.of("path", "outbound", "gruu");

    private final LabSettings settings;
    private final Authentication authentication;
    private final Location location;
    private final OwnUris own;
    private final Entropy entropy;
    private final Outbox out;

    Registrar(
            LabSettings settings,
            Authentication authentication,
            Location location,
            OwnUris own,
            Entropy entropy,
            Outbox out) {
        this.settings = settings;
        this.authentication = authentication;
        this.location = location;
        this.own = own;
        this.entropy = entropy;
        this.out = out;
    }

    void register(
            long transaction, Request request, Hop from, InetSocketAddress source, Instant now) {
        out.answer(transaction, response(request, from, source, now), now);
    }

    private Response response(Request request, Hop from, InetSocketAddress source, Instant now) {
        if (!own.isDomain(request.requestUri())) {
            return refuse(request, source, 404, "not our domain");
        }
        var unknown =
                request.values(HeaderName.REQUIRE).stream()
                        .filter(o -> !KNOWN_OPTIONS.contains(o))
                        .toList();
        if (!unknown.isEmpty()) {
            return answer(request, 420)
                    .append(HeaderName.UNSUPPORTED, String.join(", ", unknown))
                    .build();
        }
        return switch (authentication.of(request, source, now)) {
            case Authentication.Verdict.Refuse(var status, var why) ->
                    refuse(request, source, status, why);
            case Authentication.Verdict.Ask(var challenge) ->
                    answer(request, 401)
                            .append(HeaderName.WWW_AUTHENTICATE, challenge.format())
                            .build();
            case Authentication.Verdict.Is(var subscriber, _, _)
                    when !subscriber.has(request.to().uri()) ->
                    refuse(request, source, 403, "public identity of somebody else");
            case Authentication.Verdict.Is(var subscriber, _, var info) -> {
                var paths =
                        settings.trusts(source)
                                ? request.addresses(HeaderName.PATH)
                                : new Decoded.Ok<List<NameAddr>>(List.of());
                yield switch (paths) {
                    case Decoded.Malformed<List<NameAddr>>(var why) ->
                            refuse(request, source, 400, "Path: " + why);
                    case Decoded.Ok<List<NameAddr>>(var path) ->
                            proven(bind(subscriber, request, path, from, source, now), info);
                };
            }
        };
    }

    /** TS 24.229 §5.4.1.2.2: our own proof, and the next nonce. */
    private static Response proven(Response response, String info) {
        return info.isEmpty() || !response.isSuccess()
                ? response
                : response.edit().append(HeaderName.AUTHENTICATION_INFO, info).build();
    }

    private Response bind(
            Subscriber subscriber,
            Request request,
            List<NameAddr> path,
            Hop from,
            InetSocketAddress source,
            Instant now) {
        if (request.hasStarContact()) {
            if (request.expires().orElse(-1) != 0) {
                return refuse(request, source, 400, "Contact * without Expires 0");
            }
            for (var binding : location.of(subscriber)) {
                unbind(binding, Outbox.Gone.DEREGISTERED);
            }
            return accepted(subscriber, request, path, now);
        }
        if (wantsFlow(request) && !isFlow(request, path)) {
            return refuse(request, source, 439, "no ob in the Path of its first hop");
        }
        var wanted = new ArrayList<Binding>();
        for (var contact : request.contacts()) {
            long seconds = seconds(request, contact);
            if (seconds > 0 && seconds < settings.limits().shortest().toSeconds()) {
                return answer(request, 423)
                        .append(
                                HeaderName.MIN_EXPIRES,
                                Long.toString(settings.limits().shortest().toSeconds()))
                        .build();
            }
            var known = location.find(subscriber, contact);
            if (known != null
                    && known.callId().equals(request.callId())
                    && request.cseq().number() <= known.cseq()) {
                return refuse(request, source, 500, "CSeq out of order"); // RFC 3261 §10.3 step 7
            }
            wanted.add(binding(subscriber, request, contact, path, from, now.plusSeconds(seconds)));
        }
        long added =
                wanted.stream()
                        .filter(b ->
                                b.expires().isAfter(now)
                                        && location.find(subscriber, b.contact()) == null)
                        .count();
        if (added > settings.limits().bindings()) {
            return refuse(request, source, 403, "too many contacts");
        }
        makeRoom(subscriber, added);
        wanted.forEach(b -> apply(subscriber, b, now));
        return accepted(subscriber, request, path, now);
    }

    /** The oldest go first: a page that was closed without a word never comes back. */
    private void makeRoom(Subscriber subscriber, long added) {
        var all = location.of(subscriber);
        long surplus = all.size() + added - settings.limits().bindings();
        all.stream().limit(Math.max(0, surplus)).forEach(b -> unbind(b, Outbox.Gone.REPLACED));
    }

    private long seconds(Request request, Contact contact) {
        long usual = settings.limits().usual().toSeconds();
        long asked = contact.expires().orElse(request.expires().orElse(usual));
        return Math.min(asked, settings.limits().longest().toSeconds());
    }

    private static Binding binding(
            Subscriber subscriber,
            Request request,
            Contact contact,
            List<NameAddr> path,
            Hop from,
            Instant expires) {
        return new Binding(
                subscriber.impi(),
                Binding.keyOf(contact),
                contact,
                expires,
                path,
                from,
                request.callId(),
                request.cseq().number());
    }

    private void apply(Subscriber subscriber, Binding binding, Instant now) {
        var known = location.find(subscriber, binding.contact());
        if (binding.expires().isAfter(now)) {
            location.put(binding);
            var event = known == null ? RegInfo.Event.CREATED : RegInfo.Event.REFRESHED;
            out.bound(binding, event, Duration.between(now, binding.expires()));
            return;
        }
        if (known != null) {
            unbind(known, Outbox.Gone.DEREGISTERED);
        }
    }

    /** The network ends all registrations of a subscriber (TS 24.229 §5.4.1.5). */
    void deregister(Subscriber subscriber, Outbox.Gone why) {
        for (var binding : location.of(subscriber)) {
            unbind(binding, why);
        }
    }

    /** The network lets them last no longer than this (TS 24.229 §5.4.1.6). */
    void shorten(Subscriber subscriber, Duration left, Instant now) {
        for (var binding : location.of(subscriber)) {
            if (now.plus(left).isBefore(binding.expires())) {
                var shorter = binding.until(now.plus(left));
                location.put(shorter);
                out.bound(shorter, RegInfo.Event.SHORTENED, left);
            }
        }
    }

    private void unbind(Binding binding, Outbox.Gone why) {
        location.remove(binding);
        out.gone(binding, why);
    }

    private Response accepted(
            Subscriber subscriber, Request request, List<NameAddr> path, Instant now) {
        var ok = answer(request, 200);
        for (var binding : location.of(subscriber)) {
            ok.append(HeaderName.CONTACT, contact(binding, request, now));
        }
        if (!path.isEmpty()) {
            ok.copy(HeaderName.PATH, request);
        }
        ok.append(HeaderName.SERVICE_ROUTE, "<" + own.serviceRoute(request) + ">");
        for (var impu : subscriber.impus()) {
            ok.append(HeaderName.P_ASSOCIATED_URI, "<" + impu + ">");
        }
        if (wantsFlow(request)) {
            ok.append(HeaderName.REQUIRE, "outbound"); // RFC 5626 §6
        }
        return ok.build();
    }

    /** RFC 5626 §6: the client asks for its requests to come over the connection that it opened. */
    private static boolean wantsFlow(Request request) {
        return request.lists(HeaderName.SUPPORTED, "outbound")
                && request.contacts().stream()
                        .anyMatch(c -> c.regId().isPresent() && c.instance() != null);
    }

    /** RFC 5626 §6: its first hop keeps that connection: a proxy that says so, or we ourselves. */
    private static boolean isFlow(Request request, List<NameAddr> path) {
        return path.isEmpty()
                ? request.vias().size() == 1
                : path.getLast().uri() instanceof SipUri hop && hop.params().has("ob");
    }

    private String contact(Binding binding, Request request, Instant now) {
        long seconds = Math.max(0, Duration.between(now, binding.expires()).toSeconds());
        Params params = binding.contact().params().with("expires", Long.toString(seconds));
        var address = binding.contact().address().with(params);
        String urn = binding.contact().instance();
        if (urn == null
                || !request.lists(HeaderName.SUPPORTED, "gruu")
                || !(request.to().uri() instanceof SipUri impu)) {
            return address.toString();
        }
        var instance = new Gruus.Instance(binding.impi(), urn);
        return location.gruus.granted(address, impu, instance, entropy).toString();
    }

    private Response refuse(Request request, InetSocketAddress source, int status, String why) {
        out.tell(new LabCore.Out.Refused(request.method(), source, status, why));
        return answer(request, status).build();
    }

    private Edit<Response> answer(Request request, int status) {
        return Response.to(request, status).toTag(entropy.token(10));
    }
}
