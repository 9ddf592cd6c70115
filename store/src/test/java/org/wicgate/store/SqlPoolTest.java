package org.wicgate.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wicgate.sim.Proves;
import org.wicgate.waf.ImsIdentity;
import org.wicgate.wwsf.Pool;

class SqlPoolTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final Instant UNTIL = NOW.plus(Duration.ofMinutes(30));
    private static final int MEMBERS = 8;

    @TempDir private Path directory;
    private Store store;
    private Pool pool;

    @BeforeEach
    void open() {
        store = Store.open(directory.resolve("pool.db"));
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
        store.close();
    }

    @Test
    @Proves("WWSF-08")
    void manyAtOnceGetDifferentMembersAndTheRestNone() throws Exception {
        Callable<String> wanted = () -> String.valueOf(pool.lease("someone", NOW, UNTIL));
        var lent = new HashSet<String>();
        int refused = 0;
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var got : executor.invokeAll(Collections.nCopies(3 * MEMBERS, wanted))) {
                if (got.get().equals("null")) {
                    refused++;
                } else {
                    assertTrue(lent.add(got.get()), "lent twice: " + got.get());
                }
            }
        }
        assertEquals(MEMBERS, lent.size());
        assertEquals(2 * MEMBERS, refused);
        assertNull(pool.lease("late", UNTIL.minusMillis(1), UNTIL));
        assertNotNull(pool.lease("late", UNTIL, UNTIL.plusSeconds(1)));
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
