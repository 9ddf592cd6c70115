package org.wicgate.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wicgate.base.Entropy;
import org.wicgate.iq.Command;
import org.wicgate.iq.Event;
import org.wicgate.net.Datagrams;
import org.wicgate.net.MachineLoop;
import org.wicgate.net.Shards;
import org.wicgate.ng.NgClient;

/** An rtpengine that the eP-CSCF uses as an eIMS-AGW. */
final class NgGateway implements MediaGateway, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NgGateway.class);

    private final InetSocketAddress at;
    private final Consumer<Event> events;
    private final MachineLoop<NgClient.Input, NgClient.Output> loop;
    private final Datagrams socket;
    private volatile boolean isUp;

    private NgGateway(InetSocketAddress at, Shards shards, Entropy entropy, Consumer<Event> events)
            throws IOException {
        this.at = at;
        this.events = events;
        var shard = shards.shard(at.getPort() % shards.count());
        var any = new InetSocketAddress(any(at.getAddress()), 0);
        socket = Datagrams.open(shards, shard, any, this::received);
        loop = shard.drive(name(), new NgClient(entropy), this::output);
    }

    /**
     * Begins to ask whether it is there.
     *
     * @param events hears what it answers
     */
    static NgGateway start(
            InetSocketAddress at, Shards shards, Entropy entropy, Consumer<Event> events)
            throws IOException {
        return new NgGateway(at, shards, entropy, events);
    }

    @Override
    public String name() {
        return "rtpengine " + new HostPort(at.getAddress().getHostAddress(), at.getPort());
    }

    @Override
    public boolean take(Command command) {
        return loop.give(new NgClient.Input.Ask(command));
    }

    @Override
    public boolean isUp() {
        return isUp;
    }

    private void received(InetSocketAddress from, byte[] datagram) {
        if (from.equals(at)) {
            loop.give(new NgClient.Input.Received(new String(datagram, ISO_8859_1)));
        }
    }

    private void output(NgClient.Output output) {
        switch (output) {
            case NgClient.Output.Send(var datagram) ->
                    socket.send(at, datagram.getBytes(ISO_8859_1));
            case NgClient.Output.Tell(var event) -> events.accept(event);
            case NgClient.Output.Reached(var now) -> {
                isUp = now;
                if (now) {
                    LOG.atInfo().addKeyValue("gateway", name()).log("media gateway answers");
                } else {
                    LOG.atWarn()
                            .addKeyValue("gateway", name())
                            .log("media gateway does not answer: no new calls go there");
                }
            }
        }
    }

    private static InetAddress any(InetAddress like) {
        return InetAddress.ofLiteral(like.getAddress().length == 4 ? "0.0.0.0" : "::");
    }

    @Override
    public void close() {
        socket.close();
    }
}
