package org.wicgate.dtls;

import java.io.InterruptedIOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.bouncycastle.tls.DatagramTransport;
import org.jspecify.annotations.Nullable;

/**
 * The datagrams that wait for BouncyCastle, which reads them blocking, and the way out for its own.
 */
final class RecordQueue implements DatagramTransport {
    static final int MAX_DATAGRAMS = 32;

    static final int MAX_PLAINTEXT = 1500;

    private static final int RECEIVE_LIMIT = 1500;
    private static final int SEND_LIMIT = 1200; // fits every path that carries WebRTC
    private static final byte[] END = {};

    private final BlockingQueue<byte[]> waiting = new ArrayBlockingQueue<>(MAX_DATAGRAMS);
    private final Consumer<byte[]> out;

    RecordQueue(Consumer<byte[]> out) {
        this.out = out;
    }

    /** False when it is full: the peer will send again. */
    boolean offer(byte[] datagram) {
        return datagram.length <= RECEIVE_LIMIT && waiting.offer(datagram);
    }

    /** Lets a blocked {@link #receive} end with an exception. */
    void end() {
        while (!waiting.offer(END)) {
            waiting.clear();
        }
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    @Override
    public int getReceiveLimit() {
        return RECEIVE_LIMIT;
    }

    @Override
    public int getSendLimit() {
        return SEND_LIMIT;
    }

    @Override
    public int receive(byte[] into, int offset, int length, int waitMillis)
            throws InterruptedIOException {
        byte[] datagram = take(waitMillis);
        if (datagram == null) {
            return -1;
        }
        if (datagram.length == 0) {
            throw new InterruptedIOException("closed by its owner");
        }
        int taken = Math.min(length, datagram.length);
        System.arraycopy(datagram, 0, into, offset, taken);
        return taken;
    }

    private byte @Nullable [] take(int waitMillis) throws InterruptedIOException {
        try {
            return waiting.poll(waitMillis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("thread interrupted");
        }
    }

    @Override
    public void send(byte[] from, int offset, int length) {
        byte[] copy = new byte[length];
        System.arraycopy(from, offset, copy, 0, length);
        out.accept(copy);
    }

    @Override
    public void close() {
        waiting.clear();
    }
}
