package org.wicgate.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.wicgate.net.MediaSockets.Sent;
import org.wicgate.net.MediaSockets.Use;

@Timeout(30)
@EnabledOnOs(OS.LINUX)
final class LinuxSocketsTest implements MediaSockets.Taker {
    private static final long WAIT = TimeUnit.SECONDS.toNanos(10);
    private static final InetSocketAddress FOUR = at("127.0.0.1", 0);

    private final LinuxSockets sockets = new LinuxSockets();
    private final List<Integer> firstBytes = new ArrayList<>();
    private final Set<InetSocketAddress> sources =
            Collections.newSetFromMap(new IdentityHashMap<>());
    private Runnable onPacket = () -> {};

    private static InetSocketAddress at(String literal, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(literal), port);
    }

    LinuxSocketsTest() throws IOException {}

    @AfterEach
    void close() {
        sockets.close();
    }

    @Override
    public void taken(int handle, ByteBuffer packet, InetSocketAddress source) {
        assertEquals(MediaLoop.PACKET, packet.capacity());
        firstBytes.add(Byte.toUnsignedInt(packet.get(0)));
        sources.add(source);
        onPacket.run();
    }

    @Override
    public void failed() {
        throw new AssertionError("no socket here is broken");
    }

    private void take(int count) throws IOException {
        while (firstBytes.size() < count) {
            sockets.await(WAIT, this);
        }
    }

    private static ByteBuffer packet(int first, int length) {
        return ByteBuffer.allocateDirect(length).put(0, (byte) first);
    }

    private static void send(DatagramChannel from, int first, InetSocketAddress to)
            throws IOException {
        from.send(packet(first, 172), to);
    }

    @Test
    void aBurstOfManySendersIsTakenInOrderAndEachSenderIsOneObject() throws IOException {
        int w3 = sockets.open(FOUR, Use.SHARED);
        try (var one = DatagramChannel.open().bind(FOUR);
                var two = DatagramChannel.open().bind(FOUR)) {
            for (int i = 0; i < 100; i++) {
                send(i % 2 == 0 ? one : two, i, sockets.local(w3));
            }
            take(100);
            for (int i = 0; i < 100; i++) {
                assertEquals(i, firstBytes.get(i));
            }
            assertEquals(2, sources.size());
            assertEquals(Set.of(one.getLocalAddress(), two.getLocalAddress()), Set.copyOf(sources));
        }
    }

    @Test
    void whatIsSentArrivesFromPositionToLimit() throws IOException {
        int socket = sockets.open(FOUR, Use.OWN);
        try (var peer = DatagramChannel.open().bind(FOUR)) {
            var to = (InetSocketAddress) peer.getLocalAddress();
            var out = packet(0, 100).put(new byte[] {1, 2, 3, 4}).position(1).limit(3);
            assertEquals(Sent.TAKEN, sockets.send(socket, out, to));
            assertEquals(1, out.position());
            var in = ByteBuffer.allocate(100);
            assertEquals(sockets.local(socket), peer.receive(in));
            assertEquals(ByteBuffer.wrap(new byte[] {2, 3}), in.flip());

            byte[] heap = {9, 8, 7, 6};
            assertEquals(Sent.TAKEN, sockets.send(socket, ByteBuffer.wrap(heap, 1, 2), to));
            peer.receive(in.clear());
            assertEquals(ByteBuffer.wrap(heap, 1, 2), in.flip());
            assertEquals(Sent.FAILED, sockets.send(socket, packet(1, 70_000), to));
        }
    }

    @Test
    void ipv6AndIpv4OnOneSocketAndWhatDoesNotFit() throws IOException {
        int any = sockets.open(at("::", 0), Use.SHARED);
        int port = sockets.local(any).getPort();
        int four = sockets.open(FOUR, Use.OWN);
        var loopback6 = at("::1", 0);
        try (var six = DatagramChannel.open().bind(loopback6);
                var peer = DatagramChannel.open().bind(FOUR)) {
            send(six, 6, at("::1", port));
            send(peer, 4, at("127.0.0.1", port));
            take(2);
            assertEquals(
                    Set.of(six.getLocalAddress(), peer.getLocalAddress()), Set.copyOf(sources));
            for (var source : sources) {
                assertEquals(Sent.TAKEN, sockets.send(any, packet(1, 10), source));
            }
            assertTrue(six.receive(ByteBuffer.allocate(10)) != null);
            assertTrue(peer.receive(ByteBuffer.allocate(10)) != null);
            var sixth = (InetSocketAddress) six.getLocalAddress();
            assertEquals(Sent.FAILED, sockets.send(four, packet(1, 10), sixth));
            var nowhere = InetSocketAddress.createUnresolved("nowhere.example", 9);
            assertEquals(Sent.FAILED, sockets.send(four, packet(1, 10), nowhere));
        }
    }

    @Test
    void aLongDatagramIsCutAndAnEmptyOneIsOne() throws IOException {
        int socket = sockets.open(FOUR, Use.OWN);
        try (var peer = DatagramChannel.open().bind(FOUR)) {
            var lengths = new ArrayList<Integer>();
            var taker =
                    new MediaSockets.Taker() {
                        @Override
                        public void taken(int handle, ByteBuffer packet, InetSocketAddress from) {
                            lengths.add(packet.remaining());
                        }

                        @Override
                        public void failed() {}
                    };
            peer.send(packet(1, 5000), sockets.local(socket));
            peer.send(ByteBuffer.allocate(0), sockets.local(socket));
            while (lengths.size() < 2) {
                sockets.await(WAIT, taker);
            }
            assertEquals(List.of(MediaLoop.PACKET, 0), lengths);
        }
    }

    @Test
    void aSocketClosedByAPacketBeforeItsOwnIsPassedOver() throws IOException {
        int one = sockets.open(FOUR, Use.OWN);
        int two = sockets.open(FOUR, Use.OWN);
        var targets = List.of(sockets.local(one), sockets.local(two));
        onPacket =
                () -> {
                    onPacket = () -> {};
                    sockets.close(one);
                    sockets.close(two);
                };
        try (var peer = DatagramChannel.open().bind(FOUR)) {
            for (var target : targets) {
                send(peer, 1, target);
            }
            take(1);
            sockets.await(0, this);
            assertEquals(1, firstBytes.size());
        }
        assertThrows(IllegalStateException.class, () -> sockets.local(one));
        assertEquals(two, sockets.open(FOUR, Use.OWN) + (two - one), "places are used again");
    }

    @Test
    void aWakeupBeforeTheWaitEndsItAndOneAfterTheEndIsHarmless() throws IOException {
        sockets.wakeup();
        long start = System.nanoTime();
        sockets.await(WAIT, this);
        assertTrue(System.nanoTime() - start < WAIT);
        sockets.close();
        sockets.wakeup();
        sockets.close();
    }

    @Test
    void aThousandAddressesAreKnownAgain() throws IOException {
        var names = new SocketNames();
        var room = ByteBuffer.allocateDirect(SocketName.SIZE);
        var first = new ArrayList<InetSocketAddress>();
        for (int round = 0; round < 2; round++) {
            int same = 0;
            for (int i = 0; i < 1_000; i++) {
                byte[] ip = {10, 0, (byte) (i >>> 8), (byte) i};
                var address = new InetSocketAddress(InetAddress.getByAddress(ip), 1024 + i);
                assertTrue(names.target(address).write(room, 0, Libc.AF_INET) > 0);
                var known = names.source(room, 0);
                assertEquals(address, known);
                if (round == 0) {
                    first.add(known);
                    assertNotSame(address, known);
                } else {
                    same += sameObject(known, first.get(i)) ? 1 : 0;
                }
                assertSame(known, names.source(room, 0));
            }
            assertTrue(round == 0 || same > 900, same + " of 1000 were known");
        }
    }

    @SuppressWarnings("ReferenceEquality") // the question is whether it was made anew
    private static boolean sameObject(Object one, Object two) {
        return one == two;
    }
}
