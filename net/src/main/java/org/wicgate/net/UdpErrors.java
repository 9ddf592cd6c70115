package org.wicgate.net;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.unix.UnixChannel;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What ICMP says about datagrams sent from a socket that is not connected: Linux keeps it in the
 * socket's error queue, with the address that the datagram was for (ip(7), IP_RECVERR). Netty has
 * no way to read it, so it is read here. Without epoll there is nothing to read.
 */
final class UdpErrors {
    private static final List<ChannelOption<Integer>> WANTED =
            List.of(
                    new IntegerUnixChannelOption("IP_RECVERR", 0, 11),
                    new IntegerUnixChannelOption("IPV6_RECVERR", 41, 25));
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_ERRQUEUE = 0x2000;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int ORIGIN_ICMP = 2;
    private static final int ORIGIN_ICMP6 = 3;
    private static final int EMSGSIZE = 90;
    private static final int MOST_AT_ONCE = 64;

    // struct msghdr of 64-bit Linux
    private static final int HEADER = 56;
    private static final int NAME = 0;
    private static final int NAME_LENGTH = 8;
    private static final int CONTROL = 32;
    private static final int CONTROL_LENGTH = 40;

    private static final int NAME_BYTES = 28;
    private static final int CONTROL_BYTES = 512;
    private static final int CONTROL_HEADER = 16;
    private static final ValueLayout.OfShort PORT =
            ValueLayout.JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);

    private static final @Nullable MethodHandle RECVMSG = recvmsg();

    private UdpErrors() {}

    /** Asks the system to keep what ICMP says; a socket of one IP version knows one option. */
    static void keep(Channel socket) {
        if (RECVMSG == null || !(socket instanceof UnixChannel)) {
            return;
        }
        for (var option : WANTED) {
            try {
                boolean _ = socket.config().setOption(option, 1);
            } catch (ChannelException _) {
                // the other IP version's
            }
        }
    }

    /**
     * Takes all that is there: which address cannot be reached, and why. On the socket's thread.
     */
    static void take(Channel socket, BiConsumer<InetSocketAddress, String> unreachable) {
        if (RECVMSG == null || !(socket instanceof UnixChannel unix) || !socket.isOpen()) {
            return;
        }
        try (var arena = Arena.ofConfined()) {
            var name = arena.allocate(NAME_BYTES, Long.BYTES);
            var control = arena.allocate(CONTROL_BYTES, Long.BYTES);
            var header = arena.allocate(HEADER, Long.BYTES);
            for (int i = 0; i < MOST_AT_ONCE; i++) {
                header.set(ADDRESS, NAME, name);
                header.set(JAVA_INT, NAME_LENGTH, NAME_BYTES);
                header.set(ADDRESS, CONTROL, control);
                header.set(JAVA_LONG, CONTROL_LENGTH, CONTROL_BYTES);
                if (receive(unix.fd().intValue(), header) < 0) {
                    return;
                }
                var target = address(name);
                String why = why(control, header.get(JAVA_LONG, CONTROL_LENGTH));
                if (target != null && why != null) {
                    unreachable.accept(target, why);
                }
            }
        }
    }

    private static long receive(int socket, MemorySegment header) {
        try {
            return (long) handle().invokeExact(socket, header, MSG_ERRQUEUE | MSG_DONTWAIT);
        } catch (Throwable impossible) {
            throw new IllegalStateException("recvmsg", impossible);
        }
    }

    private static MethodHandle handle() {
        if (RECVMSG == null) {
            throw new IllegalStateException("no recvmsg");
        }
        return RECVMSG;
    }

    /** The address of a struct sockaddr, an IPv4-mapped one as IPv4; null when it is neither. */
    private static @Nullable InetSocketAddress address(MemorySegment name) {
        int family = name.get(ValueLayout.JAVA_SHORT, 0);
        int port = name.get(PORT, 2) & 0xFFFF;
        byte[] bytes =
                switch (family) {
                    case AF_INET -> name.asSlice(4, 4).toArray(JAVA_BYTE);
                    case AF_INET6 -> name.asSlice(8, 16).toArray(JAVA_BYTE);
                    default -> new byte[0];
                };
        try {
            return bytes.length == 0
                    ? null
                    : new InetSocketAddress(InetAddress.getByAddress(bytes), port);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** What the first struct sock_extended_err says, when a router or the peer's system said it. */
    private static @Nullable String why(MemorySegment control, long length) {
        if (length < CONTROL_HEADER + 8) {
            return null;
        }
        int errno = control.get(JAVA_INT, CONTROL_HEADER);
        int origin = control.get(JAVA_BYTE, CONTROL_HEADER + 4);
        int type = control.get(JAVA_BYTE, CONTROL_HEADER + 5) & 0xFF;
        int code = control.get(JAVA_BYTE, CONTROL_HEADER + 6) & 0xFF;
        if (errno == EMSGSIZE) {
            return null; // the path's MTU, which the system has learned now
        }
        return switch (origin) {
            case ORIGIN_ICMP -> type == 3 ? unreachable(code, code == 3) : null;
            case ORIGIN_ICMP6 -> type == 1 ? unreachable(code, code == 4) : null;
            default -> null;
        };
    }

    /** RFC 3261 §18.4: host, network, port and protocol unreachable are failures. */
    private static String unreachable(int code, boolean port) {
        return port
                ? "nobody listens there (ICMP port unreachable)"
                : "unreachable (ICMP " + code + ")";
    }

    @SuppressWarnings("restricted") // the run script and the tests enable native access
    private static @Nullable MethodHandle recvmsg() {
        var linker = Linker.nativeLinker();
        boolean is64bitLinux =
                "Linux".equals(System.getProperty("os.name")) && ADDRESS.byteSize() == Long.BYTES;
        if (!is64bitLinux) {
            return null;
        }
        var signature = FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);
        return linker.defaultLookup()
                .find("recvmsg")
                .map(function -> linker.downcallHandle(function, signature))
                .orElse(null);
    }
}
