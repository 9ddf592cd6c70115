package org.wicgate.epcscf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.wicgate.sip.Edit;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;

/** A WIC that subscribes to its own registration, and what passes in the dialog. */
class SubscriptionsTest {
    private final Bench bench = new Bench();
    private final Calls calls = new Calls(bench).register(1, "alice");

    private static final String MORE = Texts.bearer("alice") + "Event: reg\nExpires: 600\n";

    private Request subscribe() {
        bench.wic(1, Texts.initial("SUBSCRIBE", "alice", "alice", MORE, ""));
        return bench.coreRequest();
    }

    private Request granted() {
        var subscribe = subscribe();
        bench.core(ok(subscribe).build());
        bench.assertAnswered(1, 200);
        return subscribe;
    }

    private static Edit<Response> ok(Request subscribe) {
        return Response.to(subscribe, 200)
                .toTag("far1")
                .append(HeaderName.RECORD_ROUTE, "<sip:mo@192.0.2.50:5080;lr>")
                .copy(HeaderName.RECORD_ROUTE, subscribe)
                .append(HeaderName.CONTACT, "<sip:scscf@192.0.2.55:5090>")
                .append(HeaderName.EXPIRES, "600");
    }

    private static String refresh(int cseq) {
        return Texts.inDialog("SUBSCRIBE", "alice", "alice", cseq, MORE, "");
    }

    private static Request notify(Request subscribe, int cseq, String state) {
        return Calls.fromCallee(
                "NOTIFY", subscribe, cseq, "Event: reg\nSubscription-State: " + state + "\n");
    }

    private void passes(Request notify) {
        bench.core(notify);
        assertTrue(bench.wicRequest(1).is("NOTIFY"));
        assertFalse(bench.wicRequest(1).has(HeaderName.P_CHARGING_VECTOR));
        bench.wic(1, Response.to(bench.wicRequest(1), 200).build());
        assertEquals(200, bench.coreResponse().status());
    }

    @Test
    void refreshGoesByTheRecordedRouteToTheNotifier() {
        granted();
        bench.wic(1, refresh(2));
        var refresh = bench.coreRequest();
        assertTrue(refresh.is("SUBSCRIBE"));
        assertEquals("sip:scscf@192.0.2.55:5090", refresh.requestUri().toString());
        assertEquals("<sip:mo@192.0.2.50:5080;lr>", refresh.header(HeaderName.ROUTE));
        assertFalse(refresh.has(HeaderName.AUTHORIZATION));
        assertTrue(refresh.has(HeaderName.P_CHARGING_VECTOR));
        bench.core(Response.to(refresh, 200).append(HeaderName.EXPIRES, "600").build());
        bench.assertAnswered(1, 200);
    }

    @Test
    void notifyPassesEvenBeforeTheAnswerAndAfterTheRegistrationIsOver() {
        var subscribe = subscribe();
        passes(notify(subscribe, 1, "active;expires=600"));
        bench.core(ok(subscribe).build());
        bench.wic(1, Texts.register("alice", 2, 0, Texts.bearer("alice")));
        bench.core(Texts.registered(bench.coreRequest()));
        assertEquals(0, bench.proxy.census().bindings());
        passes(notify(subscribe, 2, "terminated;reason=noresource"));
        bench.core(notify(subscribe, 3, "active"));
        assertEquals(481, bench.coreResponse().status(), "it was the last");
    }

    @Test
    void anotherWicHasNoPartInIt() {
        granted();
        bench.connect(2).wic(2, Texts.register("bob", 1, Texts.bearer("bob")));
        bench.core(Texts.registered(bench.coreRequest()));
        bench.wic(2, refresh(2).replace("tok-alice", "tok-bob"));
        bench.assertAnswered(2, 481);
    }

    @Test
    void itFollowsTheClientToItsNewConnection() {
        var subscribe = granted();
        bench.close(1);
        bench.core(notify(subscribe, 1, "active;expires=600"));
        assertEquals(430, bench.coreResponse().status());
        bench.connect(2).wic(2, Texts.register("alice", 2, Texts.bearer("alice")));
        bench.core(Texts.registered(bench.coreRequest()));
        bench.core(notify(subscribe, 2, "active;expires=600"));
        assertTrue(bench.wicRequest(2).is("NOTIFY"));
        bench.wic(2, Response.to(bench.wicRequest(2), 200).build());
        bench.wic(2, refresh(2));
        assertTrue(bench.coreRequest().is("SUBSCRIBE"));
    }

    @Test
    void refusedOrRunOutItIsForgotten() {
        bench.core(Response.to(subscribe(), 489).toTag("x").build());
        bench.assertAnswered(1, 489);
        bench.wic(1, refresh(2));
        bench.assertAnswered(1, 481);
        assertEquals(1, bench.proxy.census().timers(), "the registration's");
    }

    @Test
    void withoutARefreshItEnds() {
        granted();
        bench.wic(1, Texts.register("alice", 2, 1200, Texts.bearer("alice")));
        bench.core(Texts.registered(bench.coreRequest()));
        bench.pass(Duration.ofSeconds(670));
        bench.wic(1, refresh(2));
        bench.assertAnswered(1, 481);
    }

    @Test
    void tooManyOfOneClientAreRefused() {
        for (int i = 0; i <= Subscriptions.MAX_OF_ONE_WIC; i++) {
            String text = Texts.initial("SUBSCRIBE", "alice", "alice", MORE, "");
            bench.wic(1, text.replace("z9hG4bK", "z9hG4bK" + i).replace("call-", i + "call-"));
        }
        bench.assertAnswered(1, 503);
    }

    @Test
    void subscriptionOfTheCoreAtAWicPassesBothWays() {
        bench.core(
                Texts.coreInvite(calls.path, "sip:alice@alice.invalid;transport=ws", "", "")
                        .replace("INVITE", "REFER"));
        var refer = bench.wicRequest(1);
        bench.wic(
                1,
                Response.to(refer, 202)
                        .toTag("wic1")
                        .copy(HeaderName.RECORD_ROUTE, refer)
                        .append(HeaderName.CONTACT, "<sip:alice@alice.invalid;transport=ws>")
                        .build());
        assertEquals(202, bench.coreResponse().status());
        bench.wic(
                1,
                Texts.inDialog("NOTIFY", "alice", "carol", 1, Texts.bearer("alice"), "")
                        .replace("Call-ID: call-alice", "Call-ID: mt-call")
                        .replace("tag=calice", "tag=wic1")
                        .replace("tag=far1", "tag=carol1"));
        var notify = bench.coreRequest();
        assertTrue(notify.is("NOTIFY"));
        assertEquals("<sip:mt@192.0.2.50:5080;lr>", notify.header(HeaderName.ROUTE));
        assertEquals("sip:carol@192.0.2.70:5070", notify.requestUri().toString());
        bench.core(Response.to(notify, 200).build());
        bench.assertAnswered(1, 200);
    }
}
