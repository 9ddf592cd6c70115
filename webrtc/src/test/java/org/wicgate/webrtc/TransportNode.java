package org.wicgate.webrtc;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Machine;

/** A transport as a machine, so that it can be put on a virtual network. */
final class TransportNode implements Machine<TransportNode.In, TransportNode.Out> {
    static final class Bytes {
        private final byte[] content;

        Bytes(byte[] content) {
            this.content = content;
        }

        byte[] copy() {
            return content.clone();
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Bytes bytes && Arrays.equals(content, bytes.content);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(content);
        }

        @Override
        public String toString() {
            return content.length + " bytes from " + content[0];
        }
    }

    sealed interface In {
        record Datagram(Bytes bytes, InetSocketAddress from) implements In {}

        record Posted(Runnable task) implements In {}
    }

    sealed interface Out {
        record Send(Bytes bytes, InetSocketAddress to) implements Out {}

        record Rtp(Bytes bytes) implements Out {}

        record Rtcp(Bytes bytes) implements Out {}

        record Passed(PacketKind kind, Bytes bytes) implements Out {}

        record Told(TransportEvent event) implements Out {}
    }

    private final Deque<Out> outs = new ArrayDeque<>();
    private final WebRtcTransport transport;
    private boolean quiet;
    private int lastLength;

    TransportNode(Function<TransportSink, WebRtcTransport> make) {
        transport = make.apply(new Sink());
    }

    private final class Sink implements TransportSink {
        @Override
        public void transmit(
                byte[] packet, int offset, int length, int socket, InetSocketAddress to) {
            lastLength = length;
            if (!quiet) {
                outs.add(new Out.Send(copy(packet, offset, length), to));
            }
        }

        @Override
        public void rtp(byte[] packet, int offset, int length, long nowNanos) {
            if (!quiet) {
                outs.add(new Out.Rtp(copy(packet, offset, length)));
            }
        }

        @Override
        public void rtcp(byte[] packet, int offset, int length, long nowNanos) {
            outs.add(new Out.Rtcp(copy(packet, offset, length)));
        }

        @Override
        public void passed(PacketKind kind, byte[] packet, int offset, int length, long nowNanos) {
            outs.add(new Out.Passed(kind, copy(packet, offset, length)));
        }

        @Override
        public void event(TransportEvent event) {
            outs.add(new Out.Told(event));
        }

        private static Bytes copy(byte[] packet, int offset, int length) {
            return new Bytes(Arrays.copyOfRange(packet, offset, offset + length));
        }
    }

    /** From now on it only notes the length of what is sent, so that nothing is allocated. */
    void beQuiet() {
        quiet = true;
    }

    void beLoud() {
        quiet = false;
    }

    /** Bytes of the last datagram sent. */
    int lastLength() {
        return lastLength;
    }

    WebRtcTransport transport() {
        return transport;
    }

    static long nanos(Instant now) {
        return Duration.between(Instant.EPOCH, now).toNanos();
    }

    @Override
    public void handle(In in, Instant now) {
        switch (in) {
            case In.Datagram(var bytes, var from) -> {
                byte[] packet = bytes.copy();
                transport.receive(packet, 0, packet.length, 0, from, nanos(now));
            }
            case In.Posted(var task) -> task.run();
        }
    }

    @Override
    public void tick(Instant now) {
        transport.tick(nanos(now));
    }

    @Override
    public @Nullable Out poll() {
        return outs.poll();
    }

    @Override
    public Instant deadline() {
        long at = transport.deadline();
        return at == Long.MAX_VALUE ? Instant.MAX : Instant.EPOCH.plusNanos(at);
    }
}
