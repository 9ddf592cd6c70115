package org.wicgate.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wicgate.net.MediaSockets.Kind;
import org.wicgate.net.MediaSockets.Sent;
import org.wicgate.net.MediaSockets.Use;
import org.wicgate.sim.Proves;

/** How packets of both kinds of sockets are marked when they come, by the receiver's system. */
@Timeout(30)
@EnabledOnOs(OS.LINUX)
final class MarkTest {
    private static final int RECEIVE_TOS = 13;
    private static final int RECEIVE_CLASS = 66;
    private static final int WAIT_MILLIS = 10_000;

    // struct mmsghdr, and what a struct cmsghdr has before its data
    private static final int MESSAGE = 64;
    private static final int VECTOR = 16;
    private static final int VECTORS = 24;
    private static final int CONTROL = 32;
    private static final int CONTROL_LENGTH = 40;
    private static final int CONTROL_HEAD = 16;

    private final Libc libc = new Libc();
    private final ByteBuffer memory =
            ByteBuffer.allocateDirect(1_024).order(ByteOrder.nativeOrder());
    private final long at = MemorySegment.ofBuffer(memory).address();

    @ParameterizedTest
    @CsvSource({"LINUX, 127.0.0.1", "LINUX, ::1", "PORTABLE, 127.0.0.1", "PORTABLE, ::1"})
    @Proves("AGW-28")
    void eachPacketHasTheMarkOfItsTime(Kind kind, String host) throws IOException {
        var any = new InetSocketAddress(InetAddress.ofLiteral(host), 0);
        int family = any.getAddress().getAddress().length == 4 ? Libc.AF_INET : Libc.AF_INET6;
        int receiver = libc.must(libc.udp(family));
        int epoll = libc.must(libc.epoll());
        try (var sockets = MediaSockets.open(kind)) {
            var target = bound(receiver, any, family);
            memory.order(ByteOrder.nativeOrder())
                    .putInt(0, Libc.EPOLLIN)
                    .putLong(Libc.EPOLL_DATA, 1);
            libc.must(libc.add(epoll, receiver, at));
            int sender = sockets.open(any, Use.SHARED);
            var packet = ByteBuffer.allocateDirect(20);
            for (int dscp : new int[] {46, 34, 0, 63}) {
                assertTrue(sockets.mark(sender, dscp));
                assertEquals(Sent.TAKEN, sockets.send(sender, packet.clear(), target));
                assertEquals(1, libc.epollWait(epoll, at, 1, WAIT_MILLIS));
                assertEquals(dscp, received(receiver, family));
            }
        } finally {
            libc.close(epoll);
            libc.close(receiver);
        }
    }

    private InetSocketAddress bound(int receiver, InetSocketAddress any, int family)
            throws IOException {
        memory.order(ByteOrder.nativeOrder()).putInt(0, 1);
        libc.must(
                family == Libc.AF_INET
                        ? libc.setsockopt(receiver, Libc.IP, RECEIVE_TOS, at)
                        : libc.setsockopt(receiver, Libc.IPV6, RECEIVE_CLASS, at));
        libc.must(libc.bind(receiver, at, SocketName.of(any).write(memory, 0, family)));
        memory.order(ByteOrder.nativeOrder()).putInt(SocketName.SIZE, SocketName.SIZE);
        libc.must(libc.getsockname(receiver, at, at + SocketName.SIZE));
        return SocketName.read(memory, 0).address();
    }

    /** The upper six bits of what the system tells of the next packet's header. */
    private int received(int receiver, int family) throws IOException {
        int vector = MESSAGE;
        int control = 128;
        int data = 512;
        memory.order(ByteOrder.nativeOrder());
        for (int i = 0; i < data; i++) {
            memory.put(i, (byte) 0);
        }
        memory.putLong(VECTOR, at + vector)
                .putLong(VECTORS, 1)
                .putLong(CONTROL, at + control)
                .putLong(CONTROL_LENGTH, 128)
                .putLong(vector, at + data)
                .putLong(vector + Long.BYTES, 64);
        assertEquals(1, libc.must(libc.recvmmsg(receiver, at, 1)));
        assertEquals(family == Libc.AF_INET ? Libc.IP : Libc.IPV6, memory.getInt(control + 8));
        return (memory.get(control + CONTROL_HEAD) & 0xFF) >> 2;
    }
}
