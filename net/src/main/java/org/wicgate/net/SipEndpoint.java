package org.wicgate.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wicgate.sip.Hop;
import org.wicgate.sip.SipMessage;
import org.wicgate.sip.Transport;

/**
 * SIP over UDP, TCP and TLS (RFC 3261 §18): the Mw of an eP-CSCF, or the lab core's. What comes in
 * is decoded once, given to the {@link SipRouter}, and told to the shard that owns it.
 */
public final class SipEndpoint implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SipEndpoint.class);
    private static final int TRIES = 20;

    /**
     * Where to listen.
     *
     * @param plain for UDP and TCP, at most one of each IP version; port 0 for any that is free for
     *     both
     * @param secure for TLS, likewise
     * @param tls what to prove there and whom to believe; null for no TLS in either direction
     */
    public record Listen(
            List<InetSocketAddress> plain, List<InetSocketAddress> secure, @Nullable SipTls tls) {
        public Listen {
            plain = List.copyOf(plain);
            secure = List.copyOf(secure);
        }

        /** At one address, without TLS. */
        public static Listen plain(InetSocketAddress local) {
            return new Listen(List.of(local), List.of(), null);
        }
    }

    private final SipInlet inlet;
    private final SipTcp tcp;
    private final @Nullable SipTcp tls;
    private final List<SipUdp> udp = new ArrayList<>();
    private final List<InetSocketAddress> plain = new ArrayList<>();
    private final List<InetSocketAddress> secure = new ArrayList<>();

    private SipEndpoint(SipInlet inlet, @Nullable SipTls tls) {
        this.inlet = inlet;
        this.tcp = new SipTcp(inlet, null);
        this.tls = tls == null ? null : new SipTcp(inlet, tls);
    }

    /**
     * Listens.
     *
     * @param events makes what a shard is told, one for each shard
     * @throws PortInUse when somebody else has the port
     */
    public static SipEndpoint open(
            Shards shards,
            Listen listen,
            SipSettings settings,
            SipRouter router,
            Function<Shard, SipEvents> events)
            throws IOException {
        var inlet = new SipInlet(shards, settings, router, events);
        var endpoint = new SipEndpoint(inlet, listen.tls());
        try {
            for (var local : listen.plain()) {
                endpoint.listen(local);
            }
            for (var local : listen.secure()) {
                endpoint.listenSecurely(local);
            }
        } catch (IOException taken) {
            endpoint.close();
            throw taken;
        }
        return endpoint;
    }

    /** Where it listens for UDP and TCP, with the ports really bound. */
    public List<InetSocketAddress> addresses() {
        return List.copyOf(plain);
    }

    /** Where it listens for TLS. */
    public List<InetSocketAddress> secureAddresses() {
        return List.copyOf(secure);
    }

    /** The first of {@link #addresses}. */
    public InetSocketAddress address() {
        return plain.getFirst();
    }

    /**
     * Sends a message, always from this endpoint's address. To be called on the thread of {@code
     * from}, which hears of a failure through {@link SipEvents#failed}.
     */
    public void send(Shard from, Hop to, SipMessage message) {
        send(from, to, message.encode());
    }

    /** The same with the message's bytes. */
    public void send(Shard from, Hop to, byte[] message) {
        switch (to) {
            case Hop.Connection hop when hop.transport() == Transport.TLS && tls != null ->
                    tls.send(from, hop, message);
            case Hop.Connection hop -> tcp.send(from, hop, message);
            case Hop.Address hop -> sendTo(from, hop, message);
        }
    }

    /** What it has seen. */
    public SipCounters counters() {
        return inlet.counters;
    }

    /** Stops listening and closes the connections. */
    @Override
    public void close() {
        tcp.close();
        if (tls != null) {
            tls.close();
        }
        udp.forEach(SipUdp::close);
    }

    private void listen(InetSocketAddress local) throws IOException {
        for (int tries = 1; ; tries++) {
            var bound = tcp.bind(local);
            try {
                udp.add(SipUdp.bind(inlet, bound));
                plain.add(bound);
                LOG.info("SIP listens on {} over UDP and TCP", bound);
                return;
            } catch (IOException taken) {
                tcp.unbind(bound);
                if (local.getPort() != 0 || tries == TRIES) {
                    throw taken;
                }
            }
        }
    }

    private void listenSecurely(InetSocketAddress local) throws IOException {
        if (tls == null) {
            throw new IllegalArgumentException("an address for TLS, but no certificate");
        }
        var bound = tls.bind(local);
        secure.add(bound);
        LOG.info("SIP listens on {} over TLS", bound);
    }

    private void sendTo(Shard from, Hop.Address hop, byte[] message) {
        if (hop.address().isUnresolved()) {
            inlet.failed(from, hop, "host name is not resolved");
            return;
        }
        switch (hop.transport()) {
            case Transport.UDP -> {
                var socket = socketFor(hop.address());
                if (socket == null) {
                    inlet.failed(from, hop, "we listen on no address of that IP version");
                } else {
                    socket.send(from, hop.address(), message);
                }
            }
            case Transport.TCP -> tcp.send(from, hop, message);
            case Transport.TLS -> {
                if (tls == null) {
                    inlet.failed(from, hop, "TLS is not set up");
                } else {
                    tls.send(from, hop, message);
                }
            }
            case Transport.WS, Transport.WSS ->
                    inlet.failed(from, hop, hop.transport() + " to an address is not supported");
        }
    }

    private @Nullable SipUdp socketFor(InetSocketAddress target) {
        for (var socket : udp) {
            if (socket.address().getAddress().getClass() == target.getAddress().getClass()) {
                return socket;
            }
        }
        return null;
    }
}
