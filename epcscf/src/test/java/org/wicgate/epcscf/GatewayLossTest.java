package org.wicgate.epcscf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.wicgate.epcscf.Report.CallEnd;
import org.wicgate.iq.Command;
import org.wicgate.iq.ContextId;
import org.wicgate.iq.Event;
import org.wicgate.sim.Proves;
import org.wicgate.sip.HeaderName;

/** The eIMS-AGW is lost, or has lost what it had (TS 23.334 §6.1.2). */
class GatewayLossTest {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Bench bench = new Bench();
    private final Calls calls = new Calls(bench).register(1, "alice");

    private void assertEndedOnBothSides() {
        var bye = bench.coreRequests("BYE").getFirst();
        assertEquals(Session.LOST_REASON, bye.header(HeaderName.REASON));
        assertTrue(bench.wicRequest(1).is("BYE"));
        assertEquals(Session.LOST_REASON, bench.wicRequest(1).header(HeaderName.REASON));
        assertEquals(CallEnd.MEDIA_LOST, calls.end());
        assertEquals(1, bench.reports(Report.GatewayRefused.class).size());
        calls.assertOver(1);
    }

    private long audits() {
        return bench.commands.stream().filter(Command.Audit.class::isInstance).count();
    }

    @Test
    @Proves("AGW-31")
    void callsOfAGatewayThatFallsSilentAreEnded() {
        calls.talk();
        bench.pass(Duration.ofMinutes(5));
        assertEquals(10, audits());
        assertEquals(1, bench.proxy.census().calls(), "it answers");
        bench.gatewayAnswers = false;
        bench.pass(MediaAudit.EVERY.plus(PATIENCE));
        assertEquals(1, bench.proxy.census().calls(), "one answer may be lost");
        bench.pass(PATIENCE.plusSeconds(1));
        assertEndedOnBothSides();
        assertEquals(12, audits());
    }

    @Test
    @Proves("AGW-31")
    void callsThatAGatewayForgotAreEnded() {
        calls.talk();
        bench.gatewayAnswers = false;
        bench.pass(MediaAudit.EVERY.plusMillis(100));
        var audit = bench.commands.getLast();
        assertEquals(Command.Audit.class, audit.getClass());
        bench.give(
                new EdgeProxy.In.FromGateway(
                        new Event.Refused(
                                audit.context(), Event.Cause.NO_SUCH_CONTEXT, "started anew")));
        assertEndedOnBothSides();
    }

    @Test
    @Proves("AGW-31")
    void ringingCallOfALostGatewayIsCancelledAndAnswered503() {
        calls.call();
        bench.core(Calls.answer(bench.coreRequest(), 180).build());
        bench.gatewayAnswers = false;
        bench.pass(MediaAudit.EVERY.plus(PATIENCE).plus(PATIENCE).plusSeconds(1));
        bench.assertAnswered(1, 503);
        var cancel = bench.coreRequests("CANCEL").getFirst();
        assertEquals(Session.LOST_REASON, cancel.header(HeaderName.REASON));
        assertEquals(CallEnd.MEDIA_LOST, calls.end());
        calls.assertOver(1);
    }

    /** TS 23.334 §5.7: the eIMS-AGW asks about what it heard nothing of. */
    @Test
    @Proves("AGW-26")
    void aContextThatMayHangIsAuditedOrReleased() {
        calls.talk();
        var id = bench.commands.getFirst().context();
        bench.give(new EdgeProxy.In.FromGateway(new Event.Heartbeat(id)));
        assertEquals(new Command.Audit(id), bench.commands.getLast());
        var strange = new ContextId("of nobody");
        bench.give(new EdgeProxy.In.FromGateway(new Event.Heartbeat(strange)));
        assertEquals(new Command.Release(strange), bench.commands.getLast());
        assertEquals(1, bench.proxy.census().calls());
    }

    @Test
    void nobodyIsAskedAboutACallThatIsOver() {
        calls.talk();
        bench.wic(1, Texts.inDialog("BYE", "alice", "dave", 2, Texts.bearer("alice"), ""));
        bench.pass(Duration.ofMinutes(2));
        assertEquals(0, audits());
    }
}
