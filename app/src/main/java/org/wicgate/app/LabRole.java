package org.wicgate.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wicgate.aka.Keys;
import org.wicgate.base.Decoded;
import org.wicgate.base.Entropy;
import org.wicgate.lab.LabCore;
import org.wicgate.lab.LabMedia;
import org.wicgate.lab.LabSettings;
import org.wicgate.lab.MediaEvent;
import org.wicgate.lab.Subscriber;
import org.wicgate.net.MachineLoop;
import org.wicgate.net.MediaHandler;
import org.wicgate.net.MediaLoop;
import org.wicgate.net.PortPairs;
import org.wicgate.net.Shard;
import org.wicgate.net.Shards;
import org.wicgate.net.SipEndpoint;
import org.wicgate.net.SipEvents;
import org.wicgate.net.SipSettings;
import org.wicgate.sip.Hop;
import org.wicgate.sip.SipMessage;

/** The lab core of a node: its signalling on one event loop, its media on one thread. */
final class LabRole implements AutoCloseable, SipEvents {
    private static final Logger LOG = LoggerFactory.getLogger("org.wicgate.lab");

    private final Shards shards = Shards.start("lab", 1);
    private final Shard shard = shards.shard(0);
    private final MachineLoop<LabCore.In, LabCore.Out> core;
    private final SipEndpoint sip;
    private final Media media;

    private LabRole(Config config, Config.Lab role, EimsAgwConfig.Core at, Entropy entropy)
            throws IOException {
        var listen = HostPort.sip(role.listen()).resolve();
        var settings =
                new LabSettings(
                        config.homeDomain(), listen, trusted(role), LabSettings.Limits.DEFAULT);
        var machine = new LabCore(settings, subscribers(config, role), entropy);
        media = new Media(at, shards, entropy);
        core = shard.drive("lab", machine, this::out);
        media.start(event -> core.give(new LabCore.In.Media(event)));
        try {
            sip =
                    SipEndpoint.open(
                            shards,
                            SipEndpoint.Listen.plain(listen),
                            SipSettings.DEFAULT,
                            (_, _, arrivedOn) -> arrivedOn,
                            _ -> this);
        } catch (IOException refused) {
            media.loop.close();
            shards.close();
            throw refused;
        }
    }

    /** Listens and serves from now on. */
    static LabRole start(Config config, Config.Lab role, Entropy entropy) throws IOException {
        var at = role.media();
        if (at == null) {
            throw new IllegalStateException("let through by ConfigRules: lab without media");
        }
        return new LabRole(config, role, at, entropy);
    }

    @Override
    public void received(SipMessage message, Hop from, InetSocketAddress source) {
        core.give(new LabCore.In.Received(message, from, source));
    }

    @Override
    public void failed(Hop hop, String why) {
        core.give(new LabCore.In.TransportFailed(hop));
    }

    @Override
    public void close() {
        sip.close();
        media.loop.close();
        shards.close();
    }

    private void out(LabCore.Out out) {
        switch (out) {
            case LabCore.Out.Transmit(var message, var to) -> sip.send(shard, to, message);
            case LabCore.Out.Media(var command) ->
                    media.loop.post(() -> media.lab.command(command, media.loop.nanos()));
            case LabCore.Out.Refused(var method, var source, var status, var why) ->
                    LOG.atWarn()
                            .addKeyValue("method", method)
                            .addKeyValue("source", source)
                            .addKeyValue("status", status)
                            .addKeyValue("why", why)
                            .log("refused");
            case LabCore.Out.Registered(var impi, var contact, var expires) ->
                    LOG.atInfo()
                            .addKeyValue("impi", impi)
                            .addKeyValue("contact", contact)
                            .addKeyValue("expires_s", expires.toSeconds())
                            .log("registered");
            case LabCore.Out.Unregistered(var impi, _, var why) ->
                    LOG.atInfo()
                            .addKeyValue("impi", impi)
                            .addKeyValue("why", why)
                            .log("unregistered");
            case LabCore.Out.CallBegan(_, var service, var caller) ->
                    LOG.atInfo()
                            .addKeyValue("service", service)
                            .addKeyValue("caller", caller)
                            .log("service called");
            case LabCore.Out.CallEnded(_, var service, var why) ->
                    LOG.atInfo()
                            .addKeyValue("service", service)
                            .addKeyValue("why", why)
                            .log("service done");
        }
    }

    private static Set<InetSocketAddress> trusted(Config.Lab role) throws IOException {
        var trusted = new HashSet<InetSocketAddress>();
        for (String address : role.trusted()) {
            trusted.add(HostPort.address(address).resolve());
        }
        return trusted;
    }

    private static List<Subscriber> subscribers(Config config, Config.Lab role) {
        var all = new ArrayList<Subscriber>();
        for (String name : role.subscribers()) {
            all.add(Subscriber.of(name, config.homeDomain()));
        }
        role.phones()
                .forEach((name, password) ->
                        all.add(Subscriber.withPassword(name, config.homeDomain(), password)));
        role.cards()
                .forEach((name, hex) -> {
                    if (Keys.ofHex(hex.getFirst(), hex.getLast())
                            instanceof Decoded.Ok<Keys>(var keys)) {
                        all.add(Subscriber.withCard(name, config.homeDomain(), keys));
                    }
                });
        return all;
    }

    /** The services' media and its sockets, on one thread. */
    private static final class Media implements MediaHandler, LabMedia.Sockets {
        private final MediaLoop loop;
        private final PortPairs pairs;
        private final LabMedia lab;
        private Consumer<MediaEvent> events = _ -> {};

        Media(EimsAgwConfig.Core at, Shards shards, Entropy entropy) throws IOException {
            var range = PortRange.parse(at.ports());
            if (range == null) {
                throw new IllegalStateException("let through by ConfigRules: " + at.ports());
            }
            loop = MediaLoop.create("lab media", shards.clock(), shards.bugs());
            var address = InetAddress.getByName(at.address());
            pairs = new PortPairs(loop, address, range.first(), range.last(), PortPairs.REST);
            lab = new LabMedia(this, event -> events.accept(event), entropy);
        }

        void start(Consumer<MediaEvent> listener) {
            events = listener;
            loop.start(this);
        }

        @Override
        public void onPacket(
                int socket, ByteBuffer packet, InetSocketAddress source, long nowNanos) {
            lab.onPacket(socket, packet, source, nowNanos);
        }

        @Override
        public long onTick(long nowNanos) {
            return lab.onTick(nowNanos);
        }

        @Override
        public LabMedia.@Nullable Ports open() {
            return switch (pairs.reserve()) {
                case PortPairs.Reserved.Pair(var rtp, var rtcp, var address) ->
                        new LabMedia.Ports(rtp, rtcp, address);
                case PortPairs.Reserved.None _ -> null;
            };
        }

        @Override
        public void close(LabMedia.Ports ports) {
            pairs.release(new PortPairs.Reserved.Pair(ports.rtp(), ports.rtcp(), ports.address()));
        }

        @Override
        public void send(int socket, ByteBuffer packet, InetSocketAddress to) {
            loop.send(socket, packet, to);
        }
    }
}
