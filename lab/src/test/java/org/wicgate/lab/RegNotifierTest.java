package org.wicgate.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.wicgate.base.Decoded;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.RegInfo;
import org.wicgate.sip.RegInfo.Event;
import org.wicgate.sip.RegInfo.State;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;

/** The reg event package of the lab core, in virtual time. */
final class RegNotifierTest {
    private static final String EDGE_URI = "<sip:f1@127.0.0.1:5060;lr;ob>";

    private final Bench bench = new Bench();

    /** What the core sent since the last look, each once. */
    private List<Request> notifies() {
        return bench.sent().stream()
                .map(LabCore.Out.Transmit::message)
                .filter(m -> m instanceof Request r && r.is("NOTIFY"))
                .map(Request.class::cast)
                .toList();
    }

    private String subscribe(String asserted, String... lines) {
        String[] all = {
            "Event: reg",
            "Expires: 600000",
            "Contact: <sip:me@127.0.0.1:5060>",
            "P-Asserted-Identity: " + asserted
        };
        String text =
                bench.request(
                        "SUBSCRIBE",
                        "sip:alice@ims.example",
                        Bench.EDGE,
                        "<sip:127.0.0.1:5060>;tag=edge",
                        Bench.impu("alice"),
                        all);
        return text.substring(0, text.length() - 1) + String.join("", lines) + "\n";
    }

    private int status(String asserted) {
        bench.receive(Bench.EDGE, subscribe(asserted));
        return bench.response().status();
    }

    /** Subscribes as the edge; the first NOTIFY. */
    private Request subscribed() {
        bench.registerWeb("alice", "f1");
        bench.receive(Bench.EDGE, subscribe(EDGE_URI));
        var sent = bench.sent();
        var ok = assertInstanceOf(Response.class, sent.getFirst().message());
        assertEquals(200, ok.status());
        assertEquals("600000", ok.header(HeaderName.EXPIRES));
        var notify = assertInstanceOf(Request.class, sent.getLast().message());
        answer(notify, 200);
        return notify;
    }

    private void answer(Request notify, int status) {
        bench.receive(Bench.EDGE, Response.to(notify, status).build());
    }

    private static RegInfo info(Request notify) {
        assertEquals(RegInfo.TYPE, notify.contentType());
        assertEquals("reg", notify.header(HeaderName.EVENT));
        return switch (RegInfo.decode(notify.body())) {
            case Decoded.Ok<RegInfo>(var info) -> info;
            case Decoded.Malformed<RegInfo>(var why) -> throw new AssertionError(why);
        };
    }

    @Test
    void fullStateComesWithTheSubscription() {
        var notify = subscribed();
        assertEquals("sip:me@127.0.0.1:5060", notify.requestUri().toString());
        assertEquals("edge", notify.to().tag());
        assertEquals("active;expires=600000", notify.header(HeaderName.SUBSCRIPTION_STATE));
        var info = info(notify);
        assertTrue(info.full());
        var registration = info.registrations().getFirst();
        assertEquals("sip:alice@ims.example", registration.aor());
        assertEquals(State.ACTIVE, registration.state());
        var contact = registration.contacts().getFirst();
        assertEquals("sip:f1@x.invalid;transport=ws", contact.uri());
        assertEquals(OptionalLong.of(600), contact.expires());
    }

    @Test
    void theUserAndItsProxyMayKnowAndNobodyElse() {
        assertEquals(480, status(EDGE_URI), "not registered");
        bench.registerWeb("alice", "f1");
        assertEquals(403, status(Bench.impu("bob")));
        assertEquals(403, status("<sip:f2@127.0.0.1:5060;lr;ob>"));
        bench.receive(Bench.EDGE, subscribe(Bench.impu("alice")));
        assertTrue(bench.sent().size() == 2);
    }

    @Test
    void changesComeAsPartialStateWithTheNextVersion() {
        long first = info(subscribed()).version();
        bench.receive(Bench.EDGE, bench.webRegister("alice", "f1", Bench.webContact("f1")));
        var notify = notifies().getFirst();
        answer(notify, 200);
        assertEquals(first + 1, info(notify).version());
        assertEquals(
                Event.REFRESHED,
                info(notify).registrations().getFirst().contacts().getFirst().event());
        bench.receive(Bench.EDGE, bench.webRegister("alice", "f2", Bench.webContact("f2")));
        notify = notifies().getFirst();
        answer(notify, 200);
        assertEquals(
                Event.CREATED,
                info(notify).registrations().getFirst().contacts().getFirst().event());
    }

    @Test
    void operatorEndsARegistration() {
        subscribed();
        bench.run.give(new LabCore.In.Deregister("alice", true));
        var notify = notifies().getFirst();
        var registration = info(notify).registrations().getFirst();
        assertEquals(State.TERMINATED, registration.state());
        assertEquals(Event.REJECTED, registration.contacts().getFirst().event());
        assertEquals("terminated;reason=noresource", notify.header(HeaderName.SUBSCRIPTION_STATE));
        answer(notify, 200);
        assertEquals(480, status(EDGE_URI));
    }

    @Test
    void operatorShortensARegistration() {
        subscribed();
        bench.run.give(new LabCore.In.Shorten("alice@ims.example", Duration.ofSeconds(60)));
        var notify = notifies().getFirst();
        answer(notify, 200);
        var contact = info(notify).registrations().getFirst().contacts().getFirst();
        assertEquals(Event.SHORTENED, contact.event());
        assertEquals(OptionalLong.of(60), contact.expires());
        bench.pass(Duration.ofSeconds(61));
        var last = info(notifies().getFirst()).registrations().getFirst();
        assertEquals(State.TERMINATED, last.state());
        assertEquals(Event.EXPIRED, last.contacts().getFirst().event());
    }

    @Test
    void whoNoLongerListensIsForgotten() {
        var notify = subscribed();
        bench.receive(Bench.EDGE, bench.webRegister("alice", "f1", Bench.webContact("f1")));
        answer(notifies().getFirst(), 481);
        bench.receive(Bench.EDGE, bench.webRegister("alice", "f1", Bench.webContact("f1")));
        assertEquals(List.of(), notifies());
        assertEquals("edge", notify.to().tag());
    }
}
