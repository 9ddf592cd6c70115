package org.wicgate.lab;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;
import org.wicgate.base.Entropy;
import org.wicgate.sip.Edit;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Hop;
import org.wicgate.sip.Method;
import org.wicgate.sip.Request;
import org.wicgate.sip.Transport;
import org.wicgate.sip.Via;

/** What a proxy does to a request on its way: RFC 3261 §16.6. */
final class Forwarding {
    private static final Set<String> RECORDED =
            Set.of(Method.INVITE, Method.SUBSCRIBE, Method.REFER, Method.NOTIFY);
    private static final String USUAL_HOPS = "70";

    private final OwnUris own;
    private final Entropy entropy;

    Forwarding(OwnUris own, Entropy entropy) {
        this.own = own;
        this.entropy = entropy;
    }

    /** The request without the Routes on top that name us. */
    Request withoutOwnRoutes(Request request) {
        var edit = request.edit();
        int count = ownRoutes(request);
        for (int i = 0; i < count; i++) {
            edit.removeFirst(HeaderName.ROUTE);
        }
        return count == 0 ? request : edit.build();
    }

    private int ownRoutes(Request request) {
        int count = 0;
        for (var route : request.routes()) {
            if (!own.isSelf(route.uri())) {
                break;
            }
            count++;
        }
        return count;
    }

    /** Whether it has been here with the same way to go: RFC 3261 §16.3 step 4. */
    boolean isLoop(Request request) {
        String mark = mark(request);
        return request.vias().stream()
                .filter(v -> v.host().equalsIgnoreCase(own.host()) && v.port() == own.port())
                .map(Via::branch)
                .anyMatch(branch -> branch != null && branch.endsWith(mark));
    }

    /** The request to one target; {@code received} is as it came, its own Routes taken out. */
    Request to(Target target, Request received, Transport cameBy) {
        var edit = received.edit().requestUri(target.uri());
        for (var route : target.route().reversed()) {
            edit.prepend(HeaderName.ROUTE, route.toString());
        }
        var goesBy = target.hop().transport();
        if (RECORDED.contains(received.method()) && !received.isInDialog()) {
            record(edit, cameBy);
            if (goesBy != cameBy) { // RFC 5658: one for each side
                record(edit, goesBy);
            }
        }
        return onward(edit, received, target.hop());
    }

    /** Max-Forwards and Via, as on every request. */
    Request onward(Edit<Request> edit, Request received, Hop hop) {
        var hops = received.maxForwards();
        edit.replace(
                HeaderName.MAX_FORWARDS,
                hops.isPresent() ? Integer.toString(hops.getAsInt() - 1) : USUAL_HOPS);
        return edit.pushVia(via(hop, mark(received))).build();
    }

    /** The Via of a request of ours. */
    Via via(Hop hop, String mark) {
        String branch = Via.MAGIC_COOKIE + entropy.token(16) + mark;
        return Via.of(hop.transport(), own.host(), own.port(), branch);
    }

    private void record(Edit<Request> edit, Transport transport) {
        edit.prepend(HeaderName.RECORD_ROUTE, "<" + own.recordRoute(transport) + ">");
    }

    /** RFC 3261 §16.6 step 8: a hash of all that decides on the way. */
    private static String mark(Request request) {
        var crc = new CRC32();
        for (var part :
                List.of(
                        request.requestUri(),
                        request.callId(),
                        request.from(),
                        request.to(),
                        request.cseq(),
                        request.headers(HeaderName.ROUTE))) {
            crc.update(part.toString().getBytes(StandardCharsets.UTF_8));
            crc.update(0);
        }
        return "." + Long.toHexString(crc.getValue());
    }
}
