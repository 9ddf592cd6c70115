package org.wicgate.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wicgate.sip.Hop;
import org.wicgate.sip.SipMessage;
import org.wicgate.sip.Transport;

/**
 * SIP on one address over UDP and TCP (RFC 3261 §18): the Mw of an eP-CSCF, or the lab core's. What
 * comes in is decoded once, given to the {@link SipRouter}, and told to the shard that owns it.
 */
public final class SipEndpoint implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SipEndpoint.class);
    private static final int TRIES = 20;

    private final SipInlet inlet;
    private final SipTcp tcp;
    private final SipUdp udp;

    private SipEndpoint(SipInlet inlet, SipTcp tcp, SipUdp udp) {
        this.inlet = inlet;
        this.tcp = tcp;
        this.udp = udp;
    }

    /**
     * Listens.
     *
     * @param local port 0 for any that is free for both
     * @param events makes what a shard is told, one for each shard
     * @throws PortInUse when somebody else has the port
     */
    public static SipEndpoint open(
            Shards shards,
            InetSocketAddress local,
            SipSettings settings,
            SipRouter router,
            Function<Shard, SipEvents> events)
            throws IOException {
        var inlet = new SipInlet(shards, settings, router, events);
        for (int tries = 1; ; tries++) {
            SipTcp tcp = SipTcp.bind(inlet, local);
            try {
                SipUdp udp = SipUdp.bind(inlet, tcp.address());
                LOG.info("SIP listens on {} over UDP and TCP", tcp.address());
                return new SipEndpoint(inlet, tcp, udp);
            } catch (IOException taken) {
                tcp.close();
                if (local.getPort() != 0 || tries == TRIES) {
                    throw taken;
                }
            }
        }
    }

    /** Where it listens, with the port really bound. */
    public InetSocketAddress address() {
        return tcp.address();
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
        udp.close();
    }

    private void sendTo(Shard from, Hop.Address hop, byte[] message) {
        if (hop.address().isUnresolved()) {
            inlet.failed(from, hop, "host name is not resolved");
            return;
        }
        switch (hop.transport()) {
            case Transport.UDP -> udp.send(from, hop.address(), message);
            case Transport.TCP -> tcp.send(from, hop.address(), message);
            case Transport.TLS, Transport.WS, Transport.WSS ->
                    inlet.failed(from, hop, hop.transport() + " to an address is not supported");
        }
    }
}
