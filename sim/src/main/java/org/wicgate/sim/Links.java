package org.wicgate.sim;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Machine;

/**
 * Several machines in one virtual time, and the wires between them: seeded loss, duplication and
 * delay (a spread of delays reorders). What a machine puts out goes to its sink, which sends it on
 * to other nodes. Print {@link #toString} in every failure: it names the seed.
 */
public final class Links {
    /**
     * How a wire behaves.
     *
     * @param loss the share of messages that vanish, 0 to 1
     * @param duplicate the share that arrive twice, 0 to 1
     * @param least the shortest time on the way
     * @param most the longest; more than {@code least} means that messages overtake each other
     */
    public record Wire(double loss, double duplicate, Duration least, Duration most) {
        /** Loses nothing, keeps the order, takes no time. */
        public static final Wire PERFECT = new Wire(0, 0, Duration.ZERO, Duration.ZERO);

        /** Loses nothing and keeps the order, as TCP does. */
        public static Wire ordered(Duration delay) {
            return new Wire(0, 0, delay, delay);
        }
    }

    /**
     * A machine on the network.
     *
     * @param <I> its inputs
     */
    public static final class Node<I> {
        private final Runnable drain;
        private final Machine<I, ?> machine;

        /** Asked for after each of its steps only: a network is many nodes, most of them idle. */
        private Instant due = Instant.MIN;

        private <O> Node(Machine<I, O> machine, Consumer<O> sink) {
            this.machine = machine;
            this.drain =
                    () -> {
                        for (O out = machine.poll(); out != null; out = machine.poll()) {
                            sink.accept(out);
                        }
                    };
        }
    }

    /** Something that happens, to one node or, when it is a test's own doing, to any. */
    private record Arrival(Instant at, long order, @Nullable Node<?> node, Runnable what) {}

    private final long seed;
    private final Random random;
    private final List<Node<?>> nodes = new ArrayList<>();
    private final PriorityQueue<Arrival> arrivals =
            new PriorityQueue<>((a, b) -> {
                int byTime = a.at.compareTo(b.at);
                return byTime != 0 ? byTime : Long.compare(a.order, b.order);
            });
    private long sent;
    private Instant now = Instant.EPOCH;

    public Links(long seed) {
        this.seed = seed;
        this.random = new Random(seed);
    }

    /** Puts a machine on the network; {@code sink} takes all that it puts out. */
    public <I, O> Node<I> add(Machine<I, O> machine, Consumer<O> sink) {
        var node = new Node<>(machine, sink);
        nodes.add(node);
        node.drain.run();
        return node;
    }

    /**
     * Takes a machine off the network: its timers stand still, what is on the way to it is lost.
     */
    public void remove(Node<?> node) {
        nodes.remove(node);
    }

    /** Sends over a wire; the node gets it later, twice, or never. */
    public <I> void send(Node<I> to, I input, Wire wire) {
        if (random.nextDouble() < wire.loss) {
            return;
        }
        deliver(to, input, wire);
        if (random.nextDouble() < wire.duplicate) {
            deliver(to, input, wire);
        }
    }

    /** Does something at a later time, between the machines' own steps. */
    public void after(Duration delay, Runnable what) {
        arrivals.add(new Arrival(now.plus(delay), sent++, null, what));
    }

    /** Lets time pass, stopping at each arrival and each deadline on the way. */
    public Links pass(Duration time) {
        Instant end = now.plus(time);
        look(null);
        for (Instant next = next(); !next.isAfter(end); next = next()) {
            now = next.isAfter(now) ? next : now;
            for (var head = arrivals.peek();
                    head != null && !head.at.isAfter(now);
                    head = arrivals.peek()) {
                arrivals.remove();
                head.what.run();
                look(head.node);
            }
            for (int i = 0; i < nodes.size(); i++) {
                fire(nodes.get(i));
            }
        }
        now = end;
        return this;
    }

    /** The current virtual time. */
    public Instant now() {
        return now;
    }

    /** A number of this network's own randomness, for what a test wants to happen by chance. */
    public int chance(int bound) {
        return random.nextInt(bound);
    }

    @Override
    public String toString() {
        return "seed=" + seed + " at " + Duration.between(Instant.EPOCH, now);
    }

    private <I> void deliver(Node<I> to, I input, Wire wire) {
        long spread = wire.most.minus(wire.least).toNanos();
        var delay = wire.least.plusNanos(spread == 0 ? 0 : random.nextLong(spread + 1));
        Runnable arrive =
                () -> {
                    if (nodes.contains(to)) {
                        to.machine.handle(input, now);
                        to.drain.run();
                    }
                };
        arrivals.add(new Arrival(now.plus(delay), sent++, to, arrive));
    }

    /** Asks a node, or all, when they are due. */
    private void look(@Nullable Node<?> touched) {
        if (touched == null) {
            nodes.forEach(node -> node.due = node.machine.deadline());
        } else {
            touched.due = touched.machine.deadline();
        }
    }

    private void fire(Node<?> node) {
        var due = node.due;
        if (due.isAfter(now)) {
            return;
        }
        node.machine.tick(now);
        node.drain.run();
        look(node);
        if (node.due.equals(due)) {
            throw new IllegalStateException(this + ": deadline " + due + " stays after its tick");
        }
    }

    private Instant next() {
        Instant next = arrivals.isEmpty() ? Instant.MAX : arrivals.element().at;
        for (var node : nodes) {
            next = node.due.isBefore(next) ? node.due : next;
        }
        return next;
    }
}
