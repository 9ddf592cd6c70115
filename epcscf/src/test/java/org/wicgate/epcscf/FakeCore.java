package org.wicgate.epcscf;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.wicgate.sip.Edit;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Hop;
import org.wicgate.sip.NameAddr;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;
import org.wicgate.sip.SipUri;
import org.wicgate.sip.TimerValues;
import org.wicgate.sip.Transport;
import org.wicgate.sip.Via;

/** A registrar, and all the users behind it, at one address. */
final class FakeCore extends Party {
    /** Of its Contact. */
    static final String USER = "core";

    private final Hop edge;
    private final Map<String, Request> registered = new HashMap<>();

    FakeCore(long seed, Hop edge) {
        super(seed, TimerValues.CORE);
        this.edge = edge;
    }

    /** Calls a user over the Path it registered with; not if it never did. */
    void callTo(String user) {
        var register = registered.get(user);
        if (register == null) {
            return;
        }
        var to = NameAddr.of(SipUri.of(user, Bench.HOME));
        var from = NameAddr.of(SipUri.of("carol", Bench.HOME)).withTag(entropy.token(8));
        call(
                Request.of("INVITE", register.contacts().getFirst().uri())
                        .append(HeaderName.MAX_FORWARDS, "60")
                        .append(HeaderName.ROUTE, String.valueOf(register.header(HeaderName.PATH)))
                        .append(HeaderName.FROM, from.toString())
                        .append(HeaderName.TO, to.toString())
                        .append(HeaderName.CALL_ID, entropy.token(20))
                        .append(HeaderName.CSEQ, "1 INVITE"),
                user);
    }

    @Override
    @Nullable Edit<Response> other(Request request) {
        if (!request.is("REGISTER")) {
            return super.other(request);
        }
        registered.put(request.to().uri() instanceof SipUri uri ? uri.user() : "", request);
        return Response.to(request, 200)
                .toTag(entropy.token(8))
                .append(HeaderName.SERVICE_ROUTE, "<sip:orig@192.0.2.50:5080;lr>")
                .append(HeaderName.P_ASSOCIATED_URI, "<" + request.to().uri() + ">")
                .copy(HeaderName.CONTACT, request);
    }

    @Override
    boolean forks() {
        return true;
    }

    @Override
    Via via(String branch) {
        return Via.of(Transport.UDP, "192.0.2.50", 5080, branch);
    }

    @Override
    Hop next(Request request) {
        return edge;
    }

    @Override
    SipUri contact() {
        return SipUri.of(USER, "192.0.2.50", 5080);
    }

    @Override
    String description(boolean answer) {
        return Texts.CORE_SDP;
    }
}
