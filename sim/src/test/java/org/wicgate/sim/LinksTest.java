package org.wicgate.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.wicgate.base.Machine;

class LinksTest {
    private static final Links.Wire BAD =
            new Links.Wire(0.2, 0.1, Duration.ofMillis(5), Duration.ofMillis(50));

    /** Puts out what comes in, with the time. */
    private static final class Echo implements Machine<Integer, String> {
        private final Queue<String> out = new ArrayDeque<>();

        @Override
        public void handle(Integer input, Instant now) {
            out.add(input + "@" + now.toEpochMilli());
        }

        @Override
        public void tick(Instant now) {}

        @Override
        public @Nullable String poll() {
            return out.poll();
        }

        @Override
        public Instant deadline() {
            return Instant.MAX;
        }
    }

    private static List<String> received(long seed, Links.Wire wire) {
        var links = new Links(seed);
        var log = new ArrayList<String>();
        var node = links.add(new Echo(), log::add);
        for (int i = 0; i < 1000; i++) {
            links.send(node, i, wire);
        }
        links.pass(Duration.ofSeconds(1));
        return log;
    }

    @Test
    void orderedWireDeliversAllInOrder() {
        var log = received(1, Links.Wire.ordered(Duration.ofMillis(7)));
        assertEquals(1000, log.size());
        assertEquals("0@7", log.getFirst());
        assertEquals("999@7", log.getLast());
    }

    @Test
    void badWireLosesDuplicatesAndReorders() {
        var log = received(1, BAD);
        var numbers = log.stream().map(s -> Integer.valueOf(s.split("@", 2)[0])).toList();
        var distinct = numbers.stream().distinct().count();
        assertTrue(distinct > 700 && distinct < 900, "about a fifth is lost: " + distinct);
        assertTrue(numbers.size() > distinct, "some come twice");
        assertNotEquals(numbers.stream().sorted().toList(), numbers);
    }

    @Test
    void sameSeedGivesSameRun() {
        assertEquals(received(7, BAD), received(7, BAD));
        assertNotEquals(received(7, BAD), received(8, BAD));
    }

    @Test
    void removedNodeHearsNothing() {
        var links = new Links(1);
        var log = new ArrayList<String>();
        var node = links.add(new Echo(), log::add);
        links.send(node, 1, Links.Wire.PERFECT);
        links.remove(node);
        links.pass(Duration.ofSeconds(1));
        assertEquals(List.of(), log);
    }
}
