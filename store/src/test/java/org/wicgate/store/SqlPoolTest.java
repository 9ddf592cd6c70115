package org.wicgate.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.wicgate.sim.Proves;
import org.wicgate.waf.ImsIdentity;
import org.wicgate.wwsf.Pool;

@ParameterizedClass
@EnumSource(Kept.class)
class SqlPoolTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final Instant UNTIL = NOW.plus(Duration.ofMinutes(30));
    private static final int MEMBERS = 8;

    @TempDir private Path directory;
    private final Kept kept;
    private Store store;
    private Store another;
    private Pool pool;

    SqlPoolTest(Kept kept) {
        this.kept = kept;
    }

    @BeforeEach
    void open() {
        var place = kept.empty(directory);
        store = place.get();
        another = place.get();
        pool = store.pool("ours");
        for (int i = 1; i <= MEMBERS; i++) {
            var name = "guest-" + i;
            store.accounts()
                    .addPoolMember("ours", name, new ImsIdentity(name, List.of("sip:" + name)));
        }
        store.accounts()
                .addPoolMember("theirs", "stranger", new ImsIdentity("s", List.of("sip:s")));
    }

    @AfterEach
    void close() {
        another.close();
        store.close();
    }

    @Test
    @Proves("WWSF-08")
    void manyAtOnceInTwoProgramsGetDifferentMembersAndTheRestNone() throws Exception {
        var from = NOW;
        for (int round = 0; round < 5; round++) {
            var until = from.plus(Duration.ofMinutes(30));
            var lent = new HashSet<String>();
            int refused = 0;
            for (var got : atOnce(from, until)) {
                if (got.get().equals("null")) {
                    refused++;
                } else {
                    assertTrue(lent.add(got.get()), "lent twice: " + got.get());
                }
            }
            assertEquals(MEMBERS, lent.size());
            assertEquals(2 * MEMBERS, refused);
            assertNull(pool.lease("late", until.minusMillis(1), until));
            from = until;
        }
        assertNotNull(pool.lease("late", from, from.plusSeconds(1)));
    }

    private List<Future<String>> atOnce(Instant now, Instant until) throws InterruptedException {
        var wanted = new ArrayList<Callable<String>>();
        for (int i = 0; i < 3 * MEMBERS; i++) {
            var one = i % 2 == 0 ? pool : another.pool("ours");
            wanted.add(() -> String.valueOf(one.lease("someone", now, until)));
        }
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            return executor.invokeAll(wanted);
        }
    }

    @Test
    @Proves("WWSF-07")
    void onlyMembersOfTheOwnPoolAreLent() {
        assertEquals("stranger", store.pool("theirs").lease("a", NOW, UNTIL));
        assertNull(store.pool("theirs").lease("b", NOW, UNTIL));
        assertNull(store.pool("nobody's").lease("c", NOW, UNTIL));
        for (int i = 0; i < MEMBERS; i++) {
            var lent = pool.lease("d", NOW, UNTIL);
            assertTrue(lent != null && lent.startsWith("guest-"), () -> "lent " + lent);
        }
        assertNull(pool.lease("e", NOW, UNTIL));
    }

    @Test
    void onlyItsHolderMovesALeaseAndOnlyWhileItLasts() {
        var member = pool.lease("me", NOW, UNTIL);
        assertNotNull(member);

        assertFalse(pool.move(member, "you", NOW, UNTIL.plusSeconds(60)));
        assertFalse(store.pool("theirs").move(member, "me", NOW, UNTIL.plusSeconds(60)));
        assertTrue(pool.move(member, "me", NOW, UNTIL.plusSeconds(60)));
        assertTrue(pool.move(member, "me", UNTIL, UNTIL.plusSeconds(1)));
        assertFalse(pool.move(member, "me", UNTIL.plusSeconds(1), UNTIL.plusSeconds(99)));
    }

    @Test
    void whoWasFreeForLongestIsLentFirst() {
        for (int i = 0; i < MEMBERS; i++) {
            assertNotNull(pool.lease("h" + i, NOW, UNTIL.minusSeconds(i)));
        }
        assertEquals("guest-8", pool.lease("next", UNTIL, UNTIL.plusSeconds(9)));
    }
}
