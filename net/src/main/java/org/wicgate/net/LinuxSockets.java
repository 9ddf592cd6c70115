package org.wicgate.net;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Sockets by the system calls of Linux themselves: one epoll_wait for all of them, one recvmmsg for
 * many datagrams of a shared socket, one recvfrom for one of a call's own, where more are seldom
 * there at a time. Nothing is allocated for a packet.
 */
final class LinuxSockets implements MediaSockets {
    /** No datagram is longer. */
    private static final int LARGEST = 65_535;

    private static final int EVENTS = 256;
    private static final int MESSAGES = 32;
    private static final int WAKE = -1;

    // struct mmsghdr, and the struct iovec that it points to
    private static final int HEADER = 64;
    private static final int NAME_LENGTH = 8;
    private static final int VECTOR = 16;
    private static final int VECTORS = 24;
    private static final int LENGTH = 56;
    private static final int IOVEC = 16;

    private record Socket(int descriptor, int family, Use use, InetSocketAddress local) {}

    private final Libc libc = new Libc();
    private final int epoll;
    private final int wake;
    private final Places<Socket> sockets = new Places<>();
    private final SocketNames names = new SocketNames();

    private final ByteBuffer events = direct(EVENTS * Libc.EPOLL_EVENT);
    private final ByteBuffer headers = direct(MESSAGES * HEADER);
    private final ByteBuffer vectors = direct(MESSAGES * IOVEC);
    private final ByteBuffer froms = direct(MESSAGES * SocketName.SIZE);
    private final ByteBuffer[] packets = new ByteBuffer[MESSAGES];
    private final ByteBuffer to = direct(SocketName.SIZE);
    private final ByteBuffer word = direct(Long.BYTES);
    private final long eventsAt = address(events);
    private final long headersAt = address(headers);
    private final long fromsAt = address(froms);
    private final long toAt = address(to);
    private final long wordAt = address(word);
    private final long firstAt;
    private final ByteBuffer copy = direct(LARGEST);
    private final long copyAt = address(copy);
    private @Nullable ByteBuffer sentLast;
    private long sentLastAt;

    /** Keeps a waker from a descriptor that is closed, and perhaps already somebody else's. */
    private final ReentrantLock waking = new ReentrantLock();

    private final Libc wakersLibc = new Libc();
    private final ByteBuffer one = direct(Long.BYTES).putLong(0, 1);
    private final long oneAt = address(one);
    private boolean closed;

    LinuxSockets() throws IOException {
        for (int i = 0; i < MESSAGES; i++) {
            packets[i] = direct(MediaLoop.PACKET);
            vectors.putLong(i * IOVEC, address(packets[i]))
                    .putLong(i * IOVEC + 8, MediaLoop.PACKET);
            headers.putLong(i * HEADER, fromsAt + (long) i * SocketName.SIZE)
                    .putLong(i * HEADER + VECTOR, address(vectors) + (long) i * IOVEC)
                    .putLong(i * HEADER + VECTORS, 1);
        }
        firstAt = address(packets[0]);
        epoll = libc.must(libc.epoll());
        wake = libc.event();
        if (wake < 0 || watch(wake, WAKE) < 0) {
            var failure = libc.failure();
            libc.close(epoll);
            throw failure;
        }
    }

    private static ByteBuffer direct(int size) {
        return ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
    }

    private static long address(ByteBuffer buffer) {
        return MemorySegment.ofBuffer(buffer).address();
    }

    private int watch(int descriptor, int place) {
        events.putInt(0, Libc.EPOLLIN).putLong(Libc.EPOLL_DATA, place);
        return libc.add(epoll, descriptor, eventsAt);
    }

    @Override
    public int open(InetSocketAddress local, Use use) throws IOException {
        int family = local.getAddress().getAddress().length == 4 ? Libc.AF_INET : Libc.AF_INET6;
        try {
            int descriptor = libc.must(libc.udp(family));
            try {
                return add(descriptor, family, local, use);
            } catch (IOException refused) {
                libc.close(descriptor);
                throw refused;
            }
        } catch (IOException refused) {
            throw PortInUse.because("UDP", local, refused);
        }
    }

    private int add(int descriptor, int family, InetSocketAddress local, Use use)
            throws IOException {
        word.putInt(0, use.buffer);
        libc.must(libc.setsockopt(descriptor, Libc.SOL_SOCKET, Libc.SO_RCVBUF, wordAt));
        libc.must(libc.setsockopt(descriptor, Libc.SOL_SOCKET, Libc.SO_SNDBUF, wordAt));
        libc.must(libc.bind(descriptor, toAt, SocketName.of(local).write(to, 0, family)));
        word.putInt(0, SocketName.SIZE);
        libc.must(libc.getsockname(descriptor, toAt, wordAt));
        int handle = sockets.next();
        libc.must(watch(descriptor, handle));
        var bound = SocketName.read(to, 0).address();
        sockets.put(new Socket(descriptor, family, use, bound));
        return handle;
    }

    @Override
    public InetSocketAddress local(int handle) {
        return sockets.get(handle).local;
    }

    @Override
    public void close(int handle) {
        libc.close(sockets.remove(handle).descriptor);
    }

    @Override
    public boolean mark(int handle, int dscp) {
        var socket = sockets.get(handle);
        word.putInt(0, dscp << 2);
        int done =
                socket.family == Libc.AF_INET
                        ? libc.setsockopt(socket.descriptor, Libc.IP, Libc.IP_TOS, wordAt)
                        : libc.setsockopt(socket.descriptor, Libc.IPV6, Libc.IPV6_TCLASS, wordAt);
        return done >= 0;
    }

    @Override
    public Sent send(int handle, ByteBuffer packet, InetSocketAddress target) {
        var socket = sockets.get(handle);
        int nameLength =
                target.isUnresolved() ? 0 : names.target(target).write(to, 0, socket.family);
        if (nameLength == 0) {
            return Sent.FAILED;
        }
        if (packet.remaining() > LARGEST) {
            return Sent.FAILED;
        }
        long from = addressOf(packet) + packet.position();
        if (libc.sendto(socket.descriptor, from, packet.remaining(), toAt, nameLength) >= 0) {
            return Sent.TAKEN;
        }
        int why = libc.errno();
        return why == Libc.EAGAIN || why == Libc.ENOBUFS ? Sent.BLOCKED : Sent.FAILED;
    }

    /** Where the first byte of a buffer is; that of a copy when it is not in native memory. */
    @SuppressWarnings("ReferenceEquality") // which memory it is, not what is in it
    private long addressOf(ByteBuffer packet) {
        if (!packet.isDirect()) {
            copy.put(0, packet, packet.position(), packet.remaining());
            return copyAt - packet.position();
        }
        if (packet != sentLast) { // senders send from the same buffer again and again
            sentLast = packet;
            sentLastAt = address(packet.duplicate().clear());
        }
        return sentLastAt;
    }

    @Override
    public void await(long nanos, Taker taker) throws IOException {
        // rounded up: a deadline met late by less than 1 ms costs less than waking twice
        int millis = nanos <= 0 ? 0 : (int) Math.min(1 + nanos / 1_000_000, Integer.MAX_VALUE);
        int ready = libc.epollWait(epoll, eventsAt, EVENTS, millis);
        if (ready < 0 && libc.errno() != Libc.EINTR) {
            throw libc.failure();
        }
        for (int i = 0; i < ready; i++) {
            int handle = (int) events.getLong(i * Libc.EPOLL_EVENT + Libc.EPOLL_DATA);
            if (handle == WAKE) {
                libc.read(wake, wordAt, Long.BYTES);
            } else {
                read(handle, taker);
            }
        }
    }

    private void read(int handle, Taker taker) {
        var socket = sockets.find(handle);
        if (socket == null) { // closed by what came before it in this batch
            return;
        }
        int count =
                socket.use == Use.SHARED ? readMany(socket.descriptor) : readOne(socket.descriptor);
        if (count < 0) {
            int why = libc.errno();
            if (why != Libc.EAGAIN && why != Libc.EINTR) {
                taker.failed();
            }
            return;
        }
        for (int i = 0; i < count; i++) {
            taker.taken(handle, packets[i], names.source(froms, i * SocketName.SIZE));
        }
    }

    /** How many have come, each in its buffer; negative when none could be read. */
    private int readMany(int descriptor) {
        for (int i = 0; i < MESSAGES; i++) {
            headers.putInt(i * HEADER + NAME_LENGTH, SocketName.SIZE);
        }
        int count = libc.recvmmsg(descriptor, headersAt, MESSAGES);
        for (int i = 0; i < count; i++) {
            packets[i].clear().limit(headers.getInt(i * HEADER + LENGTH));
        }
        return count;
    }

    private int readOne(int descriptor) {
        word.putInt(0, SocketName.SIZE);
        long length = libc.recvfrom(descriptor, firstAt, MediaLoop.PACKET, fromsAt, wordAt);
        if (length < 0) {
            return -1;
        }
        packets[0].clear().limit((int) length);
        return 1;
    }

    @Override
    public void wakeup() {
        waking.lock();
        try {
            if (!closed) {
                wakersLibc.write(wake, oneAt, Long.BYTES);
            }
        } finally {
            waking.unlock();
        }
    }

    @Override
    public void close() {
        waking.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            for (Socket socket : sockets.all()) {
                libc.close(socket.descriptor);
            }
            libc.close(wake);
            libc.close(epoll);
        } finally {
            waking.unlock();
        }
    }
}
