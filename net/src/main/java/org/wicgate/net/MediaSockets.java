package org.wicgate.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.slf4j.LoggerFactory;

/**
 * The UDP sockets of one media loop, told apart by handles. Its thread owns them; {@link #wakeup}
 * and {@link #close()} alone may be called from any other.
 */
interface MediaSockets extends AutoCloseable {
    /** Which of the two ways to the system. */
    enum Kind {
        /** System calls of Linux by the foreign-function interface: {@link LinuxSockets}. */
        LINUX,
        /** Channels of the JDK, on every system: {@link NioSockets}. */
        PORTABLE
    }

    /** Whose packets a socket carries. */
    enum Use {
        /** One stream's: seldom two at a time. */
        OWN(256 * 1024),
        /** Many calls': many at a time. */
        SHARED(8 * 1024 * 1024);

        /** Bytes wanted for each direction; the system may grant less. */
        final int buffer;

        Use(int buffer) {
            this.buffer = buffer;
        }
    }

    /** What became of a packet. */
    enum Sent {
        TAKEN,
        /** The socket's buffer is full. */
        BLOCKED,
        /** No route, no permission, no such address. */
        FAILED
    }

    /** Who is given what has come. */
    interface Taker {
        /**
         * One datagram.
         *
         * @param packet direct, between position and limit, with room behind it up to {@link
         *     MediaLoop#PACKET}; used again once this returns
         */
        void taken(int handle, ByteBuffer packet, InetSocketAddress source);

        /** A socket could not be read. */
        void failed();
    }

    /** The fastest that this machine has. */
    static MediaSockets fastest() throws IOException {
        if (Libc.isHere()) {
            try {
                return open(Kind.LINUX);
            } catch (IOException forbidden) { // a container may forbid what the kernel has
                LoggerFactory.getLogger(MediaSockets.class)
                        .warn("media uses the portable sockets: {}", forbidden.getMessage());
            }
        }
        return open(Kind.PORTABLE);
    }

    /** Those of one kind, none open yet. */
    static MediaSockets open(Kind kind) throws IOException {
        return switch (kind) {
            case LINUX -> new LinuxSockets();
            case PORTABLE -> new NioSockets();
        };
    }

    /**
     * Opens and binds one.
     *
     * @return its handle
     * @throws PortInUse when somebody else has the port
     */
    int open(InetSocketAddress local, Use use) throws IOException;

    /** Where an open one is bound. */
    InetSocketAddress local(int handle);

    /** Closes one; its handle may be given to another later. */
    void close(int handle);

    /** Sends what is between the position and the limit of a buffer, at once or not at all. */
    Sent send(int handle, ByteBuffer packet, InetSocketAddress target);

    /**
     * Marks what is sent from one from now on (RFC 2474).
     *
     * @return false when the system refuses
     */
    boolean mark(int handle, int dscp);

    /**
     * Waits until something has come, {@link #wakeup} is called, or the time is over, then gives
     * what there is, and at most a batch of each socket.
     *
     * @param nanos the longest wait, rounded up to milliseconds; 0 or less not to wait
     */
    void await(long nanos, Taker taker) throws IOException;

    /** Ends the wait of {@link #await}, the present one or the next. */
    void wakeup();

    /** Closes all. */
    @Override
    void close();
}
