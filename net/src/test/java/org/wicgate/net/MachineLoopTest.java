package org.wicgate.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.wicgate.base.Machine;

@Timeout(30)
final class MachineLoopTest {
    private final Shards shards = Shards.start("loop", 2);
    private final BlockingQueue<String> out = new LinkedBlockingQueue<>();

    @AfterEach
    void stop() {
        shards.close();
    }

    /**
     * Says each input twice; "alarm" sets a deadline, "bug" throws, "stuck" never stops being due.
     */
    private static final class Echo implements Machine<String, String> {
        private final ArrayDeque<String> out = new ArrayDeque<>();
        private Instant deadline = Instant.MAX;
        private boolean stuck;

        @Override
        public void handle(String input, Instant now) {
            switch (input) {
                case "bug" -> throw new IllegalStateException("given a bug");
                case "alarm" -> deadline = now.plus(Duration.ofMillis(30));
                case "stuck" -> {
                    stuck = true;
                    deadline = now;
                }
                default -> {
                    out.add(input + " 1");
                    out.add(input + " 2");
                }
            }
        }

        @Override
        public void tick(Instant now) {
            if (!deadline.isAfter(now)) {
                out.add("rings");
                deadline = stuck ? deadline : Instant.MAX;
            }
        }

        @Override
        public @Nullable String poll() {
            return out.poll();
        }

        @Override
        public Instant deadline() {
            return deadline;
        }
    }

    @Test
    void aTimerOfACoarseMachineRingsAtTheEndOfItsGrainAndNotBefore() throws Exception {
        var driven = shards.shard(0).drive("coarse", new Echo(), out::add, Duration.ofMillis(100));
        long before = shards.clock().nanos();
        assertTrue(driven.give("alarm"));
        assertEquals("rings", out.poll(20, TimeUnit.SECONDS));
        long grains = shards.clock().nanos() / 100_000_000 - before / 100_000_000;
        assertTrue(grains >= 1, "rang within the grain it was set in");
    }

    @Test
    void aLoopThatIsHeldUpIsLate() throws Exception {
        var late = new LinkedBlockingQueue<Duration>();
        var shard = shards.shard(0);
        shard.watch(Duration.ofMillis(10), late::add);
        late.take();
        var never = new CountDownLatch(1);
        assertTrue(
                shard.post(() -> {
                    try {
                        boolean _ = never.await(200, TimeUnit.MILLISECONDS);
                    } catch (InterruptedException stop) {
                        Thread.currentThread().interrupt();
                    }
                }));
        while (late.take().toMillis() < 150) {
            assertFalse(never.await(0, TimeUnit.MILLISECONDS));
        }
    }

    @Test
    void allOutputsOfAnInputComeBeforeThoseOfTheNextEvenWhenGivenInBetween() throws Exception {
        var loop = new MachineLoop<?, ?>[1];
        MachineLoop<String, String> driven =
                shards.shard(1)
                        .drive(
                                "echo",
                                new Echo(),
                                said -> {
                                    out.add(said);
                                    if (said.equals("a 1")) {
                                        assertTrue(give(loop[0], "b"));
                                    }
                                });
        loop[0] = driven;
        assertTrue(driven.give("a"));
        assertEquals("a 1, a 2, b 1, b 2", heard(4));
    }

    @Test
    void deadlineIsMetAndABugCostsOneInputOnly() throws Exception {
        var driven = shards.shard(0).drive("echo", new Echo(), out::add);
        assertTrue(driven.give("bug"));
        assertTrue(driven.give("alarm"));
        assertEquals("rings", heard(1));
        assertTrue(driven.give("c"));
        assertEquals("c 1, c 2", heard(2));
        assertEquals(1, shards.bugs().count());
    }

    @Test
    void deadlineThatStaysAfterItsTickIsABugAndDoesNotSpin() throws Exception {
        var driven = shards.shard(0).drive("echo", new Echo(), out::add);
        assertTrue(driven.give("stuck"));
        long from = System.nanoTime();
        assertEquals("rings, rings, rings", heard(3));
        assertTrue(System.nanoTime() - from > TimeUnit.MILLISECONDS.toNanos(200));
        assertTrue(shards.bugs().count() >= 1);
    }

    @Test
    void fullInboxRefusesAndRecovers() throws Exception {
        Shard shard = shards.shard(0);
        var held = new CountDownLatch(1);
        var free = new CountDownLatch(1);
        assertTrue(
                shard.post(() -> {
                    held.countDown();
                    try {
                        assertTrue(free.await(20, TimeUnit.SECONDS));
                    } catch (InterruptedException stop) {
                        Thread.currentThread().interrupt();
                    }
                }));
        assertTrue(held.await(10, TimeUnit.SECONDS));
        for (int i = 0; i < Shard.INBOX; i++) {
            assertTrue(shard.post(() -> {}));
        }
        assertFalse(shard.post(() -> {}));
        assertEquals(1, shard.refused());
        free.countDown();
        var done = new CountDownLatch(1);
        while (!shard.post(done::countDown)) {
            Thread.onSpinWait();
        }
        assertTrue(done.await(10, TimeUnit.SECONDS));
    }

    @Test
    void clockNeverGoesBackAndCountsTheSameBothWays() {
        SteadyClock clock = shards.clock();
        Instant before = clock.instant();
        long nanos = clock.nanos();
        Instant after = clock.instant();
        assertFalse(SteadyClock.at(nanos).isBefore(before));
        assertFalse(SteadyClock.at(nanos).isAfter(after));
        assertTrue(Duration.between(after, Instant.now()).abs().toSeconds() < 5);
    }

    @SuppressWarnings("unchecked") // the array is the only way to name the loop before it is made
    private static boolean give(MachineLoop<?, ?> loop, String input) {
        return ((MachineLoop<String, String>) loop).give(input);
    }

    private String heard(int count) throws InterruptedException {
        var heard = new ArrayDeque<String>();
        for (int i = 0; i < count; i++) {
            String next = out.poll(10, TimeUnit.SECONDS);
            heard.add(next == null ? "nothing" : next);
        }
        return String.join(", ", heard);
    }
}
