package org.wicgate.epcscf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.wicgate.epcscf.Report.CallEnd;
import org.wicgate.epcscf.Report.Ending;
import org.wicgate.sim.Proves;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.RegInfo;
import org.wicgate.sip.RegInfo.Event;
import org.wicgate.sip.RegInfo.State;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;

/** What NOTIFY requests mean for registrations and calls: TS 24.229 §5.2.5.2, RFC 3680 §5. */
class RegNotifyTest {
    private final RegEventBench reg = new RegEventBench();
    private final Bench bench = reg.bench;
    private final Request subscribe = reg.granted();

    private static RegInfo.Contact terminated(Event event) {
        return RegEventBench.contact(State.TERMINATED, event);
    }

    private void assertRegistered(boolean expected) {
        assertEquals(expected ? 1 : 0, bench.proxy.census().bindings());
    }

    private void assertEndedByTheNetwork() {
        assertRegistered(false);
        var told = bench.reports(Report.Unregistered.class).getLast();
        assertEquals(Ending.NETWORK, told.ending());
        bench.wic(1, Texts.initial("MESSAGE", "alice", "bob", Texts.bearer("alice"), ""));
        bench.assertAnswered(1, 403);
        bench.wic(1, Texts.register("alice", 2, Texts.bearer("alice")));
        bench.core(Texts.registered(bench.coreRequests("REGISTER").getLast()));
        assertRegistered(true);
    }

    @Test
    @Proves("REG-26")
    void fullAndPartialStateAreTakenAndAGapAsksForTheFullState() {
        assertEquals(200, reg.told(subscribe, RegEventBench.info(0, true, State.ACTIVE)));
        assertEquals(200, reg.told(subscribe, RegEventBench.info(1, false, State.ACTIVE)));
        assertEquals(1, reg.subscribes());
        assertEquals(200, reg.told(subscribe, RegEventBench.info(4, false, State.ACTIVE)));
        assertEquals(2, reg.subscribes(), "2 and 3 are lost");
        assertEquals(subscribe.callId(), reg.last().callId());
        bench.core(RegEventBench.ok(reg.last(), 600_000));
        var old = RegEventBench.info(3, false, State.TERMINATED, terminated(Event.REJECTED));
        assertEquals(200, reg.told(subscribe, old));
        assertRegistered(true);
        assertEquals(2, reg.subscribes(), "an old one is nothing");
        var full = RegEventBench.info(5, true, State.TERMINATED, terminated(Event.REJECTED));
        assertEquals(200, reg.told(subscribe, full));
        assertEndedByTheNetwork();
    }

    @Test
    void whatIsMalformedIsRefusedWithTheReason() {
        assertEquals(400, reg.send(subscribe, "<reginfo version='1' state='full'"));
        assertTrue(bench.coreResponse().reason().contains("not well-formed"));
        assertEquals(400, reg.send(subscribe, "<!DOCTYPE reginfo><reginfo/>"));
        assertTrue(bench.coreResponse().reason().contains("document type"));
        var notify = reg.notify(subscribe, "active").remove(HeaderName.SUBSCRIPTION_STATE);
        assertEquals(400, reg.send(notify));
        assertEquals(
                489, reg.send(reg.notify(subscribe, "active").replace(HeaderName.EVENT, "dialog")));
        byte[] text = Bench.bytes("text");
        assertEquals(415, reg.send(reg.notify(subscribe, "active").body("text/plain", text)));
        assertRegistered(true);
    }

    @Test
    void outsideOfADialogItIs481() {
        var notify = reg.notify(subscribe, "active");
        assertEquals(481, reg.send(notify.replace(HeaderName.CALL_ID, "another")));
        notify = reg.notify(subscribe, "active");
        assertEquals(481, reg.send(notify.replace(HeaderName.TO, "<sip:192.0.2.60:5060>;tag=x")));
        notify = reg.notify(subscribe, "active");
        assertEquals(481, reg.send(notify.replace(HeaderName.TO, "<sip:192.0.2.60:5060>")));
        assertEquals(200, reg.send(reg.notify(subscribe, "active")), "without news");
    }

    @ParameterizedTest
    @EnumSource(names = {"REJECTED", "DEACTIVATED", "EXPIRED", "UNREGISTERED", "PROBATION"})
    void terminatedContactEndsTheRegistration(Event event) {
        var other =
                RegEventBench.contact(
                        "sip:alice@other.invalid",
                        State.ACTIVE,
                        Event.CREATED,
                        OptionalLong.empty(),
                        "",
                        OptionalLong.empty());
        reg.told(subscribe, RegEventBench.info(0, true, State.ACTIVE, other, terminated(event)));
        assertEndedByTheNetwork();
    }

    @Test
    void registrationTerminatedWithoutAContactIsEnough() {
        reg.told(subscribe, RegEventBench.info(0, true, State.ACTIVE));
        assertRegistered(true);
        reg.told(subscribe, RegEventBench.info(1, false, State.TERMINATED));
        assertEndedByTheNetwork();
    }

    @Test
    void contactOfAnEarlierPageIsNotOurs() {
        var earlier =
                RegEventBench.contact(
                        "sip:old@old.invalid",
                        State.TERMINATED,
                        Event.EXPIRED,
                        OptionalLong.empty(),
                        "",
                        OptionalLong.empty());
        reg.told(subscribe, RegEventBench.info(0, true, State.ACTIVE, earlier));
        assertRegistered(true);
    }

    @Test
    void newsOfARegisterThatAnotherHasFollowedIsStale() {
        bench.wic(1, Texts.register("alice", 2, Texts.bearer("alice")));
        bench.core(Texts.registered(bench.coreRequest()));
        var stale =
                RegEventBench.contact(
                        RegEventBench.ALICE,
                        State.TERMINATED,
                        Event.UNREGISTERED,
                        OptionalLong.empty(),
                        "reg-alice",
                        OptionalLong.of(1));
        reg.told(subscribe, RegEventBench.info(0, true, State.TERMINATED, stale));
        assertRegistered(true);
        var ofAnotherLife =
                RegEventBench.contact(
                        RegEventBench.ALICE,
                        State.TERMINATED,
                        Event.EXPIRED,
                        OptionalLong.empty(),
                        "before",
                        OptionalLong.of(9));
        reg.told(subscribe, RegEventBench.info(1, false, State.ACTIVE, ofAnotherLife));
        assertRegistered(true);
    }

    @Test
    void shortenedRegistrationEndsEarlier() {
        var shortened =
                RegEventBench.contact(
                        RegEventBench.ALICE,
                        State.ACTIVE,
                        Event.SHORTENED,
                        OptionalLong.of(60),
                        "",
                        OptionalLong.empty());
        reg.told(subscribe, RegEventBench.info(0, true, State.ACTIVE, shortened));
        bench.pass(Duration.ofSeconds(59));
        assertRegistered(true);
        bench.pass(Duration.ofSeconds(2));
        assertRegistered(false);
        assertEquals(Ending.EXPIRED, bench.reports(Report.Unregistered.class).getLast().ending());
    }

    @Test
    @Proves("REG-27")
    void callEndsOnBothSidesAndItsMediaIsReleased() {
        reg.calls.talk();
        reg.told(subscribe, RegEventBench.info(0, true, State.TERMINATED));
        var byes =
                List.of(
                        bench.coreRequests("BYE").getLast(),
                        bench.wicLog(1).stream()
                                .filter(m -> m instanceof Request r && r.is("BYE"))
                                .map(Request.class::cast)
                                .toList()
                                .getLast());
        for (var bye : byes) {
            assertEquals(Session.DEREGISTERED_REASON, bye.header(HeaderName.REASON));
        }
        assertEquals(1, bench.releases());
        assertEquals(CallEnd.DEREGISTERED, bench.reports(Report.CallEnded.class).getLast().end());
        assertEndedByTheNetwork();
    }

    @Test
    void ringingCallsAreGivenUp() {
        var invite = reg.calls.call();
        bench.core(Calls.answer(invite, 180).build());
        reg.told(subscribe, RegEventBench.info(0, true, State.TERMINATED));
        assertEquals(
                Session.DEREGISTERED_REASON,
                bench.coreRequests("CANCEL").getLast().header(HeaderName.REASON));
        assertTrue(
                bench.wicLog(1).stream()
                        .anyMatch(m -> m instanceof Response r && r.status() == 503));
        assertEquals(1, bench.releases());
        assertEquals(0, bench.proxy.census().calls());
    }

    @Test
    void ringingWicIsToldToStop() {
        var invite = reg.calls.ring();
        bench.wic(1, Calls.ringing(invite));
        reg.told(subscribe, RegEventBench.info(0, true, State.TERMINATED));
        var cancel =
                bench.wicLog(1).stream()
                        .filter(m -> m instanceof Request r && r.is("CANCEL"))
                        .map(Request.class::cast)
                        .toList();
        assertEquals(Session.DEREGISTERED_REASON, cancel.getLast().header(HeaderName.REASON));
        assertEquals(1, bench.releases());
    }
}
