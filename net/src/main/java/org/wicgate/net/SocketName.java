package org.wicgate.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A struct sockaddr_in or sockaddr_in6 of Linux.
 *
 * @param high the first half of an IPv6 address; 0 for one of IPv4
 * @param low the second half; that of the mapped address for one of IPv4
 * @param scope of a link-local address, or 0
 */
record SocketName(long high, long low, int scope, int port) {
    /** Room for either. */
    static final int SIZE = 28;

    private static final int SIZE_4 = 16;
    private static final int PORT = 2;
    private static final int ADDRESS_4 = 4;
    private static final int ADDRESS_6 = 8;
    private static final int SCOPE = 24;
    private static final long MIX = 0x9E37_79B9_7F4A_7C15L; // 2^64 by the golden ratio
    private static final long MAPPED = 0xFFFF_0000_0000L; // RFC 4291 §2.5.5.2

    /** What an address of the JDK is. */
    static SocketName of(InetSocketAddress address) {
        var bytes = ByteBuffer.wrap(address.getAddress().getAddress());
        int scope = address.getAddress() instanceof Inet6Address six ? six.getScopeId() : 0;
        return bytes.capacity() == 4
                ? new SocketName(0, mapped(bytes.getInt()), 0, address.getPort())
                : new SocketName(bytes.getLong(), bytes.getLong(), scope, address.getPort());
    }

    /** Reads one. */
    static SocketName read(ByteBuffer in, int at) {
        return new SocketName(highAt(in, at), lowAt(in, at), scopeAt(in, at), portAt(in, at));
    }

    /** Whether it is what is written there. */
    boolean isAt(ByteBuffer in, int at) {
        return low == lowAt(in, at)
                && port == portAt(in, at)
                && high == highAt(in, at)
                && scope == scopeAt(in, at);
    }

    /** The same number for the same name, and likely another one for another. */
    static long hash(ByteBuffer in, int at) {
        return ((highAt(in, at) * MIX + lowAt(in, at)) * MIX + portAt(in, at)) * MIX;
    }

    private static boolean isFour(ByteBuffer in, int at) {
        return in.order(ByteOrder.nativeOrder()).getShort(at) == Libc.AF_INET;
    }

    private static long mapped(int four) {
        return MAPPED | Integer.toUnsignedLong(four);
    }

    private static long highAt(ByteBuffer in, int at) {
        return isFour(in, at) ? 0 : in.order(ByteOrder.BIG_ENDIAN).getLong(at + ADDRESS_6);
    }

    private static long lowAt(ByteBuffer in, int at) {
        boolean four = isFour(in, at);
        in.order(ByteOrder.BIG_ENDIAN);
        return four ? mapped(in.getInt(at + ADDRESS_4)) : in.getLong(at + ADDRESS_6 + 8);
    }

    private static int portAt(ByteBuffer in, int at) {
        return Short.toUnsignedInt(in.order(ByteOrder.BIG_ENDIAN).getShort(at + PORT));
    }

    private static int scopeAt(ByteBuffer in, int at) {
        return isFour(in, at) ? 0 : in.getInt(at + SCOPE);
    }

    /**
     * Writes it.
     *
     * @param family of the socket: one of IPv6 takes IPv4 addresses mapped
     * @return its length, or 0 when the address does not fit the family
     */
    int write(ByteBuffer into, int at, int family) {
        boolean four = high == 0 && (low >>> 32) == MAPPED >>> 32;
        if (family == Libc.AF_INET && !four) {
            return 0;
        }
        into.order(ByteOrder.nativeOrder()).putShort(at, (short) family);
        if (family == Libc.AF_INET6) {
            into.putInt(at + SCOPE, scope);
        }
        into.order(ByteOrder.BIG_ENDIAN).putShort(at + PORT, (short) port);
        if (family == Libc.AF_INET) {
            into.putInt(at + ADDRESS_4, (int) low).putLong(at + ADDRESS_6, 0);
            return SIZE_4;
        }
        into.putInt(at + ADDRESS_4, 0).putLong(at + ADDRESS_6, high).putLong(at + 16, low);
        return SIZE;
    }

    /** The address, which the JDK gives as one of IPv4 when it is mapped. */
    InetSocketAddress address() {
        byte[] bytes = ByteBuffer.allocate(16).putLong(high).putLong(low).array();
        try {
            return new InetSocketAddress(
                    scope == 0
                            ? InetAddress.getByAddress(bytes)
                            : Inet6Address.getByAddress(null, bytes, scope),
                    port);
        } catch (UnknownHostException impossible) {
            throw new AssertionError("16 bytes are an address", impossible);
        }
    }
}
