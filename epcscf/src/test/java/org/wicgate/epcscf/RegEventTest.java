package org.wicgate.epcscf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wicgate.sim.Proves;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.RegInfo.Event;
import org.wicgate.sip.RegInfo.State;
import org.wicgate.sip.Response;

/** The subscription itself: TS 24.229 §5.2.3, RFC 6665. */
class RegEventTest {
    private final RegEventBench reg = new RegEventBench();
    private final Bench bench = reg.bench;

    @Test
    @Proves("REG-25")
    void firstRegistrationMakesASubscriptionAsTheStandardWantsIt() {
        var subscribe = reg.subscribed();
        assertEquals("sip:alice@ims.example", subscribe.requestUri().toString());
        assertEquals("<sip:alice@ims.example>", subscribe.header(HeaderName.TO));
        assertTrue(
                String.valueOf(subscribe.header(HeaderName.FROM))
                        .startsWith("<sip:192.0.2.60:5060>;tag="));
        assertEquals("reg", subscribe.header(HeaderName.EVENT));
        assertEquals("application/reginfo+xml", subscribe.header(HeaderName.ACCEPT));
        assertTrue(subscribe.expires().orElse(0) > 600, "longer than the registration");
        assertEquals("600000", subscribe.header(HeaderName.EXPIRES));
        assertEquals(
                reg.calls.path,
                subscribe.header(HeaderName.P_ASSERTED_IDENTITY),
                "our own URI: some cores know us only as they have us in Path");
        assertTrue(
                String.valueOf(subscribe.header(HeaderName.P_CHARGING_VECTOR))
                        .contains("orig-ioi=ims.example"));
        assertTrue(subscribe.routes().isEmpty());
        assertEquals(Bench.CORE, bench.coreHops.getLast());
    }

    @Test
    void refreshOfTheRegistrationMakesNoOther() {
        reg.granted();
        bench.wic(1, Texts.register("alice", 2, Texts.bearer("alice")));
        bench.core(Texts.registered(bench.coreRequest()));
        bench.assertAnswered(1, 200);
        assertEquals(1, reg.subscribes());
    }

    @Test
    void anotherUserHasAnother() {
        reg.granted();
        bench.connect(2).wic(2, Texts.register("bob", 1, Texts.bearer("bob")));
        bench.core(Texts.registered(bench.coreRequest()));
        assertEquals("sip:bob@ims.example", reg.last().requestUri().toString());
        assertEquals(2, reg.subscribes());
    }

    @Test
    void switchedOffMeansNone() {
        var off = new Bench();
        new Calls(off).register(1, "alice");
        assertTrue(off.coreRequests("SUBSCRIBE").isEmpty());
    }

    @Test
    void itIsRefreshedInItsDialogBeforeItEnds() {
        var first = reg.subscribed();
        bench.core(RegEventBench.ok(first, 500));
        bench.pass(Duration.ofSeconds(230));
        assertEquals(1, reg.subscribes());
        bench.pass(Duration.ofSeconds(21));
        var refresh = reg.last();
        assertEquals(first.callId(), refresh.callId());
        assertEquals(2, refresh.cseq().number());
        assertEquals("sip:scscf@192.0.2.50:5080", refresh.requestUri().toString());
        assertEquals("scscf1", refresh.to().tag());
        assertEquals("600000", refresh.header(HeaderName.EXPIRES));
        bench.core(RegEventBench.ok(refresh, 500));
        assertEquals(200, reg.told(first, RegEventBench.info(1, true, State.ACTIVE)));
    }

    @Test
    void notifyMayComeBeforeTheAnswerToSubscribe() {
        var subscribe = reg.subscribed();
        assertEquals(200, reg.told(subscribe, RegEventBench.info(0, true, State.ACTIVE)));
        bench.core(RegEventBench.ok(subscribe, 500));
        bench.pass(Duration.ofSeconds(251));
        assertEquals(2, reg.last().cseq().number());
        assertEquals(200, reg.told(subscribe, RegEventBench.info(1, true, State.ACTIVE)));
    }

    @Test
    void whatTheCoreHasForgottenIsMadeAnew() {
        var first = reg.subscribed();
        bench.core(RegEventBench.ok(first, 100));
        bench.pass(Duration.ofSeconds(51));
        bench.core(Response.to(reg.last(), 481).build());
        bench.pass(Duration.ofSeconds(10));
        var second = reg.last();
        assertNotEquals(first.callId(), second.callId());
        assertEquals("sip:alice@ims.example", second.requestUri().toString());
        assertFalse(second.isInDialog());
        bench.core(RegEventBench.ok(second, 600));
        assertEquals(481, reg.told(first, RegEventBench.info(1, true, State.ACTIVE)), "the old");
        assertEquals(200, reg.told(second, RegEventBench.info(0, true, State.ACTIVE)));
    }

    @ParameterizedTest
    @CsvSource({
        "terminated,10",
        "terminated;reason=deactivated,10",
        "terminated;reason=timeout,10",
        "terminated;reason=probation;retry-after=300,460",
        "terminated;reason=giveup,100",
        "terminated;reason=noresource,5401"
    })
    void endedByTheCoreItIsMadeAnewAsTheReasonSays(String state, int within) {
        long expires = 7000;
        var first = reg.subscribed();
        bench.core(RegEventBench.ok(first, expires));
        assertEquals(200, reg.told(first, RegEventBench.info(0, true, State.ACTIVE), state));
        bench.wic(1, Texts.register("alice", 2, 3000, Texts.bearer("alice")));
        bench.core(Texts.registered(bench.coreRequest()));
        for (int cseq = 3; within > 500 && cseq < 14; cseq++) { // a token of an hour, refreshed
            bench.verdicts.put("tok-alice", valid(bench));
            bench.wic(1, Texts.register("alice", cseq, 3000, Texts.bearer("alice")));
            bench.core(Texts.registered(bench.coreRequest()));
            bench.pass(Duration.ofSeconds(500));
        }
        bench.pass(Duration.ofSeconds(within));
        assertTrue(reg.subscribes() >= 2, "it was made anew");
        assertNotEquals(first.callId(), reg.last().callId());
    }

    private static TokenVerdict valid(Bench bench) {
        return new TokenVerdict.Valid(Bench.claims("alice", bench.run.now().plusSeconds(3600)));
    }

    @ParameterizedTest
    @ValueSource(ints = {405, 489, 501})
    void coreWithoutThePackageIsLeftInPeace(int status) {
        bench.core(Response.to(reg.subscribed(), status).build());
        bench.connect(2).wic(2, Texts.register("bob", 1, Texts.bearer("bob")));
        bench.core(Texts.registered(bench.coreRequest()));
        bench.assertAnswered(2, 200);
        bench.pass(Duration.ofMinutes(9));
        assertEquals(1, reg.subscribes(), "not asked again, for nobody");
        assertEquals(1, bench.reports(Report.RegEventRefused.class).size());
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 404, 480, 500, 503})
    void refusedItIsTriedAgainEverMoreSeldomAndToldOnce(int status) {
        bench.core(Response.to(reg.subscribed(), status).build());
        int cseq = 2;
        for (int i = 0; i < 10; i++) {
            bench.pass(Duration.ofMinutes(5));
            bench.verdicts.put("tok-alice", valid(bench));
            bench.wic(1, Texts.register("alice", cseq++, Texts.bearer("alice")));
            bench.core(Texts.registered(bench.coreRequest()));
            if (reg.last().cseq().number() == 1) {
                bench.core(Response.to(reg.last(), status).build());
            }
        }
        int tries = reg.subscribes();
        assertTrue(tries >= 2 && tries <= 8, tries + " in 50 minutes");
        var told =
                bench.reports(Report.RegEventRefused.class).stream()
                        .filter(r -> r.status() == status)
                        .toList();
        assertEquals(1, told.size());
    }

    @Test
    void retryAfterOfTheCoreIsKept() {
        var busy = Response.to(reg.subscribed(), 503).append(HeaderName.RETRY_AFTER, "400 (busy)");
        bench.core(busy.build());
        bench.pass(Duration.ofSeconds(399));
        assertEquals(1, reg.subscribes());
        bench.pass(Duration.ofSeconds(190));
        assertEquals(2, reg.subscribes());
    }

    @Test
    void silentCoreIsAskedAgainLater() {
        reg.subscribed();
        bench.pass(Duration.ofSeconds(33));
        assertEquals(408, bench.reports(Report.RegEventRefused.class).getLast().status());
        assertEquals(1, reg.subscribes());
        bench.pass(Duration.ofSeconds(46));
        assertEquals(2, reg.subscribes());
        bench.assertAnswered(1, 200);
    }

    @Test
    void tooBriefIsAskedForLonger() {
        var brief = Response.to(reg.subscribed(), 423).append(HeaderName.MIN_EXPIRES, "700000");
        bench.core(brief.build());
        assertEquals("700000", reg.last().header(HeaderName.EXPIRES));
        bench.core(Response.to(reg.last(), 423).append(HeaderName.MIN_EXPIRES, "800000").build());
        assertEquals(2, reg.subscribes(), "once");
    }

    @Test
    void whenTheWicHasLeftTheSubscriptionIsGivenBack() {
        var subscribe = reg.granted();
        bench.close(1).pass(Duration.ofSeconds(31));
        assertEquals(1, reg.subscribes(), "it may come back");
        bench.pass(Duration.ofSeconds(2));
        assertEquals("0", reg.last().header(HeaderName.EXPIRES));
        assertEquals(subscribe.callId(), reg.last().callId());
        bench.core(RegEventBench.ok(reg.last(), 0));
        var over = RegEventBench.info(1, true, State.ACTIVE);
        assertEquals(200, reg.told(subscribe, over, "terminated;reason=timeout"));
        assertEquals(481, reg.told(subscribe, over), "now it is forgotten");
        bench.pass(Duration.ofSeconds(70));
        assertEquals(0, bench.proxy.census().timers());
    }

    @Test
    void whoComesBackSoonKeepsTheSubscription() {
        var subscribe = reg.granted();
        bench.close(1).pass(Duration.ofSeconds(5));
        bench.connect(2).wic(2, Texts.register("alice", 2, Texts.bearer("alice")));
        bench.core(Texts.registered(bench.coreRequest()));
        bench.pass(Duration.ofSeconds(60));
        assertEquals(1, reg.subscribes());
        var ended =
                RegEventBench.info(
                        1,
                        true,
                        State.TERMINATED,
                        RegEventBench.contact(State.TERMINATED, Event.REJECTED));
        assertEquals(200, reg.told(subscribe, ended));
        assertEquals(
                Report.Ending.NETWORK, bench.reports(Report.Unregistered.class).getLast().ending());
    }

    @Test
    void newPathMeansANewDialogAtTheNextRefresh() {
        var first = reg.subscribed();
        bench.core(RegEventBench.ok(first, 200));
        bench.connect(2).wic(2, Texts.register("alice", 2, Texts.bearer("alice")));
        var path = bench.coreRequest().header(HeaderName.PATH);
        bench.core(Texts.registered(bench.coreRequest()));
        bench.pass(Duration.ofSeconds(101));
        assertNotEquals(first.callId(), reg.last().callId());
        assertEquals(path, reg.last().header(HeaderName.P_ASSERTED_IDENTITY));
    }
}
