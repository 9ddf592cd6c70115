package org.wicgate.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wicgate.waf.ImsIdentity;

/** A server that crashes and comes back, one that was never there, one that many begin with. */
class PostgresTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

    @TempDir private Path directory;

    @Test
    void storeSaysSoAndGoesOnWhenTheServerIsBack() {
        var server = org.wicgate.sim.Postgres.running();
        try (var store = Kept.POSTGRESQL.empty(directory).get()) {
            var identity = new ImsIdentity("g", List.of("sip:g@x"));
            store.accounts().addPoolMember("ours", "guest", identity);
            assertEquals("guest", store.pool("ours").lease("h", NOW, NOW.plusSeconds(60)));
            assertTrue(store.isAnswering());

            server.stop();
            try {
                var e = assertThrows(StoreFailure.class, () -> store.accounts().find("alice"));
                String message = String.valueOf(e.getMessage());
                assertTrue(message.startsWith("database jdbc:postgresql://127.0.0.1:"), message);
                assertEquals(1, message.lines().count(), message);
                assertFalse(store.isAnswering());
                assertEquals(1, store.failures());
            } finally {
                server.start();
            }

            assertTrue(isBack(store));
            assertFalse(store.pool("ours").move("guest", "x", NOW, NOW), "what was kept is there");
            assertTrue(store.pool("ours").move("guest", "h", NOW, NOW.plusSeconds(90)));
            assertTrue(store.isAnswering());
        }
    }

    /** The first who comes may still get a connection that broke. */
    private static boolean isBack(Store store) {
        for (int left = 20; left > 0; left--) {
            try {
                return store.accounts().find("alice") == null;
            } catch (StoreFailure broken) {
                assertFalse(store.isAnswering());
            }
        }
        return false;
    }

    @Test
    void serverThatIsNotThereIsNamedInOneLineWithoutThePassword() {
        var nobody =
                new Postgres("jdbc:postgresql://127.0.0.1:1/x?sslpassword=s3cret", "u", "p4ss", 4);
        var e = assertThrows(StoreFailure.class, () -> Store.open(nobody));
        String message = String.valueOf(e.getMessage());
        String begin = "cannot use the database jdbc:postgresql://127.0.0.1:1/x: ";
        assertTrue(message.startsWith(begin), message);
        assertEquals(1, message.lines().count(), message);
        assertFalse((message + nobody).contains("s3cret"));
        assertFalse((message + nobody).contains("p4ss"));
    }

    @Test
    void manyProgramsMayStartAtOnceOnAnEmptyDatabase() throws Exception {
        var place = Kept.at(org.wicgate.sim.Postgres.running().empty());
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Boolean> start = () -> isEmpty(place);
            for (var opened : executor.invokeAll(Collections.nCopies(4, start))) {
                assertTrue(opened.get());
            }
        }
    }

    private static boolean isEmpty(Postgres place) {
        try (var store = Store.open(place)) {
            return store.admin().all().isEmpty();
        }
    }

    @Test
    void wrongPasswordIsSaid() {
        var place = org.wicgate.sim.Postgres.running().empty();
        var wrong = new Postgres(place.url(), place.user(), "wr0ng", 4);
        var e = assertThrows(StoreFailure.class, () -> Store.open(wrong));
        String message = String.valueOf(e.getMessage());
        assertTrue(message.contains("password authentication failed"), message);
        assertFalse(message.contains("wr0ng"), message);
    }
}
