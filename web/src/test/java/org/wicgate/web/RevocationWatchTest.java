package org.wicgate.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.wicgate.waf.Waf;
import tools.jackson.databind.json.JsonMapper;

/** An eP-CSCF in another process hears which tokens are revoked. */
class RevocationWatchTest {
    private static final Duration SOON = Duration.ofMillis(10);

    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

    private String heard() throws InterruptedException {
        return Objects.requireNonNull(told.poll(20, TimeUnit.SECONDS), "nothing heard");
    }

    private static URI at(HttpListener listener) {
        return URI.create("http://127.0.0.1:" + listener.address().getPort() + "/");
    }

    @Test
    void logoutAtTheWafIsHeardOfByWhoKnowsOnlyItsKeys() throws Exception {
        try (var house = new House();
                var document =
                        new RevokedDocument(RevokedDocument.besides(house.uri(Waf.JWKS_PATH)));
                var watch = RevocationWatch.start(document, SOON, told::add)) {
            String token =
                    new JsonMapper()
                            .readTree(house.login("alice", "alice").body())
                            .path("access_token")
                            .asString();
            assertEquals(
                    200,
                    house.post(
                                    Waf.REVOCATION_PATH,
                                    "token=" + token,
                                    "Content-Type",
                                    "application/x-www-form-urlencoded")
                            .statusCode());
            String id = heard();
            assertTrue(watch.isRevoked(id));
            assertTrue(house.get(Waf.REVOKED_PATH).body().contains(id));
            assertFalse(watch.isRevoked("another"));
        }
    }

    @Test
    void listIsSentAgainOnlyWhenItChanged() throws Exception {
        try (var house = new House();
                var document = new RevokedDocument(house.uri(Waf.REVOKED_PATH))) {
            assertEquals(Optional.of(Set.of()), document.changed());
            assertEquals(Optional.empty(), document.changed());
            house.revocations.revoke("one", House.NOW.plusSeconds(60), House.NOW);
            assertEquals(Optional.of(Set.of("one")), document.changed());
            assertEquals(Optional.empty(), document.changed());
            var again = house.get(Waf.REVOKED_PATH);
            String tag = again.headers().firstValue("ETag").orElseThrow();
            assertEquals(304, house.get(Waf.REVOKED_PATH, "If-None-Match", tag).statusCode());
            assertEquals(200, house.get(Waf.REVOKED_PATH, "If-None-Match", "\"x\"").statusCode());
        }
    }

    @Test
    void eachIdIsToldOnceAndAFailingSourceIsAskedAgain() throws Exception {
        var answers = new ConcurrentLinkedDeque<RevocationWatch.Source>();
        answers.add(() -> Optional.of(Set.of("a")));
        answers.add(() -> {
            throw new IOException("away");
        });
        answers.add(() -> {
            throw new IllegalStateException("a bug");
        });
        answers.add(() -> Optional.of(Set.of("a", "b")));
        answers.add(() -> Optional.of(Set.of("b")));
        answers.add(() -> Optional.of(Set.of("b", "c")));
        RevocationWatch.Source source =
                () -> {
                    var next = answers.poll();
                    return next == null ? Optional.empty() : next.changed();
                };
        try (var watch = RevocationWatch.start(source, SOON, told::add)) {
            assertEquals("a", heard());
            assertEquals("b", heard());
            assertEquals("c", heard());
            assertFalse(watch.isRevoked("a"));
            assertTrue(watch.isRevoked("b"));
        }
        assertTrue(told.isEmpty());
    }

    @Test
    void whatTheListenerCouldNotTakeIsToldAgainUntilItDoesOrNobodyNamesIt() throws Exception {
        var answers = new ConcurrentLinkedDeque<RevocationWatch.Source>();
        answers.add(() -> Optional.of(Set.of("a", "gone")));
        answers.add(Optional::empty);
        answers.add(() -> {
            throw new IOException("away");
        });
        answers.add(() -> Optional.of(Set.of("a")));
        RevocationWatch.Source source =
                () -> {
                    var next = answers.poll();
                    return next == null ? Optional.empty() : next.changed();
                };
        Predicate<String> full =
                id -> {
                    boolean taken = answers.isEmpty();
                    told.add(id + (taken ? " taken" : " refused"));
                    return taken;
                };
        try (var watch = RevocationWatch.start(source, SOON, full)) {
            int refusals = 0;
            String next = heard();
            for (; !next.endsWith(" taken"); next = heard()) {
                refusals++;
                assertTrue(watch.isRevoked("a"), "known here even so");
            }
            assertEquals("a taken", next);
            assertTrue(refusals >= 2 * 3, refusals + " refusals");
        }
        assertTrue(told.isEmpty());
    }

    @Test
    void whatIsNoListIsRefusedAndBounded() throws Exception {
        var body = new AtomicReference<>("{\"revoked\":[\"a\"]}");
        try (var listener =
                        HttpListener.start(
                                ListenAt.plain(House.anyPort()),
                                _ -> WebAnswer.text(200, "application/json", body.get()));
                var document = new RevokedDocument(at(listener))) {
            assertEquals(Optional.of(Set.of("a")), document.changed());
            var bad = new ArrayDeque<String>();
            bad.add("<html>");
            bad.add("[]");
            bad.add("{\"revoked\":{}}");
            bad.add("{\"revoked\":[1]}");
            bad.add("{\"revoked\":[\"" + "x".repeat(RevokedDocument.MAX_ID + 1) + "\"]}");
            bad.add("{\"revoked\":[\"" + "x\",\"".repeat(RevokedDocument.MAX_BYTES / 4) + "\"]}");
            for (String text : bad) {
                body.set(text);
                assertThrows(IOException.class, document::changed);
            }
            assertTrue(bad.getLast().getBytes(UTF_8).length > RevokedDocument.MAX_BYTES);
        }
    }
}
