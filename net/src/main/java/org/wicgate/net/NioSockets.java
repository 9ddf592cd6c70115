package org.wicgate.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;

/**
 * Sockets by the channels of the JDK. A sender's address is made anew for each change of sender.
 */
final class NioSockets implements MediaSockets {
    private static final int BATCH = 64;

    /** One socket, by its place. */
    private record Socket(int handle, DatagramChannel channel, SelectionKey key) {}

    private final Selector selector = Selector.open();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(MediaLoop.PACKET);
    private final Places<Socket> sockets = new Places<>();

    NioSockets() throws IOException {}

    @Override
    public int open(InetSocketAddress local, Use use) throws IOException {
        DatagramChannel channel =
                DatagramChannel.open(
                        local.getAddress().getAddress().length == 4
                                ? StandardProtocolFamily.INET
                                : StandardProtocolFamily.INET6);
        try {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, use.buffer);
            channel.setOption(StandardSocketOptions.SO_SNDBUF, use.buffer);
            channel.bind(local);
            channel.configureBlocking(false);
            int handle = sockets.next();
            SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
            var socket = new Socket(handle, channel, key);
            key.attach(socket);
            sockets.put(socket);
            return handle;
        } catch (IOException refused) {
            channel.close();
            throw PortInUse.because("UDP", local, refused);
        }
    }

    @Override
    public InetSocketAddress local(int handle) {
        try {
            return (InetSocketAddress) sockets.get(handle).channel().getLocalAddress();
        } catch (IOException closed) {
            throw new UncheckedIOException(closed);
        }
    }

    @Override
    public void close(int handle) {
        Socket socket = sockets.remove(handle);
        socket.key().cancel();
        try {
            socket.channel().close();
        } catch (IOException ignored) {
            // it is gone all the same
        }
    }

    @Override
    public boolean mark(int handle, int dscp) {
        try { // of IPv6 the JDK sets the traffic class
            sockets.get(handle).channel().setOption(StandardSocketOptions.IP_TOS, dscp << 2);
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    @Override
    public Sent send(int handle, ByteBuffer packet, InetSocketAddress target) {
        try {
            boolean taken = sockets.get(handle).channel().send(packet, target) > 0;
            return taken ? Sent.TAKEN : Sent.BLOCKED;
        } catch (IOException refused) {
            return Sent.FAILED;
        }
    }

    @Override
    public void await(long nanos, Taker taker) throws IOException {
        if (nanos <= 0) {
            selector.selectNow(key -> read(key, taker));
        } else { // rounded up: a deadline met late by less than 1 ms costs less than waking twice
            selector.select(key -> read(key, taker), 1 + nanos / 1_000_000);
        }
    }

    private void read(SelectionKey key, Taker taker) {
        var socket = (Socket) key.attachment();
        try {
            for (int i = 0; i < BATCH && key.isValid(); i++) {
                buffer.clear();
                var source = (InetSocketAddress) socket.channel().receive(buffer);
                if (source == null) {
                    return;
                }
                buffer.flip();
                taker.taken(socket.handle(), buffer, source);
            }
        } catch (IOException refused) {
            taker.failed();
        }
    }

    @Override
    public void wakeup() {
        selector.wakeup();
    }

    @Override
    public void close() {
        for (Socket socket : sockets.all()) {
            close(socket.handle());
        }
        try {
            selector.selectNow();
            selector.close();
        } catch (IOException ignored) {
            // nothing was left in it
        }
    }
}
