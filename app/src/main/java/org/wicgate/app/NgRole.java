package org.wicgate.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wicgate.base.Entropy;
import org.wicgate.iq.Event;
import org.wicgate.net.Datagrams;
import org.wicgate.net.MachineLoop;
import org.wicgate.net.Shards;
import org.wicgate.ng.NgServer;

/** Lets SIP proxies command our eIMS-AGW as if it were an rtpengine. */
final class NgRole implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NgRole.class);

    private final IqLink iq;
    private final Set<InetAddress> peers = new HashSet<>();
    private final LongAdder requests = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final NgServer server;
    private final MachineLoop<NgServer.Input, NgServer.Output> loop;
    private final Datagrams socket;
    private final Calm calm;

    private NgRole(NgConfig config, IqLink iq, Shards shards, Entropy entropy) throws IOException {
        this.iq = iq;
        this.calm = new Calm(shards.clock()::nanos);
        for (String peer : config.peers()) {
            peers.add(InetAddress.getByName(peer));
        }
        var shard = shards.shard(0);
        server = new NgServer(entropy);
        loop = shard.drive("ng", server, this::output);
        var listen = HostPort.address(config.listen()).resolve();
        socket = Datagrams.open(shards, shard, listen, this::received);
    }

    /** Listens and serves from now on. */
    static NgRole start(NgConfig config, IqLink iq, Shards shards, Entropy entropy, Metrics metrics)
            throws IOException {
        var role = new NgRole(config, iq, shards, entropy);
        metrics.total("wicgate_ng_requests_total", role.requests::sum);
        metrics.total("wicgate_ng_refused_total", role.refused::sum);
        LOG.atInfo()
                .addKeyValue("at", role.socket.address())
                .log("ng: proxies may have media relayed");
        return role;
    }

    private void received(InetSocketAddress from, byte[] datagram) {
        requests.increment();
        if (peers.contains(from.getAddress())) {
            loop.give(new NgServer.Input.Received(from, new String(datagram, ISO_8859_1)));
        } else {
            refuse(from, "", "", "not one of eimsagw.ng.peers");
        }
    }

    private void output(NgServer.Output output) {
        switch (output) {
            case NgServer.Output.Send(var to, var datagram) ->
                    socket.send(to, datagram.getBytes(ISO_8859_1));
            case NgServer.Output.Ask(var command) -> iq.send(command, this::told);
            case NgServer.Output.Refused(var from, var command, var call, var why) ->
                    refuse(from, command, call, why);
            case NgServer.Output.Ended(var call, var why) ->
                    LOG.atInfo()
                            .addKeyValue("call", call)
                            .addKeyValue("why", why)
                            .log("ng: call ended by itself");
        }
    }

    private void told(Event event) {
        if (!loop.give(new NgServer.Input.Told(event))) {
            LOG.warn("ng: too much waits; an event of the eIMS-AGW is lost");
        }
    }

    private void refuse(InetSocketAddress from, String command, String call, String why) {
        refused.increment();
        long before = calm.leftOut(command.isEmpty() ? "datagram" : "request");
        if (before >= 0) {
            LOG.atWarn()
                    .addKeyValue("from", from)
                    .addKeyValue("command", command)
                    .addKeyValue("call", call)
                    .addKeyValue("why", why)
                    .addKeyValue("more_before", before)
                    .log("ng: request refused");
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
