package org.wicgate.epcscf;

import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Decoded;
import org.wicgate.epcscf.Config.DigestProtection;
import org.wicgate.sip.Contact;
import org.wicgate.sip.Credentials;
import org.wicgate.sip.Edit;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.NameAddr;
import org.wicgate.sip.Quoted;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;
import org.wicgate.sip.SipUri;
import org.wicgate.sip.Transport;

/** A WIC's REGISTER and what the core gets to see of it (TS 24.229 §5.2.2.1). */
final class RegisterRequest {
    /** RFC 3261 §10.2.1.1: what a registrar grants when nobody says anything. */
    private static final long DEFAULT_EXPIRES = 3600;

    private final Shard shard;
    private final Flow flow;
    private final Request request;
    private final boolean isStar;
    private @Nullable String client;
    private @Nullable Boolean usesOutbound;
    private @Nullable OptionalLong wanted;

    RegisterRequest(Shard shard, Flow flow, Request request) {
        this.shard = shard;
        this.flow = flow;
        this.request = request;
        this.isStar = request.hasStarContact();
    }

    Request request() {
        return request;
    }

    Flow flow() {
        return flow;
    }

    /** What the core heard of us and of the WIC. */
    Binding.Sent sent() {
        return new Binding.Sent(path(), contact().address(), request.cseq().number());
    }

    /** What is wrong with it; null when nothing is. */
    @Nullable String defect() {
        if (!(request.to().uri() instanceof SipUri)) {
            return "To is no SIP URI";
        }
        if (isStar) {
            boolean zero = request.expires().equals(OptionalLong.of(0));
            return zero ? null : "Contact * without Expires 0";
        }
        var contacts = request.contacts();
        if (contacts.size() != 1) {
            return contacts.isEmpty() ? "no Contact" : "more than one Contact";
        }
        return contacts.getFirst().uri() instanceof SipUri ? null : "Contact is no SIP URI";
    }

    /** Whether it ends all registrations of the flow. */
    boolean isStar() {
        return isStar;
    }

    /** Its one Contact; only when {@link #defect} is null and it is not {@link #isStar}. */
    Contact contact() {
        return request.contacts().getFirst();
    }

    /** Whether RFC 5626 is in use: the WIC says it can, and names its instance and flow. */
    boolean usesOutbound() {
        var known = usesOutbound;
        if (known == null) {
            known =
                    !isStar
                            && request.lists(HeaderName.SUPPORTED, "outbound")
                            && contact().instance() != null
                            && contact().regId().isPresent()
                            && request.vias().size() == 1;
            usesOutbound = known;
        }
        return known;
    }

    /** What a later REGISTER of the same client has in common with this. */
    Binding.Key key(String impi) {
        var known = client;
        if (known == null) {
            var contact = contact();
            String instance = contact.instance();
            known =
                    instance == null
                            ? contact.uri().toString()
                            : instance + " " + contact.regId().orElse(0);
            client = known;
        }
        return new Binding.Key(impi, known);
    }

    /** How long the WIC wants it, in seconds; none when it does not say. */
    OptionalLong wanted() {
        var known = wanted;
        if (known == null) {
            var own = isStar() ? OptionalLong.empty() : contact().expires();
            known = own.isPresent() ? own : request.expires();
            wanted = known;
        }
        return known;
    }

    boolean isDeregistration() {
        return wanted().equals(OptionalLong.of(0));
    }

    /** How long the registrar grants this client (RFC 3261 §10.2.4). */
    long granted(Response response) {
        var own = contact();
        for (var contact : response.contacts()) {
            var expires = contact.expires();
            if (expires.isPresent() && isSame(own, contact)) {
                return expires.getAsLong();
            }
        }
        OptionalLong inHeader = response.expires();
        return inHeader.isPresent() ? inHeader.getAsLong() : wanted().orElse(DEFAULT_EXPIRES);
    }

    private static boolean isSame(Contact own, Contact other) {
        String instance = own.instance();
        if (instance != null && other.instance() != null) {
            return instance.equals(other.instance()) && own.regId().equals(other.regId());
        }
        return own.uri() instanceof SipUri a && other.uri() instanceof SipUri b && a.matches(b);
    }

    /** What goes to the core for a user whom we have authenticated (TS 33.203 Annex U). */
    Edit<Request> asTrustedNode(String impi, String wwsf, Duration atMost) {
        var edit = common();
        edit.remove(HeaderName.AUTHORIZATION);
        String home = shard.config.homeDomain();
        String proof = Credentials.Digest.authDone(impi, home, "sip:" + home).format();
        var registration = shard.config.registration();
        if (!registration.wafParameter().isEmpty()) {
            String waf = registration.wafIdentity();
            String entity = Quoted.quote(waf.isEmpty() ? wwsf : waf);
            proof += ", " + registration.wafParameter() + "=" + entity;
        }
        edit.append(HeaderName.AUTHORIZATION, proof);
        return capped(edit, atMost);
    }

    /** What goes to the core when the S-CSCF authenticates; null when the digest is malformed. */
    @Nullable Edit<Request> asPassed(boolean flowIsBound) {
        var edit = common();
        edit.remove(HeaderName.AUTHORIZATION);
        for (String line : request.headers(HeaderName.AUTHORIZATION)) {
            String cleaned = HeaderPolicy.withoutIntegrity(line);
            if (!(Credentials.decode(cleaned)
                            instanceof Decoded.Ok<Credentials>(Credentials.Digest digest))
                    || !digest.integrityProtected().isEmpty()) {
                return null;
            }
            String protection = protection(digest, flowIsBound);
            edit.append(
                    HeaderName.AUTHORIZATION,
                    protection.isEmpty()
                            ? cleaned
                            : cleaned + ", integrity-protected=" + Quoted.quote(protection));
        }
        return edit;
    }

    /** TS 24.229 §5.4.1.1: how the S-CSCF is told what carried the REGISTER. */
    private String protection(Credentials.Digest digest, boolean flowIsBound) {
        if (flow.hop().transport() != Transport.WSS) {
            return "";
        }
        if (Aka.isAkav2(digest.algorithm())) {
            return "tls-connected";
        }
        if (shard.config.registration().digestProtection() == DigestProtection.NONE) {
            return "";
        }
        return flowIsBound ? "tls-yes" : "tls-pending";
    }

    /** Our own entry in Path. */
    NameAddr path() {
        return flow.path(shard.wire, usesOutbound());
    }

    private Edit<Request> common() {
        var edit = HeaderPolicy.fromAccess(request, request.edit());
        int hops = request.maxForwards().orElse(70);
        return edit.remove(HeaderName.ROUTE)
                .remove(HeaderName.PROXY_AUTHORIZATION)
                .replace(HeaderName.MAX_FORWARDS, Integer.toString(hops - 1))
                .append(HeaderName.PATH, path().toString())
                .append(HeaderName.REQUIRE, "path")
                .append(
                        HeaderName.P_VISITED_NETWORK_ID,
                        Quoted.quote(shard.config.mw().visitedNetwork()))
                .append(HeaderName.P_CHARGING_VECTOR, shard.chargingVector());
    }

    /** Asks for no longer than the token lasts. */
    private Edit<Request> capped(Edit<Request> edit, Duration atMost) {
        long most = atMost.toSeconds();
        if (isStar() || wanted().orElse(Long.MAX_VALUE) <= most) {
            return edit;
        }
        var contact = NetworkParameters.without(contact().address());
        if (contact().expires().isPresent()) {
            String capped = Long.toString(most);
            edit.replace(
                    HeaderName.CONTACT,
                    contact.with(contact.params().with("expires", capped)).toString());
        }
        return edit.replace(HeaderName.EXPIRES, Long.toString(most));
    }

    /** Which way the WIC wants to be authenticated; null when its credentials are malformed. */
    static @Nullable Presented presented(Request request, Config config) {
        Presented found = new Presented.Nothing();
        for (String line : request.headers(HeaderName.AUTHORIZATION)) {
            switch (Credentials.decode(line)) {
                case Decoded.Ok(Credentials.Bearer bearer) -> {
                    boolean isPlain = line.strip().substring(6).strip().equals(bearer.token());
                    boolean isRead = isPlain || config.admission().annexBearer();
                    return new Presented.Token(isRead ? bearer.token() : "");
                }
                case Decoded.Ok(Credentials.Digest digest) -> {
                    if (found instanceof Presented.Proof) {
                        return null; // whose registration it is must be beyond doubt
                    }
                    found = new Presented.Proof(digest.username(), digest.algorithm());
                }
                case Decoded.Ok(Credentials.Other _) -> {}
                case Decoded.Malformed<Credentials> _ -> {
                    if (line.strip().regionMatches(true, 0, "Bearer", 0, 6)) {
                        return new Presented.Token("");
                    }
                    return null;
                }
            }
        }
        return found;
    }

    /** What a request has to say for itself. */
    sealed interface Presented {
        /** No credentials that we know. */
        record Nothing() implements Presented {}

        /** A token, empty when it was malformed. A secret. */
        record Token(String token) implements Presented {
            @Override
            public String toString() {
                return "Token";
            }
        }

        /** A digest, the only one. */
        record Proof(String impi, String algorithm) implements Presented {}
    }
}
