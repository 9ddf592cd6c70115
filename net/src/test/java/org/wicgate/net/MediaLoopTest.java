package org.wicgate.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.wicgate.sim.Allocation;
import org.wicgate.sim.Proves;

@Timeout(30)
@ParameterizedClass
@EnumSource
final class MediaLoopTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final InetSocketAddress ANY = new InetSocketAddress(LOOPBACK, 0);

    private final SteadyClock clock = new SteadyClock();
    private final Bugs bugs = new Bugs();
    private final MediaLoop loop;

    MediaLoopTest(MediaSockets.Kind kind) throws IOException {
        loop = MediaLoop.create("media", clock, bugs, kind);
    }

    @AfterEach
    void stop() {
        loop.close();
    }

    /** Sends each packet back from the socket it came to; the byte 0xFF is a bug. */
    private final class Mirror implements MediaHandler {
        @Override
        public void onPacket(
                int socket, ByteBuffer packet, InetSocketAddress source, long nowNanos) {
            if (packet.get(packet.position()) == (byte) 0xFF) {
                throw new IllegalStateException("met a bug");
            }
            packet.put(packet.position(), (byte) (packet.get(packet.position()) + 1));
            loop.send(socket, packet, source);
        }

        @Override
        public long onTick(long nowNanos) {
            return Long.MAX_VALUE;
        }
    }

    /** By the system's word: what is on the wire is not looked at. */
    @Test
    void theSystemTakesTheMarkOfASocketOfEitherVersion() throws Exception {
        for (var local : List.of(ANY, new InetSocketAddress(InetAddress.ofLiteral("::1"), 0))) {
            int socket = loop.open(local);
            for (int dscp : new int[] {46, 46, 34, 0}) {
                assertTrue(loop.mark(socket, dscp));
            }
            loop.close(socket);
        }
    }

    @Test
    void packetComesBackFromItsSocketAndABugCostsOnePacketOnly() throws Exception {
        int w3 = loop.openShared(ANY);
        int other = loop.open(ANY);
        loop.start(new Mirror());
        try (var peer = new DatagramSocket(ANY)) {
            peer.setSoTimeout(10_000);
            for (int socket : new int[] {w3, other}) {
                peer.send(new DatagramPacket(new byte[] {(byte) 0xFF}, 1, loop.local(socket)));
                peer.send(new DatagramPacket(new byte[] {41, 7}, 2, loop.local(socket)));
                var back = new DatagramPacket(new byte[100], 100);
                peer.receive(back);
                assertEquals(loop.local(socket), back.getSocketAddress());
                assertEquals(2, back.getLength());
                assertEquals(42, back.getData()[0]);
            }
        }
        assertEquals(2, bugs.count());
        assertEquals(4, loop.counters().received());
        assertEquals(2L, onLoop(() -> loop.counters().sent()));
    }

    /**
     * From one peer; the JDK makes a new address each time that the sender is another one. What the
     * compiler takes away is gone when it has compiled, which may be late on a busy machine.
     */
    @Test
    @Timeout(120)
    void packetCostsNoAllocation() throws Exception {
        int w3 = loop.openShared(ANY);
        loop.start(new Mirror());
        try (var peer = DatagramChannel.open().bind(ANY)) {
            long least = Long.MAX_VALUE;
            for (int round = 0; round < 300 && least >= 48; round++) {
                long before = onLoop(Allocation::soFar);
                exchange(peer, loop.local(w3), 2_000);
                least = Math.min(least, (onLoop(Allocation::soFar) - before) / 2_000);
            }
            assertTrue(least < 48, least + " bytes for each packet");
        }
    }

    private static void exchange(DatagramChannel peer, InetSocketAddress server, int times)
            throws IOException {
        var packet = ByteBuffer.allocateDirect(172);
        for (int i = 0; i < times; i++) {
            packet.clear().put(0, (byte) 1);
            peer.send(packet, server);
            packet.clear();
            peer.receive(packet);
        }
    }

    @Test
    void handlerIsCalledAtItsDeadlineAndTasksRunOnTheThread() throws Exception {
        var due = new AtomicLong(Long.MAX_VALUE);
        var rang = new CompletableFuture<Long>();
        loop.start(
                new MediaHandler() {
                    @Override
                    public void onPacket(int s, ByteBuffer p, InetSocketAddress from, long now) {}

                    @Override
                    public long onTick(long nowNanos) {
                        if (nowNanos >= due.get()) {
                            rang.complete(nowNanos);
                            return Long.MAX_VALUE;
                        }
                        return due.get();
                    }
                });
        long wanted = clock.nanos() + TimeUnit.MILLISECONDS.toNanos(40);
        assertTrue(
                loop.post(() -> {
                    assertTrue(loop.onThread());
                    due.set(wanted);
                }));
        long at = rang.get(10, TimeUnit.SECONDS);
        assertTrue(at >= wanted, "early by " + (wanted - at));
        assertEquals(0, bugs.count());
    }

    @Test
    @Proves("AGW-30")
    void pairsAreEvenAndOddRestAfterReleaseAndEndWithAClearAnswer() throws Exception {
        int first = freeRange();
        loop.start(new Mirror());
        var pairs = new PortPairs(loop, LOOPBACK, first, first + 3, Duration.ofMillis(50));
        var one = assertInstanceOf(PortPairs.Reserved.Pair.class, onLoop(pairs::reserve));
        var two = assertInstanceOf(PortPairs.Reserved.Pair.class, onLoop(pairs::reserve));
        assertEquals(first, one.address().getPort());
        assertEquals(first + 1, loop.local(one.rtcp()).getPort());
        assertEquals(first + 2, two.address().getPort());
        assertEquals(2, pairs.taken());
        var none = assertInstanceOf(PortPairs.Reserved.None.class, onLoop(pairs::reserve));
        assertEquals("2 pairs in use, 0 resting, 0 lost", none.why());

        onLoop(() -> {
            pairs.release(one);
            return assertInstanceOf(PortPairs.Reserved.None.class, pairs.reserve());
        });
        rest(Duration.ofMillis(50));
        var again = assertInstanceOf(PortPairs.Reserved.Pair.class, onLoop(pairs::reserve));
        assertEquals(first, again.address().getPort());
    }

    /** Until a pair has rested; the loop selects meanwhile, which is when a closed port is free. */
    private void rest(Duration time) {
        long rested = clock.nanos() + time.plusMillis(10).toNanos();
        while (clock.nanos() < rested) {
            Thread.onSpinWait();
        }
    }

    @Test
    void longestRestedPairIsCalledEarlyWhenAllOthersAreInUse() throws Exception {
        int first = freeRange();
        loop.start(new Mirror());
        var least = Duration.ofMillis(50);
        var pairs = new PortPairs(loop, LOOPBACK, first, first + 3, PortPairs.REST, least);
        var one = assertInstanceOf(PortPairs.Reserved.Pair.class, onLoop(pairs::reserve));
        onLoop(() -> {
            pairs.release(one);
            return pairs.taken();
        });
        var two = assertInstanceOf(PortPairs.Reserved.Pair.class, onLoop(pairs::reserve));
        assertEquals(first + 2, two.address().getPort());
        rest(least);
        var early = assertInstanceOf(PortPairs.Reserved.Pair.class, onLoop(pairs::reserve));
        assertEquals(first, early.address().getPort());
    }

    @Test
    void portOfAnotherProgramIsPassedOver() throws Exception {
        int first = freeRange();
        loop.start(new Mirror());
        var pairs = new PortPairs(loop, LOOPBACK, first, first + 3, PortPairs.REST);
        try (var _ = new DatagramSocket(new InetSocketAddress(LOOPBACK, first + 1))) {
            var pair = assertInstanceOf(PortPairs.Reserved.Pair.class, onLoop(pairs::reserve));
            assertEquals(first + 2, pair.address().getPort());
            assertEquals(first + 2, loop.local(pair.rtp()).getPort());
        }
    }

    @Test
    void workersShareARangeWithoutOverlap() throws Exception {
        int first = freeRange();
        var one = PortPairs.share(loop, LOOPBACK, first, first + 3, 0, 2);
        var two = PortPairs.share(loop, LOOPBACK, first, first + 3, 1, 2);
        var ofOne = assertInstanceOf(PortPairs.Reserved.Pair.class, one.reserve());
        var ofTwo = assertInstanceOf(PortPairs.Reserved.Pair.class, two.reserve());
        assertEquals(first, ofOne.address().getPort());
        assertEquals(first + 2, ofTwo.address().getPort());
        assertInstanceOf(PortPairs.Reserved.None.class, one.reserve());
        assertInstanceOf(PortPairs.Reserved.None.class, two.reserve());
    }

    @Test
    void takenPortIsTold() throws Exception {
        int socket = loop.open(ANY);
        InetSocketAddress taken = loop.local(socket);
        var refused = assertThrows(PortInUse.class, () -> loop.open(taken));
        assertEquals(taken, refused.address());
        loop.close(socket);
        assertThrows(IllegalStateException.class, () -> loop.local(socket));
    }

    @Test
    void stoppedLoopTakesNoTask() throws Exception {
        loop.start(new Mirror());
        var ran = new CountDownLatch(1);
        assertTrue(loop.post(ran::countDown));
        assertTrue(ran.await(10, TimeUnit.SECONDS));
        loop.close();
        assertTrue(!loop.post(() -> {}));
    }

    private <T> T onLoop(Callable<T> task) throws Exception {
        var done = new CompletableFuture<T>();
        assertTrue(
                loop.post(() -> {
                    try {
                        done.complete(task.call());
                    } catch (Exception | AssertionError failed) {
                        done.completeExceptionally(failed);
                    }
                }));
        return done.get(10, TimeUnit.SECONDS);
    }

    /** The first of four ports in a row, even, that nobody has at the moment. */
    private static int freeRange() {
        int port = 42_000;
        while (!isFree(port) || !isFree(port + 1) || !isFree(port + 2) || !isFree(port + 3)) {
            port += 4;
        }
        return port;
    }

    private static boolean isFree(int port) {
        try (var socket = new DatagramSocket(new InetSocketAddress(LOOPBACK, port))) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
