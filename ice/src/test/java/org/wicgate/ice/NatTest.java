package org.wicgate.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.wicgate.ice.AgentNode.Datagram;
import org.wicgate.ice.AgentNode.Out;
import org.wicgate.sim.Links;
import org.wicgate.sim.Links.Wire;
import org.wicgate.sim.Nat;
import org.wicgate.sim.Nat.Dependence;
import org.wicgate.sim.SeededEntropy;

/**
 * A WIC behind every kind of NAT, by mapping and filtering, and a gateway with a public address.
 */
class NatTest {
    private static final Duration THIRTY = Duration.ofSeconds(30);
    private static final Wire WIRE = Wire.ordered(Duration.ofMillis(20));
    private static final InetSocketAddress GATEWAY = new InetSocketAddress("192.0.2.1", 10_000);
    private static final InetSocketAddress WIC = new InetSocketAddress("10.0.0.7", 5_000);
    private static final InetSocketAddress OUTSIDE = new InetSocketAddress("198.51.100.1", 1);

    /** Who is behind what. */
    record Case(Dependence mapping, Dependence filtering, boolean isLite) {}

    static Stream<Case> cases() {
        var all = Dependence.values();
        return Arrays.stream(all)
                .flatMap(mapping ->
                        Arrays.stream(all)
                                .flatMap(filtering ->
                                        Stream.of(true, false)
                                                .map(lite -> new Case(mapping, filtering, lite))));
    }

    private final Links links = new Links(1);
    private final List<IceEvent> atGateway = new ArrayList<>();
    private final List<IceEvent> atWic = new ArrayList<>();

    @ParameterizedTest
    @MethodSource("cases")
    void bothSelectTheAddressThatTheNatGivesAndConsentKeepsIt(Case of) {
        var nat = new Nat(OUTSIDE.getAddress(), of.mapping, of.filtering);
        var wic = new AgentNode(full(1, true, WIC));
        var gateway =
                new AgentNode(
                        of.isLite
                                ? to -> new LiteAgent(THIRTY, THIRTY, new SeededEntropy(2), to)
                                : full(2, false, GATEWAY));
        var places = new ArrayList<Links.Node<Datagram>>();
        places.add(
                links.add(
                        wic,
                        out -> {
                            switch (out) {
                                case Out.Told(var event) -> atWic.add(event);
                                case Out.Send send -> {
                                    var from = nat.outward(WIC, send.to());
                                    var packet = new Datagram(send.bytes(), 0, from);
                                    if (send.to().equals(GATEWAY)) {
                                        links.send(places.get(1), packet, WIRE);
                                    }
                                }
                            }
                        }));
        places.add(
                links.add(
                        gateway,
                        out -> {
                            switch (out) {
                                case Out.Told(var event) -> atGateway.add(event);
                                case Out.Send send -> {
                                    boolean isNat =
                                            send.to().getAddress().equals(OUTSIDE.getAddress());
                                    int port = send.to().getPort();
                                    if (isNat && nat.inward(port, GATEWAY) != null) {
                                        var packet = new Datagram(send.bytes(), 0, GATEWAY);
                                        links.send(places.get(0), packet, WIRE);
                                    }
                                }
                            }
                        }));
        long now = AgentNode.nanos(links.now());
        gateway.agent()
                .remote(wic.agent().credentials(), List.of(Candidate.host(WIC, 65_535)), now);
        wic.agent()
                .remote(
                        gateway.agent().credentials(),
                        List.of(Candidate.host(GATEWAY, 65_535)),
                        now);
        gateway.agent().expectPeer(now);
        wic.agent().expectPeer(now);
        links.pass(Duration.ofSeconds(2));

        assertTrue(atWic.contains(new IceEvent.Selected(0, GATEWAY)), atWic::toString);
        var selected =
                atGateway.stream()
                        .filter(IceEvent.Selected.class::isInstance)
                        .map(IceEvent.Selected.class::cast)
                        .findFirst()
                        .orElseThrow();
        assertEquals(OUTSIDE.getAddress(), selected.remote().getAddress());
        assertNotEquals(WIC, selected.remote());

        links.pass(Duration.ofMinutes(2));
        assertTrue(
                Stream.concat(atWic.stream(), atGateway.stream())
                        .noneMatch(IceEvent.ConsentExpired.class::isInstance));
    }

    private static Function<IceSink, IceAgent> full(
            long seed, boolean controlling, InetSocketAddress at) {
        var entropy = new SeededEntropy(seed);
        return sink ->
                new FullAgent(
                        controlling,
                        Locals.indexed(List.of(Candidate.host(at, 65_535))),
                        THIRTY,
                        THIRTY,
                        () -> Credentials.create(entropy),
                        entropy,
                        sink);
    }
}
