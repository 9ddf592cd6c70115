package org.wicgate.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.ice4j.Transport;
import org.ice4j.TransportAddress;
import org.ice4j.ice.Agent;
import org.ice4j.ice.CandidateType;
import org.ice4j.ice.Component;
import org.ice4j.ice.HostCandidate;
import org.ice4j.ice.IceProcessingState;
import org.ice4j.ice.KeepAliveStrategy;
import org.ice4j.ice.LocalCandidate;
import org.ice4j.ice.RemoteCandidate;
import org.ice4j.ice.harvest.AbstractCandidateHarvester;
import org.ice4j.socket.IceUdpSocketWrapper;
import org.ice4j.socket.MultiplexingDatagramSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.wicgate.ice.Candidate;
import org.wicgate.ice.Credentials;
import org.wicgate.ice.FullAgent;
import org.wicgate.ice.IceAgent;
import org.wicgate.ice.IceEvent;
import org.wicgate.ice.IceSink;
import org.wicgate.ice.LiteAgent;
import org.wicgate.ice.Locals;
import org.wicgate.sim.SeededEntropy;

/** Our agents and that of somebody else, ice4j, over sockets and in time. */
@Timeout(60)
class Ice4jTest {
    private static final Duration THIRTY = Duration.ofSeconds(30);
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    /** What each agent is when it begins. */
    enum Pairs {
        FULL_CONTROLLED(false, true),
        FULL_CONTROLLING(true, false),
        BOTH_CONTROLLING(true, true),
        NONE_CONTROLLING(false, false),
        LITE(null, true);

        private final @Nullable Boolean weControl;
        private final boolean theyControl;

        Pairs(@Nullable Boolean weControl, boolean theyControl) {
            this.weControl = weControl;
            this.theyControl = theyControl;
        }

        Function<IceSink, IceAgent> ours(InetSocketAddress at) {
            var entropy = new SeededEntropy(1);
            if (weControl == null) {
                return to -> new LiteAgent(THIRTY, THIRTY, entropy, to);
            }
            return to ->
                    new FullAgent(
                            weControl,
                            Locals.indexed(List.of(Candidate.host(at, 65_535))),
                            THIRTY,
                            THIRTY,
                            () -> Credentials.create(entropy),
                            entropy,
                            to);
        }
    }

    /** An agent of ours at a socket. */
    private static final class Ours implements IceSink, AutoCloseable {
        private final DatagramSocket socket;
        private final IceAgent agent;
        private final List<IceEvent> events = new ArrayList<>();

        Ours(Pairs pairs) throws IOException {
            socket = new DatagramSocket(new InetSocketAddress(LOOPBACK, 0));
            socket.setSoTimeout(5);
            agent = pairs.ours(at()).apply(this);
        }

        InetSocketAddress at() {
            return (InetSocketAddress) socket.getLocalSocketAddress();
        }

        /** Takes what comes within 5 ms, and the time. */
        void turn() throws IOException {
            var packet = new DatagramPacket(new byte[1500], 1500);
            try {
                socket.receive(packet);
                var from = (InetSocketAddress) packet.getSocketAddress();
                agent.receive(packet.getData(), 0, packet.getLength(), 0, from, System.nanoTime());
            } catch (SocketTimeoutException silence) {
                agent.tick(System.nanoTime());
            }
        }

        @Override
        public void transmit(
                byte[] packet, int offset, int length, int socket, InetSocketAddress to) {
            try {
                this.socket.send(new DatagramPacket(packet, offset, length, to));
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }

        @Override
        public void event(IceEvent event) {
            events.add(event);
        }

        boolean hasSelected(InetSocketAddress remote) {
            return events.contains(new IceEvent.Selected(0, remote));
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void bothSelectTheSamePair(Pairs pairs) throws Exception {
        var theirs = new Agent();
        try (var ours = new Ours(pairs)) {
            theirs.setUseDynamicPorts(false); // which are not on loopback
            theirs.addCandidateHarvester(new OnLoopback());
            theirs.setControlling(pairs.theyControl);
            var stream = theirs.createMediaStream("audio");
            var component = theirs.createComponent(stream, KeepAliveStrategy.SELECTED_ONLY, true);
            var local = component.getLocalCandidates().getFirst();
            var their = new InetSocketAddress(LOOPBACK, local.getTransportAddress().getPort());

            long now = System.nanoTime();
            ours.agent.remote(
                    new Credentials(theirs.getLocalUfrag(), theirs.getLocalPassword()),
                    List.of(Candidate.host(their, 65_535)),
                    now);
            ours.agent.expectPeer(now);
            var ourCandidate = Candidate.host(ours.at(), 65_535);
            stream.setRemoteUfrag(ours.agent.credentials().ufrag());
            stream.setRemotePassword(ours.agent.credentials().password());
            component.addRemoteCandidate(
                    new RemoteCandidate(
                            new TransportAddress(ours.at(), Transport.UDP),
                            component,
                            CandidateType.HOST_CANDIDATE,
                            ourCandidate.foundation(),
                            ourCandidate.priority(),
                            null));
            theirs.startConnectivityEstablishment();

            while (!ours.hasSelected(their) || !isOver(theirs)) {
                ours.turn();
                assertTrue(theirs.getState() != IceProcessingState.FAILED, () -> "" + ours.events);
            }
            var selected = component.getSelectedPair();
            assertEquals(ours.at(), selected.getRemoteCandidate().getTransportAddress());
            if (ours.agent instanceof FullAgent full) {
                assertEquals(!theirs.isControlling(), full.isControlling());
            }
        } finally {
            theirs.free();
        }
    }

    private static boolean isOver(Agent agent) {
        return agent.getState() == IceProcessingState.COMPLETED
                || agent.getState() == IceProcessingState.TERMINATED;
    }

    /** A host candidate on loopback, which ice4j has none of by itself. */
    private static final class OnLoopback extends AbstractCandidateHarvester {
        @Override
        public Collection<LocalCandidate> harvest(Component component) {
            try {
                var socket = new MultiplexingDatagramSocket(0, LOOPBACK);
                var candidate = new HostCandidate(new IceUdpSocketWrapper(socket), component);
                component.addLocalCandidate(candidate);
                component
                        .getParentStream()
                        .getParentAgent()
                        .getStunStack()
                        .addSocket(candidate.getStunSocket(null));
                return Set.of(candidate);
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }
}
