package org.wicgate.app;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import org.wicgate.net.FramedConnection;
import org.wicgate.net.FramedServer;
import org.wicgate.net.Shards;
import org.wicgate.webrtc.WebRtcTransport;

/**
 * ICE over TCP on W3 (RFC 6544): one port for all calls, on a thread of its own. The first packet
 * of a connection is a check whose ufrag says which media worker it is for; from then on its
 * packets go there.
 */
final class TcpEntrance implements AutoCloseable {
    private static final int CONNECTIONS_OF_A_CALL = 4;

    private final List<MediaWorker> workers;
    private final LongAdder strangers = new LongAdder();
    private final LongAdder overrun = new LongAdder();
    private final Shards thread;
    private final FramedServer server;

    private TcpEntrance(
            List<InetSocketAddress> listen, int maxCalls, List<MediaWorker> workers, Shards beside)
            throws IOException {
        this.workers = List.copyOf(workers);
        this.thread = beside.beside("w3-tcp", 1);
        try {
            int connections = CONNECTIONS_OF_A_CALL * maxCalls;
            server =
                    FramedServer.open(
                            thread, listen, FramedServer.Limits.of(connections), Way::new);
        } catch (IOException refused) {
            thread.close();
            throw refused;
        }
    }

    /** Listens and hands over from now on. */
    static TcpEntrance open(
            List<InetSocketAddress> listen,
            int maxCalls,
            List<MediaWorker> workers,
            Shards beside,
            Metrics metrics)
            throws IOException {
        var entrance = new TcpEntrance(listen, maxCalls, workers, beside);
        entrance.show(metrics);
        return entrance;
    }

    private void show(Metrics metrics) {
        var seen = server.counters();
        metrics.gauge("wicgate_media_tcp_connections", seen::open);
        closed(metrics, "too_many", seen::refused);
        closed(metrics, "stranger", strangers::sum);
        closed(metrics, "no_check", seen::unproven);
        closed(metrics, "malformed", seen::malformed);
        closed(metrics, "does_not_read", seen::stalled);
        metrics.total("wicgate_media_tcp_dropped_total", seen::dropped, "direction", "to_access");
        metrics.total("wicgate_media_tcp_dropped_total", overrun::sum, "direction", "to_core");
    }

    private static void closed(Metrics metrics, String cause, DoubleSupplier count) {
        metrics.total("wicgate_media_tcp_closed_total", count, "cause", cause);
    }

    @Override
    public void close() {
        server.close();
        thread.close();
    }

    /** One connection, from its acceptance to its worker; on the thread of the server. */
    private final class Way implements FramedServer.Receiver {
        private static final int MAX_WAITING = 64;

        private final FramedConnection connection;
        private final AtomicInteger waiting = new AtomicInteger();
        private boolean isNamed;
        private volatile @Nullable MediaWorker worker;

        private Way(FramedConnection connection) {
            this.connection = connection;
        }

        @Override
        public void packet(ByteBuffer packet) {
            int length = packet.remaining();
            byte[] roomy = new byte[length + WebRtcTransport.MAX_OVERHEAD];
            packet.get(roomy, 0, length);
            var known = worker;
            if (known != null) {
                pass(known, roomy, length);
            } else if (!isNamed) {
                isNamed = true;
                offer(0, roomy, length);
            } // else it is being looked for; the WIC repeats its checks
        }

        private void pass(MediaWorker to, byte[] packet, int length) {
            if (waiting.incrementAndGet() > MAX_WAITING
                    || !to.take(connection, packet, length, waiting::decrementAndGet)) {
                waiting.decrementAndGet();
                overrun.increment();
            }
        }

        /** To one worker after the other, until one knows the ufrag. */
        private void offer(int index, byte[] packet, int length) {
            if (index == workers.size()) {
                strangers.increment();
                connection.close();
                return;
            }
            var to = workers.get(index);
            boolean asked =
                    to.offer(
                            connection,
                            packet,
                            length,
                            isTaken -> {
                                if (isTaken) {
                                    worker = to;
                                    forgetIfClosed(to);
                                } else {
                                    offer(index + 1, packet, length);
                                }
                            });
            if (!asked) {
                overrun.increment();
                connection.close();
            }
        }

        @Override
        public void closed() {
            forgetIfClosed(worker);
        }

        /** Whichever comes last, the worker's answer or the end, sees both. */
        private void forgetIfClosed(@Nullable MediaWorker known) {
            if (known != null && !connection.isOpen()) {
                known.forget(connection);
            }
        }
    }
}
