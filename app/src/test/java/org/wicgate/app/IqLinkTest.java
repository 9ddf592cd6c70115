package org.wicgate.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.wicgate.iq.Command;
import org.wicgate.iq.ContextId;
import org.wicgate.iq.Event;
import org.wicgate.sim.Proves;

class IqLinkTest {
    private static final ContextId CONTEXT = new ContextId("c1");

    private final List<Event> events = new ArrayList<>();
    private final List<Command> atA = new ArrayList<>();
    private final List<Command> atB = new ArrayList<>();
    private final FakeGateway a = new FakeGateway("a", atA::add);
    private final FakeGateway b = new FakeGateway("b", atB::add);
    private final IqLink link = new IqLink();

    @Test
    void releaseIsSentAgainWhenTheGatewayIsFull() {
        var full = new AtomicInteger(2);
        var taken = new CompletableFuture<Command>();
        link.add(
                new FakeGateway(
                        "g",
                        command ->
                                command instanceof Command.Reserve
                                        || (full.getAndDecrement() <= 0
                                                && taken.complete(command))));
        reserve("c1");
        var release = new Command.Release(CONTEXT);
        link.send(release, _ -> {});
        assertEquals(release, taken.orTimeout(10, TimeUnit.SECONDS).join());
    }

    @Test
    void reserveIsRefusedWhenNoGatewayTakesIt() {
        link.add(new FakeGateway("g", _ -> false));
        reserve("c1");
        var refused = assertInstanceOf(Event.Refused.class, events.getFirst());
        assertEquals(Event.Cause.UNAVAILABLE, refused.cause());
        assertEquals(0, link.size());
    }

    @Test
    void aContextOfNobodyIsReleasedWhereverItIs() {
        both();
        reserve("c1");
        link.take(new Event.Heartbeat(new ContextId("c1")));
        link.take(new Event.Heartbeat(new ContextId("old")));
        var release = new Command.Release(new ContextId("old"));
        assertEquals(release, atA.getLast());
        assertEquals(release, atB.getLast());
        assertEquals(List.of(new Event.Heartbeat(new ContextId("c1"))), events);
    }

    @Test
    @Proves("AGW-33")
    void aContextIsMadeWhereTheFewestAreAndStaysThere() {
        both();
        reserve("c1");
        reserve("c2");
        reserve("c3");
        assertEquals(2, atA.size());
        assertEquals(1, atB.size());
        reserved("c2");
        link.send(new Command.Configure(new ContextId("c2"), List.of()), events::add);
        assertEquals(2, atB.size());
        assertEquals("b", link.gateway(new ContextId("c2")));
    }

    @Test
    void whatOneGatewayRefusesAnotherDoes() {
        both();
        reserve("c1");
        refused("c1", Event.Cause.TOO_MANY_CONTEXTS);
        assertEquals(atA, atB);
        assertEquals(List.of(), events);
        reserved("c1");
        assertEquals("b", link.gateway(CONTEXT));

        reserve("c2");
        refused("c2", Event.Cause.NO_PORTS);
        refused("c2", Event.Cause.TOO_MANY_CONTEXTS);
        assertInstanceOf(Event.Refused.class, events.getLast());
        assertEquals(1, link.size());
    }

    @Test
    void aRefusalOfALaterCommandIsToldAndKeepsTheContext() {
        both();
        reserve("c1");
        reserved("c1");
        refused("c1", Event.Cause.UNAVAILABLE);
        assertEquals(2, events.size());
        assertEquals(1, link.size());
        assertEquals(0, atB.size());
    }

    @Test
    void nothingNewGoesToAGatewayThatIsDownOrDraining() {
        both();
        a.isUp = false;
        reserve("c1");
        reserve("c2");
        assertEquals(0, atA.size());
        assertTrue(link.drain("b", true));
        reserve("c3");
        assertInstanceOf(Event.Refused.class, events.getLast());
        a.isUp = true;
        reserve("c4");
        assertEquals(1, atA.size());
        assertTrue(link.drain("b", false));
        assertFalse(link.drain("c", true));
        assertEquals(
                List.of(
                        Map.of("name", "a", "up", true, "draining", false, "contexts", 1),
                        Map.of("name", "b", "up", true, "draining", false, "contexts", 2)),
                link.json());
    }

    @Test
    void releasedContextsAreForgotten() {
        both();
        reserve("c1");
        reserved("c1");
        link.send(new Command.Release(CONTEXT), events::add);
        link.take(new Event.Released(CONTEXT, List.of()));
        assertEquals(0, link.size());
        assertEquals(0, link.json().getFirst().get("contexts"));
    }

    @Test
    void whatIsNowhereIsReleasedAndNothingElse() {
        both();
        link.send(new Command.Release(CONTEXT), events::add);
        assertEquals(new Event.Released(CONTEXT, List.of()), events.getLast());
        link.send(new Command.Audit(CONTEXT), events::add);
        assertInstanceOf(Event.Refused.class, events.getLast());
    }

    private void both() {
        link.add(a);
        link.add(b);
    }

    private void reserve(String context) {
        link.send(new Command.Reserve(new ContextId(context), List.of()), events::add);
    }

    private void reserved(String context) {
        link.take(new Event.Reserved(new ContextId(context), List.of()));
    }

    private void refused(String context, Event.Cause cause) {
        link.take(new Event.Refused(new ContextId(context), cause, "full"));
    }
}
