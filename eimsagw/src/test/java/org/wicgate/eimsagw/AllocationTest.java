package org.wicgate.eimsagw;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.wicgate.dtls.ProtectionProfile;
import org.wicgate.iq.Event;
import org.wicgate.rtp.RtpHeader;
import org.wicgate.sim.Allocation;

/**
 * The packet path, socket to socket, allocates nothing. The smallest object has 16 bytes: less than
 * one byte for each packet is the counter, or a class that was met first.
 */
class AllocationTest {
    private static final int WARM_UP = 5_000;
    private static final int PACKETS = 20_000;

    private final Bench bench = new Bench();
    private final AccessGateway gateway = bench.gateway;
    private long sent;

    @ParameterizedTest
    @EnumSource
    void aPacketFromTheWicCostsNoAllocation(ProtectionProfile profile) {
        var call = Call.open(bench, 1, profile);
        byte[][] protectedPackets = new byte[WARM_UP + PACKETS][];
        for (int i = 0; i < protectedPackets.length; i++) {
            protectedPackets[i] = call.wic.protect(Call.rtp(i, Call.WIC_SSRC));
        }
        byte[] buffer = new byte[2048];
        bench.counting(() -> sent++);
        toCore(call, protectedPackets, buffer, 0, WARM_UP);

        long bytes =
                Allocation.during(() ->
                        toCore(call, protectedPackets, buffer, WARM_UP, protectedPackets.length));

        assertEquals(WARM_UP + PACKETS, sent);
        assertTrue(bytes < PACKETS, bytes + " bytes for " + PACKETS + " packets");
    }

    @ParameterizedTest
    @EnumSource
    void aPacketFromTheCoreCostsNoAllocation(ProtectionProfile profile) {
        var call = Call.open(bench, 1, profile);
        byte[] packet = Call.rtp(0, Call.CORE_SSRC);
        byte[] buffer = new byte[2048];
        bench.counting(() -> sent++);
        toAccess(call, packet, buffer, 0, WARM_UP);

        long bytes =
                Allocation.during(() -> toAccess(call, packet, buffer, WARM_UP, WARM_UP + PACKETS));

        assertEquals(WARM_UP + PACKETS, sent);
        assertTrue(bytes < PACKETS, bytes + " bytes for " + PACKETS + " packets");
    }

    @Test
    void aDroppedPacketCostsNoAllocation() {
        var call = Call.open(bench, 1);
        var stranger = Bench.address("203.0.113.66", 6666);
        byte[] packet = Call.rtp(0, Call.CORE_SSRC);
        byte[] buffer = new byte[2048];
        drop(call, packet, buffer, stranger, WARM_UP);

        long bytes = Allocation.during(() -> drop(call, packet, buffer, stranger, PACKETS));

        assertTrue(bytes < PACKETS, bytes + " bytes for " + PACKETS + " packets");
        assertTrue(bench.events.stream().noneMatch(e -> e instanceof Event.Lost));
    }

    private void toCore(Call call, byte[][] packets, byte[] buffer, int from, int to) {
        for (int i = from; i < to; i++) {
            System.arraycopy(packets[i], 0, buffer, 0, packets[i].length);
            gateway.receive(
                    Bench.W3, buffer, 0, packets[i].length, call.wic.address(), bench.now() + i);
            gateway.tick(bench.now() + i);
        }
    }

    private void toAccess(Call call, byte[] packet, byte[] buffer, int from, int to) {
        for (int i = from; i < to; i++) {
            System.arraycopy(packet, 0, buffer, 0, packet.length);
            RtpHeader.write(buffer, 0, false, 0, i, i * 160, Call.CORE_SSRC);
            gateway.receive(
                    call.rtpSocket(), buffer, 0, packet.length, call.coreRtp, bench.now() + i);
            gateway.tick(bench.now() + i);
        }
    }

    private void drop(Call call, byte[] packet, byte[] buffer, InetSocketAddress from, int count) {
        for (int i = 0; i < count; i++) {
            System.arraycopy(packet, 0, buffer, 0, packet.length);
            gateway.receive(call.rtpSocket(), buffer, 0, packet.length, from, bench.now());
            gateway.receive(Bench.W3, buffer, 0, packet.length, from, bench.now());
            gateway.receive(Bench.W3, buffer, 0, packet.length, call.wic.address(), bench.now());
            Arrays.fill(buffer, 0, 4, (byte) 0x7F);
            gateway.receive(Bench.W3, buffer, 0, packet.length, call.wic.address(), bench.now());
        }
    }
}
