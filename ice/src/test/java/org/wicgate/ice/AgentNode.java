package org.wicgate.ice;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Machine;

/** An agent as a machine, so that it can be put on a virtual network. */
final class AgentNode implements Machine<AgentNode.Datagram, AgentNode.Out> {
    private static final class Packet {
        private final byte[] bytes;

        Packet(byte[] bytes) {
            this.bytes = bytes;
        }
    }

    record Datagram(Packet packet, int socket, InetSocketAddress from) {
        Datagram(byte[] bytes, int socket, InetSocketAddress from) {
            this(new Packet(bytes), socket, from);
        }

        byte[] bytes() {
            return packet.bytes;
        }
    }

    sealed interface Out {
        record Send(Packet packet, int socket, InetSocketAddress to) implements Out {
            byte[] bytes() {
                return packet.bytes;
            }
        }

        record Told(IceEvent event) implements Out {}
    }

    private final Deque<Out> outs = new ArrayDeque<>();
    private final IceAgent agent;

    AgentNode(Function<IceSink, IceAgent> make) {
        agent =
                make.apply(
                        new IceSink() {
                            @Override
                            public void transmit(
                                    byte[] packet,
                                    int offset,
                                    int length,
                                    int socket,
                                    InetSocketAddress to) {
                                byte[] copy = Arrays.copyOfRange(packet, offset, offset + length);
                                outs.add(new Out.Send(new Packet(copy), socket, to));
                            }

                            @Override
                            public void event(IceEvent event) {
                                outs.add(new Out.Told(event));
                            }
                        });
    }

    IceAgent agent() {
        return agent;
    }

    static long nanos(Instant now) {
        return Duration.between(Instant.EPOCH, now).toNanos();
    }

    @Override
    public void handle(Datagram in, Instant now) {
        agent.receive(in.bytes(), 0, in.bytes().length, in.socket(), in.from(), nanos(now));
    }

    @Override
    public void tick(Instant now) {
        agent.tick(nanos(now));
    }

    @Override
    public @Nullable Out poll() {
        return outs.poll();
    }

    @Override
    public Instant deadline() {
        long at = agent.deadline();
        return at == Long.MAX_VALUE ? Instant.MAX : Instant.EPOCH.plusNanos(at);
    }
}
