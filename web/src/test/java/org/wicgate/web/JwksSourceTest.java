package org.wicgate.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.wicgate.waf.SigningKeys;
import org.wicgate.waf.Verdict;
import org.wicgate.waf.Verdict.Invalid;
import org.wicgate.waf.Verdict.Reason;
import tools.jackson.databind.json.JsonMapper;

class JwksSourceTest {
    private final SigningKeys oldKey = House.newKey();
    private final AtomicReference<WebAnswer> published = new AtomicReference<>(keys(oldKey));
    private final AtomicReference<Supplier<WebAnswer>> held = new AtomicReference<>(published::get);
    private final AtomicInteger fetched = new AtomicInteger();
    private final AtomicReference<Instant> now = new AtomicReference<>(House.NOW);
    private final HttpListener listener;
    private final JwksSource source;
    private final String token;

    JwksSourceTest() throws IOException {
        listener =
                HttpListener.start(
                        ListenAt.plain(House.anyPort()),
                        _ -> {
                            fetched.incrementAndGet();
                            return held.get().get();
                        });
        try (var house = house(oldKey)) {
            token = token(house);
            var uri = "http://127.0.0.1:" + listener.address().getPort() + "/jwks.json";
            source = new JwksSource(URI.create(uri), house.waf.rules(), now::get);
        }
    }

    @AfterEach
    void close() {
        source.close();
        listener.close();
    }

    @Test
    void keysAreFetchedOnceForManyTokensAndAgainWhenOld() {
        for (int i = 0; i < 5; i++) {
            assertInstanceOf(Verdict.Valid.class, source.verify(token));
        }
        assertEquals(1, fetched.get());

        pass(JwksSource.MAX_AGE);
        assertInstanceOf(Verdict.Valid.class, source.verify(token));
        assertEquals(2, fetched.get());
    }

    @Test
    void newKeyIsFetchedWhenATokenNamesItButNotMoreOftenThanAllowed() throws IOException {
        assertInstanceOf(Verdict.Valid.class, source.verify(token));
        String newer;
        var newKey = House.newKey();
        try (var house = house(newKey)) {
            newer = token(house);
        }
        for (int i = 0; i < 5; i++) {
            assertEquals(new Invalid(Reason.UNKNOWN_KEY), source.verify(newer));
        }
        assertEquals(1, fetched.get());

        published.set(keys(newKey));
        pass(JwksSource.MIN_INTERVAL);
        assertInstanceOf(Verdict.Valid.class, source.verify(newer));
        assertEquals(2, fetched.get());
    }

    @Test
    void oldKeysStayGoodWhileTheWafIsAwayOrTalksNonsense() {
        assertInstanceOf(Verdict.Valid.class, source.verify(token));
        published.set(WebAnswer.text(200, "text/html", "<html>" + "x".repeat(100_000)));
        pass(JwksSource.MAX_AGE);
        assertInstanceOf(Verdict.Valid.class, source.verify(token));
        published.set(WebAnswer.empty(500));
        pass(JwksSource.MIN_INTERVAL);
        assertInstanceOf(Verdict.Valid.class, source.verify(token));
        listener.close();
        pass(JwksSource.MIN_INTERVAL);
        assertInstanceOf(Verdict.Valid.class, source.verify(token));
        assertEquals(3, fetched.get());
    }

    @Test
    void nobodyElseWaitsWhileTheWafKeepsOneWaiting() {
        assertInstanceOf(Verdict.Valid.class, source.verify(token));
        var asked = new CompletableFuture<Boolean>();
        var answer = new CompletableFuture<WebAnswer>();
        held.set(() -> {
            asked.complete(true);
            return answer.join();
        });
        pass(JwksSource.MAX_AGE);
        var first = CompletableFuture.supplyAsync(() -> source.verify(token));
        asked.orTimeout(10, TimeUnit.SECONDS).join();
        var second = CompletableFuture.supplyAsync(() -> source.verify(token));
        assertInstanceOf(Verdict.Valid.class, second.orTimeout(4, TimeUnit.SECONDS).join());
        assertFalse(first.isDone());
        answer.complete(keys(oldKey));
        assertInstanceOf(Verdict.Valid.class, first.join());
    }

    @Test
    void withoutAnyKeysNobodyCanTell() {
        published.set(WebAnswer.empty(404));
        assertEquals(new Verdict.Unknown(), source.verify(token));
        assertEquals(new Invalid(Reason.MALFORMED), source.verify("rubbish"));
        assertEquals(1, fetched.get());
        published.set(WebAnswer.text(200, "application/jwk-set+json", "{\"keys\":[]}"));
        pass(JwksSource.MIN_INTERVAL);
        assertEquals(new Verdict.Unknown(), source.verify(token));
        published.set(keys(oldKey));
        pass(JwksSource.MAX_AGE);
        assertInstanceOf(Verdict.Valid.class, source.verify(token));
    }

    private void pass(Duration time) {
        now.updateAndGet(t -> t.plus(time));
    }

    private static House house(SigningKeys key) throws IOException {
        return new House(key, WebFiles.none(), ListenAt.plain(House.anyPort()));
    }

    private static WebAnswer keys(SigningKeys key) {
        return WebAnswer.text(200, "application/jwk-set+json", key.jwks());
    }

    private static String token(House house) {
        var body = new JsonMapper().readTree(house.login("alice", "alice").body());
        return body.path("access_token").asString();
    }
}
