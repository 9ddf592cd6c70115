package org.wicgate.epcscf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.wicgate.iq.Command;
import org.wicgate.iq.Event;
import org.wicgate.sim.Links;
import org.wicgate.sim.Proves;
import org.wicgate.sim.SeededEntropy;
import org.wicgate.sip.Hop;
import org.wicgate.sip.SipMessage;
import org.wicgate.sip.Transport;

/**
 * A hundred thousand calls both ways, with forks, PRACK, re-INVITE, UPDATE, hold, REFER, Replaces,
 * session timers, crossing CANCEL and lost ACK, while the core's wire loses, repeats and reorders,
 * browsers vanish and come back, core and eIMS-AGW fall silent or start anew: at the end nothing is
 * left of any of them. {@code -Dwicgate.stress.seed=N -Dwicgate.stress.seeds=1} runs one seed
 * again, {@code -Dwicgate.stress.calls=N} takes so many calls of each.
 */
class CallsUnderStressTest {
    private static final int WICS = 30;
    private static final int CALLS = 25_000;
    private static final Hop EDGE =
            new Hop.Address(Transport.UDP, new InetSocketAddress("192.0.2.60", 5060));
    private static final Links.Wire MW =
            new Links.Wire(0.08, 0.05, Duration.ofMillis(2), Duration.ofMillis(120));
    private static final Links.Wire W2 = Links.Wire.ordered(Duration.ofMillis(15));
    private static final Links.Wire IQ = Links.Wire.ordered(Duration.ofMillis(3));

    /** One browser: it may be reloaded, and is somebody new then. */
    private final class Browser {
        final String user;
        FakeWic wic;
        long connection;
        Links.@Nullable Node<Party.In> node;
        private int replacedBefore;

        Browser(String user) {
            this.user = user;
            this.wic = new FakeWic(0, user, 0);
        }

        /**
         * @param same whether it is the same page, which knows its calls
         */
        void open(boolean same) {
            connection = ++lastConnection;
            if (same) {
                wic.moved(connection);
            } else {
                replacedBefore += wic.replaced;
                wic = new FakeWic(links.chance(1 << 30), user, connection);
            }
            browsers.put(connection, this);
            long id = connection;
            node = links.add(wic, out -> fromWic(id, out.message()));
            give(new EdgeProxy.In.ConnectionOpened(id, Transport.WSS, Bench.ORIGIN, user));
            act(wic::register);
        }

        void kill() {
            browsers.remove(connection);
            if (node != null) {
                links.remove(node);
            }
            give(new EdgeProxy.In.ConnectionClosed(connection, "1006"));
        }

        int replaced() {
            return replacedBefore + wic.replaced;
        }

        boolean isOpen() {
            return browsers.containsKey(connection);
        }

        void act(Runnable what) {
            if (node != null) {
                links.send(node, new Party.In.Do(what), Links.Wire.PERFECT);
            }
        }
    }

    private Links links = new Links(0);
    private FakeGateway gateway = new FakeGateway(60);
    private final Map<Long, Browser> browsers = new HashMap<>();
    private final List<Browser> people = new ArrayList<>();
    private final Map<Report.CallEnd, Integer> ends = new EnumMap<>(Report.CallEnd.class);
    private final Map<String, Integer> open = new HashMap<>();
    private int started;
    private int answered;
    private int sent;
    private int restarts;
    private long lastConnection;
    private Instant coreIsBack = Instant.EPOCH;
    private Instant gatewayIsBack = Instant.EPOCH;
    private Links.@Nullable Node<EdgeProxy.In> edge;
    private Links.@Nullable Node<Party.In> coreNode;
    private Links.@Nullable Node<Command> gatewayNode;

    /** Every far end hears of every end, as long as there is somebody to tell. */
    @Test
    void whoeverIsThereHearsOfTheEnd() {
        var core = run(1, 2_000, false);
        assertEquals(0, core.talks(), () -> "a far end did not hear: " + this + core.left());
    }

    /** Core and eIMS-AGW fall silent too, or start anew. */
    @Test
    @Proves("SES-36")
    void nothingIsLeftOfAnyCallAndNothingIsFreedTwice() {
        long first = Long.getLong("wicgate.stress.seed", 1);
        int calls = Integer.getInteger("wicgate.stress.calls", CALLS);
        var seeds = LongStream.range(first, first + Integer.getInteger("wicgate.stress.seeds", 4));
        System.out.println("calls under stress: " + calls + " for each seed from " + first);
        seeds.parallel().forEach(seed -> new CallsUnderStressTest().run(seed, calls, true));
    }

    private FakeCore run(long seed, int calls, boolean outages) {
        links = new Links(seed);
        gateway = new FakeGateway(60);
        var entropy = new SeededEntropy(seed);
        var proxy = new EdgeProxy(Bench.config(), 7, NodeKey.fresh(entropy), entropy);
        var core = new FakeCore(seed, EDGE);
        edge = links.add(proxy, this::fromEdge);
        coreNode = links.add(core, out -> fromCore(out.message()));
        gatewayNode = links.add(gateway, event -> fromGateway(event));
        for (int i = 0; i < WICS; i++) {
            people.add(new Browser("u" + i));
            people.getLast().open(false);
        }
        links.pass(Duration.ofSeconds(20));
        for (int i = 0; i < calls; i++) {
            oneMore(core, i, outages);
        }
        links.pass(Duration.ofSeconds(20)); // the last ones are open again
        people.stream().filter(Browser::isOpen).forEach(Browser::kill);
        links.pass(Duration.ofMinutes(20));

        assertEquals(new EdgeProxy.Census(0, 0, 0, 0, 0, 0), proxy.census(), this::toString);
        assertEquals(0, gateway.contexts(), this::toString);
        assertEquals(0, gateway.twice, this::toString);
        assertEquals(gateway.reserved, gateway.released + gateway.lost, this::toString);
        assertEquals(Map.of(), open, this::toString);
        assertEquals(started, ends.values().stream().mapToInt(Integer::intValue).sum());
        assertTrue(started > calls / 2 && answered > started / 5, this::toString);
        assertTrue(ends.size() >= 7, () -> "every kind of end is met: " + this);
        int replaced = core.replaced + people.stream().mapToInt(b -> b.replaced()).sum();
        assertTrue(replaced > calls / 1000, () -> replaced + " calls replaced: " + this);
        assertEquals(outages, restarts > 0, this::toString);
        return core;
    }

    private void oneMore(FakeCore core, int i, boolean outages) {
        var browser = people.get(links.chance(WICS));
        if (i % 2 == 0) {
            browser.act(() -> browser.wic.callTo("carol"));
        } else if (coreNode != null) {
            var call = new Party.In.Do(() -> core.callTo(browser.user));
            links.send(coreNode, call, Links.Wire.PERFECT);
        }
        if (browser.isOpen() && links.chance(12) == 0) {
            browser.kill();
            boolean same = links.chance(2) == 0;
            links.after(Duration.ofMillis(links.chance(6000)), () -> browser.open(same));
        }
        if (outages && links.chance(300) == 0) {
            coreIsBack = links.now().plusMillis(links.chance(20_000));
        }
        if (outages && links.chance(300) == 0) {
            gatewayIsBack = links.now().plusMillis(links.chance(8_000));
        }
        if (outages && links.chance(500) == 0) {
            gateway.restart();
        }
        if (outages && links.chance(500) == 0 && coreNode != null) {
            restarts++;
            links.send(coreNode, new Party.In.Do(core::restart), Links.Wire.PERFECT);
        }
        links.pass(Duration.ofMillis(links.chance(500)));
    }

    @Override
    public String toString() {
        return links
                + " "
                + ends
                + ", "
                + answered
                + " of "
                + started
                + " answered; contexts "
                + gateway.reserved
                + ", freed "
                + gateway.released
                + ", lost "
                + gateway.lost
                + ", unknown "
                + gateway.wrong;
    }

    private void fromCore(SipMessage message) {
        if (!links.now().isBefore(coreIsBack)) {
            give(new EdgeProxy.In.FromCore(message, Bench.CORE), MW);
        }
    }

    /** What a silent eIMS-AGW has to say comes when it speaks again. */
    private void fromGateway(Event event) {
        var late = Duration.between(links.now(), gatewayIsBack);
        give(
                new EdgeProxy.In.FromGateway(event),
                late.isPositive() ? Links.Wire.ordered(late) : IQ);
    }

    /** A message as it would be read; one of many really is written and read again. */
    private SipMessage onWire(SipMessage message) {
        return sent++ % 16 == 0 ? Bench.read(message.encode()) : message;
    }

    private void fromEdge(EdgeProxy.Out out) {
        switch (out) {
            case EdgeProxy.Out.Transmit(var message, Hop.Connection(_, var id)) -> {
                var browser = browsers.get(id);
                if (browser != null && browser.node != null) {
                    var hop = new Hop.Connection(Transport.WSS, id);
                    var read = onWire(message);
                    links.send(browser.node, new Party.In.Received(read, hop), W2);
                }
            }
            case EdgeProxy.Out.Transmit(var message, _) -> {
                assertNotNull(coreNode);
                if (!links.now().isBefore(coreIsBack)) {
                    links.send(coreNode, new Party.In.Received(onWire(message), EDGE), MW);
                }
            }
            case EdgeProxy.Out.Verify(var id, var token) -> {
                var claims = Bench.claims(token, Instant.EPOCH.plus(Duration.ofDays(1)));
                give(new EdgeProxy.In.Verified(id, new TokenVerdict.Valid(claims)), IQ);
            }
            case EdgeProxy.Out.ToGateway(var command) -> {
                assertNotNull(gatewayNode);
                links.send(gatewayNode, command, IQ);
            }
            case EdgeProxy.Out.Tell(var report) -> count(report);
            case EdgeProxy.Out.Keeps _, EdgeProxy.Out.Leaves _ -> {}
            case EdgeProxy.Out.Refuse _, EdgeProxy.Out.Close _, EdgeProxy.Out.Resolve _ ->
                    throw new AssertionError(out);
        }
    }

    private void count(Report report) {
        switch (report) {
            case Report.CallStarted s -> {
                started++;
                open.merge(s.callId(), 1, Integer::sum);
            }
            case Report.CallAnswered _ -> answered++;
            case Report.CallEnded ended -> {
                ends.merge(ended.end(), 1, Integer::sum);
                int left = open.merge(ended.callId(), -1, Integer::sum);
                assertTrue(left >= 0, () -> "ended twice: " + this);
                open.remove(ended.callId(), 0);
            }
            default -> {}
        }
    }

    private void fromWic(long connection, SipMessage message) {
        give(new EdgeProxy.In.FromAccess(connection, onWire(message)), W2);
    }

    private void give(EdgeProxy.In input) {
        give(input, W2);
    }

    private void give(EdgeProxy.In input, Links.Wire wire) {
        assertNotNull(edge);
        links.send(edge, input, wire);
    }
}
