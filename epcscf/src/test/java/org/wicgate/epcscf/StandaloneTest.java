package org.wicgate.epcscf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wicgate.sim.Proves;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;

class StandaloneTest {
    private final Bench bench = new Bench();
    private final Calls calls = new Calls(bench).register(1, "alice");

    @ParameterizedTest
    @ValueSource(strings = {"MESSAGE", "SUBSCRIBE", "REFER", "OPTIONS", "PUBLISH", "FUTURE"})
    @Proves("SES-35")
    void requestsOutsideOfCallsFollowTheSameRules(String method) {
        String more =
                Texts.bearer("alice")
                        + "P-Preferred-Identity: <sip:second@ims.example>\n"
                        + "P-Asserted-Identity: <sip:admin@ims.example>\n"
                        + "Route: <sip:elsewhere;lr>\n";
        bench.wic(1, Texts.initial(method, "alice", "bob", more, ""));
        var onward = bench.coreRequest();
        assertEquals(method, onward.method());
        assertEquals("<sip:second@ims.example>", onward.header(HeaderName.P_ASSERTED_IDENTITY));
        assertEquals("<sip:orig@192.0.2.50:5080;lr>", onward.header(HeaderName.ROUTE));
        assertFalse(onward.has(HeaderName.AUTHORIZATION));
        assertTrue(onward.has(HeaderName.P_CHARGING_VECTOR));
        bench.core(
                Response.to(onward, 200)
                        .toTag("x")
                        .append(HeaderName.P_CHARGING_VECTOR, "icid-value=1")
                        .build());
        bench.assertAnswered(1, 200);
        assertEquals(1, bench.wicResponse(1).vias().size());
        assertFalse(bench.wicResponse(1).has(HeaderName.P_CHARGING_VECTOR));
    }

    @Test
    void notifyOfASubscriptionFindsTheWicByTheRecordedRoute() {
        bench.wic(1, Texts.initial("SUBSCRIBE", "alice", "bob", Texts.bearer("alice"), ""));
        var subscribe = bench.coreRequest();
        bench.core(
                Response.to(subscribe, 200)
                        .toTag("n")
                        .copy(HeaderName.RECORD_ROUTE, subscribe)
                        .build());
        var notify = Calls.fromCallee("NOTIFY", subscribe, 1, "Event: presence\n");
        bench.core(notify);
        assertTrue(bench.wicRequest(1).is("NOTIFY"));
        bench.wic(1, Response.to(bench.wicRequest(1), 200).build());
        assertEquals(200, bench.coreResponse().status());
    }

    @Test
    void messageOfTheCoreReachesTheWicAndItsAnswerIsSigned() {
        bench.core(
                Texts.coreInvite(calls.path, "sip:alice@alice.invalid;transport=ws", "", "")
                        .replace("INVITE", "MESSAGE"));
        Request message = bench.wicRequest(1);
        assertTrue(message.is("MESSAGE"));
        assertEquals(1, message.vias().size());
        bench.wic(1, Response.to(message, 200).toTag("w").build());
        var ok = bench.coreResponse();
        assertEquals("<sip:second@ims.example>", ok.header(HeaderName.P_ASSERTED_IDENTITY));
        assertEquals(2, ok.vias().size());
    }

    @Test
    void silentCoreMeans504() {
        bench.wic(1, Texts.initial("MESSAGE", "alice", "bob", Texts.bearer("alice"), ""));
        bench.pass(Duration.ofSeconds(33));
        bench.assertAnswered(1, 504);
        assertEquals(0, bench.proxy.census().awaited());
    }
}
