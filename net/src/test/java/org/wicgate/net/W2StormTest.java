package org.wicgate.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** After a restart all browsers come back at once. */
@Timeout(120)
final class W2StormTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int MANY = 19_000;

    private final Shards shards = Shards.start("storm", 2);
    private final Shards clients = Shards.start("browsers", 1);

    @AfterEach
    void stop() {
        clients.close();
        shards.close();
    }

    @Test
    void allComeBackAtOnceFromAddressesOfTheirOwn() throws Exception {
        var sources = sources(100);
        for (int i = 0; i < MANY; i++) {
            var address = InetAddress.getByAddress(new byte[] {10, 1, (byte) (i >> 8), (byte) i});
            var source = sources.enter(address, SECOND);
            assertEquals(0, sources.arrivalWait(source, SECOND));
            assertEquals(0, sources.handshakeWait(source, SECOND));
            assertEquals("", sources.refusal(source));
        }
    }

    /** The limit such a company needs is that of docs/operations.md: a tenth of its browsers. */
    @Test
    void companyBehindOneAddressIsTakenInWithoutARefusal() throws Exception {
        var storm = new Storm(1900, 8).run();
        assertEquals(0, storm.refused);
        assertEquals(MANY, storm.admitted);
        assertTrue(storm.last < 11 * SECOND, "after " + storm.last / 1e9 + " s");
        assertTrue(storm.mostInASecond <= 2 * 1900, storm.mostInASecond + " in one second");
    }

    /** Who waits as RFC 5626 §4.5 says, with jitter, gets in; the limit holds all the time. */
    @Test
    void limitThatIsTooSmallLetsAllInALittleLater() throws Exception {
        var storm = new Storm(400, 9).run();
        assertTrue(storm.refused > 0);
        assertEquals(MANY, storm.admitted);
        assertTrue(storm.mostInASecond <= 2 * 400, storm.mostInASecond + " in one second");
        assertTrue(storm.last < 240 * SECOND, "after " + storm.last / 1e9 + " s");
    }

    /** The browsers of one address in virtual time, each with the back-off of its own. */
    private static final class Storm {
        private record Attempt(long at, int failures) {}

        private final W2Sources sources;
        private final Random random;
        private final PriorityQueue<Attempt> attempts =
                new PriorityQueue<>((a, b) -> Long.compare(a.at, b.at));
        private final Map<Long, Integer> bySecond = new TreeMap<>();
        private int admitted;
        private int refused;
        private int mostInASecond;
        private long last;

        Storm(int perSecond, long seed) {
            sources = sources(perSecond);
            random = new Random(seed);
            for (int i = 0; i < MANY; i++) {
                attempts.add(new Attempt(SECOND + random.nextLong(SECOND / 2), 0));
            }
        }

        Storm run() throws UnknownHostException {
            var address = InetAddress.getByName("192.0.2.1");
            while (!attempts.isEmpty()) {
                var attempt = attempts.remove();
                var source = sources.enter(address, attempt.at);
                long arrival = sources.arrivalWait(source, attempt.at);
                long turn = arrival < 0 ? -1 : sources.handshakeWait(source, attempt.at + arrival);
                if (turn < 0) {
                    sources.leave(source);
                    refused++;
                    long most = Math.min(30, 5L << attempt.failures) * SECOND; // as our page does
                    long wait = most / 2 + random.nextLong(most / 2);
                    attempts.add(new Attempt(attempt.at + wait, attempt.failures + 1));
                } else {
                    admitted++;
                    last = Math.max(last, attempt.at + arrival + turn);
                    int now =
                            bySecond.merge((attempt.at + arrival + turn) / SECOND, 1, Integer::sum);
                    mostInASecond = Math.max(mostInASecond, now);
                }
            }
            return this;
        }
    }

    private static W2Sources sources(int perSecond) {
        var limits = new W2Settings.Limits(65_536, 65_536, 50_000, 50_000, perSecond, 1_000, false);
        return new W2Sources(limits, W2Settings.Timings.DEFAULT.turn());
    }

    /** A server with 400 browsers behind one address is gone for a while. */
    @Test
    void restartedServerTakesAllInAndRefusesNobody() throws Exception {
        int count = 400;
        var tls = new ServerTls(Certificates.selfSigned(List.of("localhost")));
        var loopback = InetAddress.getLoopbackAddress();
        var before = new Crowd(count);
        InetSocketAddress address;
        try (var first = server(tls, new InetSocketAddress(loopback, 0), 1000, before)) {
            address = first.addresses().getFirst();
            for (int i = 0; i < count; i++) {
                new Browser(address, tls.credential()).connect();
            }
            assertTrue(before.all.await(60, TimeUnit.SECONDS), () -> "only " + before.opened);
        }
        var after = new Crowd(count);
        try (var second = server(tls, address, 100, after)) {
            assertTrue(after.all.await(60, TimeUnit.SECONDS), () -> "only " + after.opened);
            assertEquals(0, second.counters().refused());
        }
    }

    private W2Server server(ServerTls tls, InetSocketAddress at, int perSecond, W2Events events)
            throws IOException {
        var listen = new W2Settings.Listen(at, "/ws", new W2Settings.Security.Tls(tls));
        var limits = new W2Settings.Limits(65_536, 65_536, 1000, 1000, perSecond, 1000, false);
        var timings = W2Settings.Timings.DEFAULT;
        var settings =
                new W2Settings(
                        List.of(listen), List.of("*"), limits, timings, new W2Admission.Anybody());
        return W2Server.start(shards, settings, shard -> events);
    }

    /** A thread that is behind does not blame a peer for what it waited: patience has parts. */
    @Test
    void peerIsNotCutOffForWhatItWaitedForUs() throws Exception {
        var limit = Duration.ofSeconds(2);
        var timings = new W2Settings.Timings(limit, limit, limit, limit);
        var any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        var listen = new W2Settings.Listen(any, "/ws", new W2Settings.Security.Plain());
        var settings =
                new W2Settings(
                        List.of(listen),
                        List.of("*"),
                        W2Settings.Limits.DEFAULT,
                        timings,
                        new W2Admission.Anybody());
        var recorder = new W2Recorder();
        try (var server = W2Server.start(shards, settings, shard -> recorder);
                var client = new RawWebSocket(server.addresses().getFirst())) {
            client.bytes(new byte[] {'G'});
            var busy = new CountDownLatch(2);
            var never = new CountDownLatch(1);
            for (Shard shard : shards.all()) {
                shard.loop()
                        .execute(() -> {
                            busy.countDown();
                            try {
                                boolean _ = never.await(3, TimeUnit.SECONDS);
                            } catch (InterruptedException stop) {
                                Thread.currentThread().interrupt();
                            }
                        });
            }
            assertTrue(busy.await(20, TimeUnit.SECONDS));
            String rest =
                    """
                    ET /ws HTTP/1.1
                    Host: localhost
                    Upgrade: websocket
                    Connection: Upgrade
                    Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
                    Sec-WebSocket-Version: 13
                    Sec-WebSocket-Protocol: sip

                    """
                            .replace("\n", "\r\n");
            String answer = client.exchange(rest);
            assertTrue(answer.startsWith("HTTP/1.1 101 "), answer);
        }
    }

    /** Counts who is in. */
    private static final class Crowd implements W2Events {
        private final CountDownLatch all;
        private final AtomicInteger opened = new AtomicInteger();

        Crowd(int count) {
            all = new CountDownLatch(count);
        }

        @Override
        public void opened(Opened connection) {
            opened.incrementAndGet();
            all.countDown();
        }

        @Override
        public void message(long id, byte[] message, boolean text) {}

        @Override
        public void closed(long id, int code, String reason) {}

        @Override
        public boolean mayStayIdle(long id) {
            return true;
        }
    }

    /** Comes back when it is thrown out, and waits between its attempts. */
    private final class Browser implements WebSocketEvents {
        private final InetSocketAddress server;
        private final WebSocketClient.Trust trust;

        Browser(InetSocketAddress server, Credential credential) {
            this.server = server;
            trust = new WebSocketClient.Trust.Only(List.of(credential.certificate()));
        }

        void connect() {
            var uri = URI.create("wss://localhost:%d/ws".formatted(server.getPort()));
            try {
                var _ = WebSocketClient.connect(clients, clients.shard(0), uri, "", trust, this);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void opened() {}

        @Override
        public void message(byte[] message) {}

        @Override
        public void closed(int code, String reason) {
            long wait = ThreadLocalRandom.current().nextLong(50, 400); // as our page does
            var _ = clients.shard(0).loop().schedule(this::connect, wait, TimeUnit.MILLISECONDS);
        }
    }
}
