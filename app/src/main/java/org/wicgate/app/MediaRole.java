package org.wicgate.app;

import java.io.IOException;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Entropy;
import org.wicgate.eimsagw.GatewayCounters;
import org.wicgate.iq.Counters.Direction;
import org.wicgate.iq.Counters.Drop;
import org.wicgate.net.Shards;

/** The eIMS-AGW of a node: one media worker for each thread, reached through {@link IqLink}. */
final class MediaRole implements AutoCloseable {
    private final List<MediaWorker> workers = new ArrayList<>();
    private @Nullable MediaIdentities identities;
    private @Nullable TcpEntrance tcp;

    private MediaRole() {}

    private void open(
            EimsAgwConfig role,
            Shards shards,
            Entropy entropy,
            ExecutorService blocking,
            Metrics metrics,
            IqLink iq)
            throws IOException {
        var made =
                MediaIdentities.start(
                        entropy, role.w3().certificateLife(), InstantSource.system(), blocking);
        identities = made;
        var range = PortRange.parse(role.core().ports());
        if (range == null) {
            throw new IllegalStateException("let through by ConfigRules: " + role.core().ports());
        }
        for (int i = 0; i < role.w3().workers(); i++) {
            var plan =
                    new MediaWorker.Plan(
                            "media " + i,
                            W3Places.of(role.w3(), i),
                            InetAddress.getByName(role.core().address()),
                            range.share(i, role.w3().workers()),
                            Math.max(1, role.maxCalls() / role.w3().workers()),
                            role.silence(),
                            role.gather(),
                            role.limits().policy(role.w3().workers()));
            var worker = MediaWorker.start(plan, made, shards, entropy, blocking, iq::take);
            workers.add(worker);
            iq.add(worker);
        }
        if (role.w3().tcpPort() != 0) {
            var listen =
                    W3Places.of(role.w3(), 0).tcp().stream().map(W3Places.Place::local).toList();
            tcp = TcpEntrance.open(listen, role.maxCalls(), workers, shards, metrics);
        }
    }

    /** Opens the sockets and waits for commands over Iq. */
    static MediaRole start(
            EimsAgwConfig role,
            Shards shards,
            Entropy entropy,
            ExecutorService blocking,
            Metrics metrics,
            IqLink iq)
            throws IOException {
        var media = new MediaRole();
        try {
            media.open(role, shards, entropy, blocking, metrics, iq);
        } catch (IOException refused) {
            media.close();
            throw refused;
        }
        media.show(metrics);
        return media;
    }

    @Override
    public void close() {
        if (tcp != null) {
            tcp.close();
        }
        workers.forEach(MediaWorker::close);
        if (identities != null) {
            identities.close();
        }
    }

    private void show(Metrics metrics) {
        metrics.gauge("wicgate_media_contexts", () -> sum(GatewayCounters::contexts));
        metrics.gauge("wicgate_media_streams", () -> sum(GatewayCounters::streams));
        metrics.gauge("wicgate_media_streams_transcoded", () -> sum(GatewayCounters::transcoded));
        carried(metrics, "to_core", GatewayCounters::toCore);
        carried(metrics, "to_access", GatewayCounters::toAccess);
        metrics.total("wicgate_media_contexts_hung_total", () -> sum(GatewayCounters::hung));
        metrics.total("wicgate_media_strangers_total", () -> sum(GatewayCounters::strangers));
        for (var cause : Drop.values()) {
            dropped(metrics, "to_core", cause, GatewayCounters::toCore);
            dropped(metrics, "to_access", cause, GatewayCounters::toAccess);
        }
    }

    private void carried(
            Metrics metrics, String direction, Function<GatewayCounters, Direction> part) {
        metrics.total(
                "wicgate_media_packets_total",
                () -> sum(c -> part.apply(c).packets()),
                "direction",
                direction);
        metrics.total(
                "wicgate_media_bytes_total",
                () -> sum(c -> part.apply(c).bytes()),
                "direction",
                direction);
    }

    private void dropped(
            Metrics metrics,
            String direction,
            Drop cause,
            Function<GatewayCounters, Direction> part) {
        metrics.total(
                "wicgate_media_dropped_total",
                () -> sum(c -> part.apply(c).dropped(cause)),
                "direction",
                direction,
                "cause",
                cause.name().toLowerCase(Locale.ROOT));
    }

    private long sum(ToLongFunction<GatewayCounters> part) {
        return workers.stream().map(MediaWorker::counters).mapToLong(part).sum();
    }
}
