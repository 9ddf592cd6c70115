package org.wicgate.epcscf;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.wicgate.sip.Edit;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.RegInfo;
import org.wicgate.sip.RegInfo.Event;
import org.wicgate.sip.RegInfo.State;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;

/** Alice on connection 1, and a core with the reg event package. */
final class RegEventBench {
    static final String ALICE = "sip:alice@alice.invalid;transport=ws";
    final Bench bench = new Bench(Bench.withRegEvent());
    final Calls calls = new Calls(bench);
    private int cseq;

    /** Alice registers; the SUBSCRIBE that follows. */
    Request subscribed() {
        calls.register(1, "alice");
        return last();
    }

    /** And the core grants it. */
    Request granted() {
        var subscribe = subscribed();
        bench.core(ok(subscribe, 600_000));
        return subscribe;
    }

    Request last() {
        return bench.coreRequests("SUBSCRIBE").getLast();
    }

    int subscribes() {
        return (int)
                bench.coreRequests("SUBSCRIBE").stream()
                        .map(r -> r.callId() + r.cseq())
                        .distinct()
                        .count();
    }

    static Response ok(Request subscribe, long expires) {
        return Response.to(subscribe, 200)
                .toTag("scscf1")
                .append(HeaderName.CONTACT, "<sip:scscf@192.0.2.50:5080>")
                .append(HeaderName.EXPIRES, Long.toString(expires))
                .build();
    }

    /** A NOTIFY of the core in the dialog that this SUBSCRIBE made, without a body. */
    Edit<Request> notify(Request subscribe, String state) {
        cseq++;
        String contact = String.valueOf(subscribe.header(HeaderName.CONTACT));
        return Request.of("NOTIFY", subscribe.contacts().getFirst().uri())
                .append(
                        HeaderName.VIA,
                        "SIP/2.0/UDP 192.0.2.50:5080;branch=z9hG4bKn" + cseq + contact.hashCode())
                .append(HeaderName.MAX_FORWARDS, "70")
                .append(HeaderName.FROM, "<" + subscribe.to().uri() + ">;tag=scscf1")
                .append(HeaderName.TO, String.valueOf(subscribe.header(HeaderName.FROM)))
                .append(HeaderName.CALL_ID, subscribe.callId())
                .append(HeaderName.CSEQ, cseq + " NOTIFY")
                .append(HeaderName.CONTACT, "<sip:scscf@192.0.2.50:5080>")
                .append(HeaderName.EVENT, "reg")
                .append(HeaderName.SUBSCRIPTION_STATE, state);
    }

    /** The core notifies; what it was answered. */
    int told(Request subscribe, RegInfo info) {
        return told(subscribe, info, "active;expires=600000");
    }

    int told(Request subscribe, RegInfo info, String state) {
        return send(notify(subscribe, state).body(RegInfo.TYPE, info.encode()));
    }

    int send(Edit<Request> notify) {
        bench.core(notify.build());
        return bench.toCore.stream()
                .filter(m -> m instanceof Response r && r.cseq().method().equals("NOTIFY"))
                .map(Response.class::cast)
                .toList()
                .getLast()
                .status();
    }

    int send(Request subscribe, String xml) {
        byte[] body = xml.getBytes(StandardCharsets.UTF_8);
        return send(notify(subscribe, "active").body(RegInfo.TYPE, body));
    }

    static RegInfo info(long version, boolean full, State state, RegInfo.Contact... contacts) {
        return new RegInfo(
                version,
                full,
                List.of(
                        new RegInfo.Registration(
                                "sip:alice@ims.example", "r1", state, List.of(contacts))));
    }

    static RegInfo.Contact contact(State state, Event event) {
        return contact(ALICE, state, event, OptionalLong.empty(), "", OptionalLong.empty());
    }

    static RegInfo.Contact contact(
            String uri,
            State state,
            Event event,
            OptionalLong expires,
            String callId,
            OptionalLong cseq) {
        return new RegInfo.Contact(uri, "c1", state, event, expires, callId, cseq, Map.of());
    }
}
