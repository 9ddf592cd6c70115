package org.wicgate.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.wicgate.base.Decoded;
import org.wicgate.codec.G711;
import org.wicgate.codec.ToneDetector;
import org.wicgate.rtp.RtpHeader;
import org.wicgate.rtp.rtcp.Rtcp;
import org.wicgate.rtp.rtcp.RtcpPacket;
import org.wicgate.sim.SeededEntropy;

final class LabMediaTest {
    private static final InetSocketAddress PEER = Bench.at(30000);
    private static final InetSocketAddress PEER_RTCP = Bench.at(30001);
    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    /** A packet that was sent. */
    private static final class Sent {
        private final int socket;
        private final byte[] bytes;
        private final InetSocketAddress to;

        Sent(int socket, byte[] bytes, InetSocketAddress to) {
            this.socket = socket;
            this.bytes = bytes;
            this.to = to;
        }
    }

    private final List<Sent> sent = new ArrayList<>();
    private final List<MediaEvent> events = new ArrayList<>();
    private final LabMedia media =
            new LabMedia(
                    new LabMedia.Sockets() {
                        private int next;

                        @Override
                        public LabMedia.@Nullable Ports open() {
                            next += 2;
                            return next > 4
                                    ? null
                                    : new LabMedia.Ports(next, next + 1, Bench.at(40000 + next));
                        }

                        @Override
                        public void close(LabMedia.Ports ports) {}

                        @Override
                        public void send(int socket, ByteBuffer packet, InetSocketAddress to) {
                            byte[] bytes = new byte[packet.remaining()];
                            packet.duplicate().get(bytes);
                            sent.add(new Sent(socket, bytes, to));
                        }
                    },
                    events::add,
                    new SeededEntropy(3));

    private void start(Service service, boolean sends) {
        media.command(
                new MediaCommand.Start(1, service, PEER, PEER_RTCP, 0, G711.MU_LAW, sends), 0);
    }

    private static ByteBuffer packet(int sequence) {
        byte[] bytes = new byte[172];
        RtpHeader.write(bytes, 0, false, 0, sequence, sequence * 160, 77);
        bytes[20] = 9;
        return ByteBuffer.wrap(bytes);
    }

    @Test
    void echoSendsBackUnderItsOwnName() {
        media.command(new MediaCommand.Open(1), 0);
        assertEquals(List.of(new MediaEvent.Opened(1, Bench.at(40002))), events);
        start(Service.ECHO, true);
        media.onPacket(2, packet(5), PEER, MILLI);
        assertEquals(1, sent.size());
        var echo = sent.getFirst();
        assertEquals(2, echo.socket);
        assertEquals(PEER, echo.to);
        assertEquals(5, RtpHeader.sequence(echo.bytes, 0));
        assertEquals(9, echo.bytes[20]);
        assertNotEquals(77, RtpHeader.ssrc(echo.bytes, 0));
    }

    @Test
    void strangerAndGarbageAreCountedAndDropped() {
        media.command(new MediaCommand.Open(1), 0);
        media.onPacket(2, packet(1), PEER, 0);
        start(Service.ECHO, true);
        media.onPacket(2, packet(1), Bench.at(30002), 0);
        media.onPacket(2, ByteBuffer.wrap(new byte[5]), PEER, 0);
        media.onPacket(99, packet(1), PEER, 0);
        start(Service.ECHO, false);
        media.onPacket(2, packet(2), PEER, 0);
        assertTrue(sent.isEmpty());
        media.command(new MediaCommand.Close(1), 0);
        assertEquals(new MediaEvent.Closed(1, 1, 0, 3), events.getLast());
    }

    @Test
    void phoneOnThisMachineMayNameAnotherOfItsAddresses() {
        var named = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.2"), 30000);
        media.command(new MediaCommand.Open(1), 0);
        media.command(
                new MediaCommand.Start(1, Service.ECHO, named, named, 0, G711.MU_LAW, true), 0);
        media.onPacket(2, packet(1), PEER, 0);
        assertEquals(named, sent.getFirst().to);
    }

    @Test
    void toneIsHeardEveryTwentyMilliseconds() {
        media.command(new MediaCommand.Open(1), 0);
        start(Service.TONE, true);
        long now = 0;
        while (now < 2000 * MILLI) {
            now = Math.max(now, media.onTick(now));
        }
        var frames = sent.stream().filter(s -> s.socket == 2).toList();
        assertEquals(100, frames.size());
        var detector = new ToneDetector(440);
        short[] samples = new short[160];
        for (int i = 0; i < frames.size(); i++) {
            byte[] b = frames.get(i).bytes;
            assertEquals(i == 0, RtpHeader.marker(b, 0));
            G711.MU_LAW.decode(b, RtpHeader.SIZE, 160, samples);
            detector.hear(samples, 160);
        }
        assertEquals(20, detector.windowsWithTone());
    }

    @Test
    void reportTellsWhatWasHeard() {
        media.command(new MediaCommand.Open(1), 0);
        start(Service.ECHO, true);
        for (int i = 0; i < 10; i++) {
            if (i != 4) {
                media.onPacket(2, packet(i), PEER, 20L * i * MILLI);
            }
        }
        sent.clear();
        media.onTick(5000 * MILLI);
        assertEquals(1, sent.size());
        assertEquals(PEER_RTCP, sent.getFirst().to);
        byte[] b = sent.getFirst().bytes;
        var packets = assertInstanceOf(Decoded.Ok.class, Rtcp.decode(b, 0, b.length));
        var report =
                assertInstanceOf(
                        RtcpPacket.SenderReport.class, ((List<?>) packets.value()).getFirst());
        assertEquals(9, report.packets());
        assertEquals(77, report.blocks().getFirst().ssrc());
        assertEquals(1, report.blocks().getFirst().lost());
    }

    @Test
    void noPortIsSaid() {
        for (int i = 1; i <= 3; i++) {
            media.command(new MediaCommand.Open(i), 0);
        }
        assertEquals(new MediaEvent.Refused(3, "no port is free"), events.getLast());
        assertEquals(2, media.size());
    }
}
