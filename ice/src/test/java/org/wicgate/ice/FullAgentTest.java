package org.wicgate.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wicgate.ice.AgentNode.Datagram;
import org.wicgate.ice.AgentNode.Out;
import org.wicgate.sim.Links;
import org.wicgate.sim.Links.Wire;
import org.wicgate.sim.SeededEntropy;

/** Agents on a virtual network; each has one socket, and each may be behind another address. */
class FullAgentTest {
    private static final InetSocketAddress LEFT = new InetSocketAddress("192.0.2.1", 10000);
    private static final InetSocketAddress RIGHT = new InetSocketAddress("192.0.2.2", 20000);
    private static final InetSocketAddress NATTED = new InetSocketAddress("198.51.100.3", 33333);
    private static final Duration THIRTY = Duration.ofSeconds(30);
    private static final Wire LAN = new Wire(0, 0, Duration.ofMillis(1), Duration.ofMillis(1));
    private static final Wire LOSSY =
            new Wire(0.3, 0.1, Duration.ofMillis(5), Duration.ofMillis(80));

    private record Told(Duration at, IceEvent event) {}

    /** One end: the agent, what it told, and the address that the other end sees. */
    private final class End {
        private final AgentNode node;
        private final InetSocketAddress seenAs;
        private final List<Told> told = new ArrayList<>();
        private final List<Out.Send> sent = new ArrayList<>();
        private final Links.Node<Datagram> place;
        private boolean mute;

        End(AgentNode node, InetSocketAddress seenAs) {
            this.node = node;
            this.seenAs = seenAs;
            this.place = links.add(node, this::out);
        }

        private void out(Out out) {
            switch (out) {
                case Out.Told(var event) ->
                        told.add(new Told(Duration.between(Instant.EPOCH, links.now()), event));
                case Out.Send send -> {
                    sent.add(send);
                    if (mute) {
                        return;
                    }
                    for (End end : ends) {
                        if (end != this && end.seenAs.equals(send.to())) {
                            links.send(end.place, new Datagram(send.bytes(), 0, seenAs), wire);
                        }
                    }
                }
            }
        }

        List<IceEvent> events() {
            return told.stream().map(Told::event).toList();
        }

        long count(Predicate<IceEvent> what) {
            return events().stream().filter(what).count();
        }

        boolean selected(InetSocketAddress remote) {
            return events().contains(new IceEvent.Selected(0, remote));
        }
    }

    private Links links = new Links(1);
    private Wire wire = LAN;
    private final List<End> ends = new ArrayList<>();

    private End full(long seed, boolean controlling, InetSocketAddress at) {
        return full(seed, controlling, at, at);
    }

    private End full(
            long seed, boolean controlling, InetSocketAddress at, InetSocketAddress seenAs) {
        var entropy = new SeededEntropy(seed);
        var end =
                new End(
                        new AgentNode(sink ->
                                new FullAgent(
                                        controlling,
                                        Locals.indexed(List.of(Candidate.host(at, 65535))),
                                        THIRTY,
                                        THIRTY,
                                        () -> Credentials.create(entropy),
                                        entropy,
                                        sink)),
                        seenAs);
        ends.add(end);
        return end;
    }

    private End lite(long seed, InetSocketAddress at) {
        var end =
                new End(
                        new AgentNode(sink ->
                                new LiteAgent(THIRTY, THIRTY, new SeededEntropy(seed), sink)),
                        at);
        ends.add(end);
        return end;
    }

    private void describe(End to, End of, InetSocketAddress... candidates) {
        var list = new ArrayList<Candidate>();
        for (var candidate : candidates) {
            list.add(Candidate.host(candidate, 65535 - list.size()));
        }
        long now = AgentNode.nanos(links.now());
        to.node.agent().remote(of.node.agent().credentials(), list, now);
        to.node.agent().expectPeer(now);
    }

    private End[] connected() {
        var left = full(1, true, LEFT);
        var right = full(2, false, RIGHT);
        describe(left, right, RIGHT);
        describe(right, left, LEFT);
        links.pass(Duration.ofSeconds(2));
        return new End[] {left, right};
    }

    @Test
    void twoFullAgentsSelectTheSamePairAtOnce() {
        var ends = connected();

        assertEquals(
                List.of(new IceEvent.Validated(0, RIGHT), new IceEvent.Selected(0, RIGHT)),
                ends[0].events());
        assertEquals(
                List.of(new IceEvent.Validated(0, LEFT), new IceEvent.Selected(0, LEFT)),
                ends[1].events());
        assertTrue(ends[1].told.getLast().at().toMillis() < 200, "" + ends[1].told);
    }

    @Test
    void aControllingAgentConnectsToALiteOneAndKeepsConsent() {
        var wic = full(1, true, LEFT);
        var gateway = lite(2, RIGHT);
        describe(wic, gateway, RIGHT);
        describe(gateway, wic);
        links.pass(Duration.ofMinutes(10));

        assertTrue(wic.selected(RIGHT));
        assertTrue(gateway.selected(LEFT));
        assertEquals(0, wic.count(e -> e instanceof IceEvent.ConsentExpired));
        assertEquals(0, gateway.count(e -> e instanceof IceEvent.ConsentExpired));
        assertTrue(wic.sent.size() >= 100 && wic.sent.size() <= 160, "" + wic.sent.size());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void lossDelayAndDuplicatesOnlyDelayTheSelection(long seed) {
        links = new Links(seed);
        wire = LOSSY;
        var left = full(seed, seed % 2 == 0, LEFT);
        var right = seed % 4 < 2 ? full(-seed, seed % 2 != 0, RIGHT) : full(-seed, true, RIGHT);
        describe(left, right, RIGHT);
        describe(right, left, LEFT);
        links.pass(Duration.ofSeconds(29));

        assertTrue(left.selected(RIGHT), links + " " + left.told);
        assertTrue(right.selected(LEFT), links + " " + right.told);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void equalRolesAreRepaired(boolean controlling) {
        var left = full(1, controlling, LEFT);
        var right = full(2, controlling, RIGHT);
        describe(left, right, RIGHT);
        describe(right, left, LEFT);
        links.pass(Duration.ofSeconds(5));

        assertTrue(left.selected(RIGHT), "" + left.told);
        assertTrue(right.selected(LEFT), "" + right.told);
        assertNotEquals(
                ((FullAgent) left.node.agent()).isControlling(),
                ((FullAgent) right.node.agent()).isControlling());
    }

    @Test
    void aControlledStartAgainstALiteAgentIsRepairedBy487() {
        var wic = full(1, false, LEFT);
        var gateway = lite(2, RIGHT);
        describe(wic, gateway, RIGHT);
        describe(gateway, wic);
        links.pass(Duration.ofSeconds(5));

        assertTrue(wic.selected(RIGHT), "" + wic.told);
        assertTrue(((FullAgent) wic.node.agent()).isControlling());
    }

    @Test
    void aPeerBehindANatIsLearntFromItsCheckAndTold() {
        var hidden = full(1, true, LEFT, NATTED);
        var open = full(2, false, RIGHT);
        describe(hidden, open, RIGHT);
        describe(open, hidden); // no candidate at all, as with mDNS names
        links.pass(Duration.ofSeconds(2));

        assertTrue(open.selected(NATTED), "" + open.told);
        assertEquals(
                1,
                open.count(e ->
                        e instanceof IceEvent.PeerReflexive(var candidate)
                                && candidate.address().equals(NATTED)
                                && candidate.type() == Candidate.Type.PEER_REFLEXIVE));
    }

    @Test
    void checksThatComeBeforeThePeersDescriptionAreAnsweredAndRememberedForLater() {
        var left = full(1, true, LEFT);
        var right = full(2, false, RIGHT);
        describe(left, right, RIGHT);
        links.pass(Duration.ofMillis(300));
        assertTrue(left.selected(RIGHT), "" + left.told);
        assertFalse(right.selected(LEFT));
        describe(right, left);
        links.pass(Duration.ofMillis(100));

        assertTrue(right.selected(LEFT), "" + right.told);
    }

    @Test
    void aDeadCandidateBesideALiveOneCostsAtMostTheGrace() {
        var left = full(1, true, LEFT);
        var right = full(2, false, RIGHT);
        var dead = new InetSocketAddress("192.0.2.99", 9);
        describe(left, right, dead, RIGHT);
        describe(right, left, LEFT);
        links.pass(Duration.ofSeconds(1));

        assertTrue(left.selected(RIGHT), "" + left.told);
        assertTrue(left.told.getLast().at().toMillis() < 500, "" + left.told);
    }

    @Test
    void checksArePacedAndRepeatedWithDoublingTimes() {
        var left = full(1, true, LEFT);
        var right = full(2, false, RIGHT);
        right.mute = true;
        describe(left, right, RIGHT);
        links.pass(Duration.ofSeconds(60));

        assertEquals(7, left.sent.size());
        assertEquals(List.of(new Told(THIRTY, new IceEvent.TimedOut())), left.told);
    }

    @Test
    void consentIsAskedEveryFewSecondsAndExpiresThirtySecondsAfterTheLastAnswer() {
        var ends = connected();
        ends[0].sent.clear();
        links.pass(Duration.ofMinutes(5));
        int checksAndAnswers = ends[0].sent.size();
        assertTrue(checksAndAnswers >= 100 && checksAndAnswers <= 150, "" + checksAndAnswers);
        assertEquals(2, ends[0].told.size());

        ends[1].mute = true;
        Duration silentFrom = Duration.between(Instant.EPOCH, links.now());
        links.pass(Duration.ofMinutes(2));

        assertEquals(new IceEvent.ConsentExpired(), ends[0].events().getLast());
        Duration silence = ends[0].told.getLast().at().minus(silentFrom);
        assertTrue(silence.toMillis() >= 24_000 && silence.toMillis() <= 30_000, "" + silence);
        assertEquals(3, ends[0].told.size());
    }

    @Test
    void aRestartSelectsAgainWithNewCredentials() {
        var ends = connected();
        var old = ends[0].node.agent().credentials();
        for (var end : ends) {
            end.node.agent().restart(AgentNode.nanos(links.now()));
            end.told.clear();
        }
        describe(ends[0], ends[1], RIGHT);
        describe(ends[1], ends[0], LEFT);
        links.pass(Duration.ofMinutes(1));

        assertNotEquals(old, ends[0].node.agent().credentials());
        assertTrue(ends[0].selected(RIGHT), "" + ends[0].told);
        assertTrue(ends[1].selected(LEFT), "" + ends[1].told);
        assertEquals(0, ends[0].count(e -> e instanceof IceEvent.ConsentExpired));
    }

    @Test
    void anAnswerFromAnotherAddressOrWithoutIntegrityDoesNotSelect() {
        var left = full(1, true, LEFT);
        var right = full(2, false, RIGHT, NATTED); // answers come from NATTED, asked was RIGHT
        describe(left, right, RIGHT);
        links.pass(Duration.ofMillis(60));
        var check = left.sent.getFirst();
        links.send(right.place, new Datagram(check.bytes(), 0, LEFT), LAN);
        links.pass(Duration.ofSeconds(1));

        assertFalse(left.events().stream().anyMatch(e -> e instanceof IceEvent.Selected));
    }
}
