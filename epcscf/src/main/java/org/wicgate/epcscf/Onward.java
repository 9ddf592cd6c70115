package org.wicgate.epcscf;

import java.time.Instant;
import java.util.List;
import org.wicgate.epcscf.Config.Scheme;
import org.wicgate.epcscf.Report.Side;
import org.wicgate.sip.Edit;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.NameAddr;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;
import org.wicgate.sip.Status;
import org.wicgate.sip.Transport;
import org.wicgate.sip.Uri;

/**
 * What every request and response that crosses has done to it, whatever it is about: the border of
 * the trust domain, Max-Forwards, Via, Route.
 */
final class Onward {
    private final Shard shard;

    Onward(Shard shard) {
        this.shard = shard;
    }

    /**
     * Starts a WIC's request for the core.
     *
     * @param routes the way that it has to take, whatever it says itself
     */
    Edit<Request> toCore(Request request, Scheme scheme, List<NameAddr> routes) {
        var edit = HeaderPolicy.fromAccess(request, request.edit());
        edit.remove(HeaderName.ROUTE);
        for (var route : routes) {
            edit.append(HeaderName.ROUTE, route.toString());
        }
        switch (scheme) {
            case WEB -> edit.remove(HeaderName.AUTHORIZATION); // RFC 8898 §2.1.2: for us alone
            case IMS -> HeaderPolicy.onlyDigests(request, edit, HeaderName.AUTHORIZATION);
        }
        HeaderPolicy.onlyDigests(request, edit, HeaderName.PROXY_AUTHORIZATION);
        String network = shard.config.sessions().policy().accessNetwork();
        if (!network.isEmpty()) { // TS 24.229 §5.2.6.3.3
            edit.append(HeaderName.P_ACCESS_NETWORK_INFO, network + ";network-provided");
        }
        return hop(request, edit);
    }

    /** Starts a request of the core for a WIC. */
    Edit<Request> toAccess(Request request) {
        var edit = HeaderPolicy.toAccess(request, request.edit());
        edit.remove(HeaderName.ROUTE).remove(HeaderName.RECORD_ROUTE);
        return hop(request, edit);
    }

    /** Starts a response of the core for the WIC that sent {@code request}. */
    Edit<Response> backToAccess(Response response, Request request) {
        var edit = HeaderPolicy.toAccess(response, response.edit());
        edit.remove(HeaderName.RECORD_ROUTE);
        Aka.challenges(response, edit, Transport.WSS);
        return Wire.backAlong(edit, request);
    }

    /** Starts a response of a WIC for the core, on its way back from the WIC. */
    Edit<Response> backToCore(Response response, Request request) {
        var edit = HeaderPolicy.fromAccess(response, response.edit());
        if (response.status() == 503) {
            // RFC 3261 §16.7 step 6: one WIC that cannot must not make the core shun us all
            edit.status(500, Status.phrase(500)).remove(HeaderName.RETRY_AFTER);
        }
        return Wire.backAlong(edit, request);
    }

    /** Sends a request to the core. */
    long sendToCore(Edit<Request> edit, Uri next, Signalling.Reply reply, Instant now) {
        return shard.core.send(edit, next, reply, now);
    }

    /** Sends an ACK to the core. */
    void sendAckToCore(Request plain, Uri next, Instant now) {
        shard.core.sendAck(plain, next, now);
    }

    /** Sends a request to a WIC. */
    long sendToAccess(Edit<Request> edit, Flow flow, Signalling.Reply reply, Instant now) {
        var request = shard.wire.toAccess(edit, flow);
        return shard.signalling.send(Side.ACCESS, request, flow.hop(), reply, now);
    }

    /** Sends an ACK to a WIC. */
    void sendAckToAccess(Request plain, Flow flow, Instant now) {
        var ack = shard.wire.toAccess(plain.edit(), flow);
        shard.signalling.sendAck(Side.ACCESS, ack, flow.hop(), now);
    }

    private static Edit<Request> hop(Request request, Edit<Request> edit) {
        int hops = request.maxForwards().orElse(71);
        return edit.replace(HeaderName.MAX_FORWARDS, Integer.toString(Math.max(0, hops - 1)));
    }
}
