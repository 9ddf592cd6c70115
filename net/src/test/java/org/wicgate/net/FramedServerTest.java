package org.wicgate.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.TooLongFrameException;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 4571 §2, and what a stranger may make of it. */
@Timeout(60)
class FramedServerTest {
    private static final int PACKET = 100;
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final FramedServer.Limits ROOMY =
            new FramedServer.Limits(PACKET, 16_384, 100, 100, 1_000, LONG, LONG);

    private static Shards shards;

    private final LinkedBlockingQueue<FramedConnection> opened = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<byte[]> packets = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<FramedConnection> closed = new LinkedBlockingQueue<>();

    @BeforeAll
    static void startShards() {
        shards = Shards.start("framed", 1);
    }

    @AfterAll
    static void stopShards() {
        shards.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void packetsComeOutAsTheyWentInHoweverTheStreamIsCut(long seed) {
        var random = new Random(seed);
        var sent = new ArrayList<byte[]>();
        var stream = Unpooled.buffer();
        for (int i = 0; i < 200; i++) {
            byte[] packet = new byte[random.nextInt(PACKET + 1)];
            random.nextBytes(packet);
            sent.add(packet);
            stream.writeShort(packet.length).writeBytes(packet);
        }
        var channel = new EmbeddedChannel(FramedServer.decoder(PACKET));
        while (stream.isReadable()) {
            int cut = Math.min(1 + random.nextInt(300), stream.readableBytes());
            channel.writeInbound(stream.readBytes(cut));
        }
        for (byte[] packet : sent) {
            ByteBuf read = channel.readInbound();
            assertArrayEquals(packet, ByteBufUtil.getBytes(read));
            read.release();
        }
        assertTrue(channel.inboundMessages().isEmpty());
        var _ = channel.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18})
    void anyBytesGivePacketsWithinTheLimitOrAnError(long seed) {
        var random = new Random(seed);
        var channel = new EmbeddedChannel(FramedServer.decoder(PACKET));
        for (int i = 0; i < 500; i++) {
            byte[] bytes = new byte[random.nextInt(60)];
            random.nextBytes(bytes);
            if (random.nextBoolean() && bytes.length > 0) {
                bytes[0] = 0; // lengths that are short enough, too
            }
            try {
                channel.writeInbound(Unpooled.wrappedBuffer(bytes));
            } catch (TooLongFrameException refused) {
                continue;
            }
            for (ByteBuf read = channel.readInbound(); read != null; read = channel.readInbound()) {
                assertTrue(read.readableBytes() <= PACKET);
                read.release();
            }
        }
        var _ = channel.close();
    }

    @Test
    void aPacketThatIsTooLongIsRefusedByItsLengthAlone() {
        var channel = new EmbeddedChannel(FramedServer.decoder(PACKET));
        var length = Unpooled.buffer().writeShort(PACKET + 1);
        assertThrows(TooLongFrameException.class, () -> channel.writeInbound(length));
        var _ = channel.close();
    }

    @Test
    void packetsPassBothWaysAndEmptyOnesAreNone() throws Exception {
        try (var server = open(ROOMY);
                var client = client(server)) {
            write(client, new byte[0], new byte[] {1, 2, 3});
            assertArrayEquals(new byte[] {1, 2, 3}, take(packets));
            var connection = take(opened);
            assertEquals(client.getLocalPort(), connection.remote().getPort());
            connection.send(new byte[] {9, 4, 5, 9}, 1, 2);
            assertArrayEquals(new byte[] {4, 5}, read(client));
            client.shutdownOutput();
            assertEquals(connection, take(closed));
            assertEquals(0, server.counters().open());
        }
    }

    @Test
    void aLongPacketClosesItsConnection() throws Exception {
        try (var server = open(ROOMY);
                var client = client(server)) {
            write(client, new byte[PACKET + 1]);
            assertEquals(take(opened), take(closed));
            assertEquals(1, server.counters().malformed());
        }
    }

    @Test
    void whatIsNotAdmittedInTimeIsClosedAndWhatIsStays() throws Exception {
        try (var server =
                        open(
                                new FramedServer.Limits(
                                        PACKET, 16_384, 100, 100, 1_000, SHORT, LONG));
                var good = client(server)) {
            var admitted = take(opened);
            admitted.admit();
            try (var idle = client(server)) {
                var other = take(opened);
                assertEquals(other, take(closed));
                assertEquals(-1, idle.getInputStream().read());
            }
            assertEquals(1, server.counters().unproven());
            assertTrue(admitted.isOpen());
            write(good, new byte[] {7});
            assertArrayEquals(new byte[] {7}, take(packets));
        }
    }

    @Test
    void oneMoreThanASourceMayHaveIsClosedAtOnce() throws Exception {
        try (var server = open(new FramedServer.Limits(PACKET, 16_384, 100, 2, 1_000, LONG, LONG));
                var first = client(server);
                var second = client(server);
                var third = client(server)) {
            assertEquals(first.getLocalPort(), take(opened).remote().getPort());
            assertEquals(second.getLocalPort(), take(opened).remote().getPort());
            assertEquals(-1, third.getInputStream().read());
            assertEquals(1, server.counters().refused());
        }
    }

    @Test
    void oneMoreThanThereMayBeIsClosedAtOnce() throws Exception {
        try (var server = open(new FramedServer.Limits(PACKET, 16_384, 1, 100, 1_000, LONG, LONG));
                var first = client(server);
                var second = client(server)) {
            assertEquals(first.getLocalPort(), take(opened).remote().getPort());
            assertEquals(-1, second.getInputStream().read());
            assertEquals(1, server.counters().refused());
        }
    }

    /** A peer that does not read has what is sent to it dropped, and is closed after a while. */
    @Test
    void whoDoesNotReadCostsNoMemoryAndIsClosed() throws Exception {
        try (var server =
                        open(
                                new FramedServer.Limits(
                                        PACKET, 16_384, 100, 100, 1_000, LONG, SHORT));
                var _ = client(server)) {
            var connection = take(opened);
            byte[] packet = new byte[PACKET];
            long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (connection.isOpen()) { // until the system's own buffers are full, and on
                assertTrue(System.nanoTime() < end, "still open");
                connection.send(packet, 0, packet.length);
            }
            assertTrue(server.counters().dropped() > 0);
            assertEquals(connection, take(closed));
            assertEquals(1, server.counters().stalled());
        }
    }

    private FramedServer open(FramedServer.Limits limits) throws IOException {
        var any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return FramedServer.open(shards, List.of(any), limits, this::recorder);
    }

    private FramedServer.Receiver recorder(FramedConnection connection) {
        opened.add(connection);
        return new FramedServer.Receiver() {
            @Override
            public void packet(ByteBuffer packet) {
                byte[] bytes = new byte[packet.remaining()];
                packet.get(bytes);
                packets.add(bytes);
            }

            @Override
            public void closed() {
                closed.add(connection);
            }
        };
    }

    private static Socket client(FramedServer server) throws IOException {
        var at = server.addresses().getFirst();
        return new Socket(at.getAddress(), at.getPort());
    }

    private static void write(Socket to, byte[]... each) throws IOException {
        var out = new DataOutputStream(to.getOutputStream());
        for (byte[] packet : List.of(each)) {
            out.writeShort(packet.length);
            out.write(packet);
        }
        out.flush();
    }

    private static byte[] read(Socket from) throws IOException {
        var in = new DataInputStream(from.getInputStream());
        return in.readNBytes(in.readUnsignedShort());
    }

    private static <T> T take(LinkedBlockingQueue<T> from) throws InterruptedException {
        T taken = from.poll(20, TimeUnit.SECONDS);
        if (taken == null) {
            throw new AssertionError("nothing came");
        }
        return taken;
    }
}
