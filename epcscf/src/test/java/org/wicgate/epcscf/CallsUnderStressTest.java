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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wicgate.iq.Command;
import org.wicgate.sim.Links;
import org.wicgate.sim.SeededEntropy;
import org.wicgate.sip.Hop;
import org.wicgate.sip.Limits;
import org.wicgate.sip.Transport;

/**
 * Thousands of calls both ways while the core's wire loses, repeats and reorders, browsers vanish
 * and come back, and the eIMS-AGW is full at times: at the end nothing is left of any of them.
 */
class CallsUnderStressTest {
    private static final int WICS = 30;
    private static final int CALLS = 1000;
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

        Browser(String user) {
            this.user = user;
            this.wic = new FakeWic(0, user, 0);
        }

        void open() {
            connection = ++lastConnection;
            wic = new FakeWic(links.chance(1 << 30), user, connection);
            browsers.put(connection, this);
            long id = connection;
            node = links.add(wic, out -> fromWic(id, out.message().encode()));
            give(new EdgeProxy.In.ConnectionOpened(id, Transport.WSS, Bench.ORIGIN, user));
            act(wic::register);
        }

        void kill() {
            browsers.remove(connection);
            all.add(wic);
            if (node != null) {
                links.remove(node);
            }
            give(new EdgeProxy.In.ConnectionClosed(connection, "1006"));
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
    private final FakeGateway gateway = new FakeGateway(60);
    private final Map<Long, Browser> browsers = new HashMap<>();
    private final List<FakeWic> all = new ArrayList<>();
    private final Map<Report.CallEnd, Integer> ends = new EnumMap<>(Report.CallEnd.class);
    private int started;
    private int answered;
    private long lastConnection;
    private Links.@Nullable Node<EdgeProxy.In> edge;
    private Links.@Nullable Node<Party.In> coreNode;
    private Links.@Nullable Node<Command> gatewayNode;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void nothingIsLeftOfAnyCall(long seed) {
        links = new Links(seed);
        var entropy = new SeededEntropy(seed);
        var proxy = new EdgeProxy(Bench.config(), 7, NodeKey.fresh(entropy), entropy);
        var core = new FakeCore(seed, EDGE);
        edge = links.add(proxy, this::fromEdge);
        coreNode =
                links.add(
                        core,
                        out -> give(new EdgeProxy.In.FromCore(out.message(), Bench.CORE), MW));
        gatewayNode = links.add(gateway, event -> give(new EdgeProxy.In.FromGateway(event), IQ));
        var people = new ArrayList<Browser>();
        for (int i = 0; i < WICS; i++) {
            var browser = new Browser("u" + i);
            people.add(browser);
            browser.open();
        }
        links.pass(Duration.ofSeconds(20));
        for (int i = 0; i < CALLS; i++) {
            var browser = people.get(links.chance(WICS));
            if (i % 2 == 0) {
                browser.act(() -> browser.wic.callTo("carol"));
            } else if (coreNode != null) {
                var call = new Party.In.Do(() -> core.callTo(browser.user));
                links.send(coreNode, call, Links.Wire.PERFECT);
            }
            if (browser.isOpen() && links.chance(12) == 0) {
                browser.kill();
                links.after(Duration.ofMillis(links.chance(6000)), browser::open);
            }
            links.pass(Duration.ofMillis(links.chance(500)));
        }
        links.pass(Duration.ofSeconds(10)); // the last ones are open again
        people.stream().filter(Browser::isOpen).forEach(Browser::kill);
        links.pass(Duration.ofMinutes(10));

        String run = links + " " + ends + ", " + answered + " of " + started + " answered";
        assertEquals(new EdgeProxy.Census(0, 0, 0, 0, 0, 0), proxy.census(), run);
        assertEquals(0, gateway.contexts(), run);
        assertEquals(0, gateway.wrong, run);
        assertEquals(gateway.reserved, gateway.released, run);
        assertEquals(started, ends.values().stream().mapToInt(Integer::intValue).sum(), run);
        assertTrue(started > CALLS / 2 && answered > started / 4, run);
        assertTrue(ends.size() >= 6, "every kind of end is met: " + run);
        assertEquals(0, core.talks(), "every far end heard of the end: " + run);
    }

    private void fromEdge(EdgeProxy.Out out) {
        switch (out) {
            case EdgeProxy.Out.Transmit(var message, Hop.Connection(_, var id)) -> {
                var browser = browsers.get(id);
                if (browser != null && browser.node != null) {
                    var hop = new Hop.Connection(Transport.WSS, id);
                    var read = Bench.read(message.encode());
                    links.send(browser.node, new Party.In.Received(read, hop), W2);
                }
            }
            case EdgeProxy.Out.Transmit(var message, _) -> {
                assertNotNull(coreNode);
                var read = Bench.read(message.encode());
                links.send(coreNode, new Party.In.Received(read, EDGE), MW);
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
            case Report.CallStarted _ -> started++;
            case Report.CallAnswered _ -> answered++;
            case Report.CallEnded ended -> ends.merge(ended.end(), 1, Integer::sum);
            default -> {}
        }
    }

    private void fromWic(long connection, byte[] bytes) {
        give(EdgeProxy.In.fromAccess(connection, bytes, Limits.DEFAULT), W2);
    }

    private void give(EdgeProxy.In input) {
        give(input, W2);
    }

    private void give(EdgeProxy.In input, Links.Wire wire) {
        assertNotNull(edge);
        links.send(edge, input, wire);
    }
}
