package org.wicgate.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wicgate.waf.TokenVerifier;
import org.wicgate.waf.Verdict;
import org.wicgate.waf.Verdict.Invalid;
import org.wicgate.waf.Verdict.Reason;

/** RFC 7662 as the eP-CSCF uses it: asked seldom, and alive while the WAF is away. */
class IntrospectionSourceTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(House.NOW);
    private final AtomicReference<WebAnswer> said = new AtomicReference<>(active());
    private final List<WebRequest> asked = new CopyOnWriteArrayList<>();
    private final HttpListener waf;
    private final IntrospectionSource source;

    IntrospectionSourceTest() throws IOException {
        waf =
                HttpListener.start(
                        ListenAt.plain(House.anyPort()),
                        request -> {
                            asked.add(request);
                            return said.get();
                        });
        var uri = URI.create("http://127.0.0.1:" + waf.address().getPort() + "/oauth/introspect");
        source =
                new IntrospectionSource(
                        new IntrospectionSource.At(uri, "edge", "s3cret"),
                        new TokenVerifier.Rules("https://waf.example", "ims.example"),
                        now::get);
    }

    @AfterEach
    void close() {
        source.close();
        waf.close();
    }

    private static WebAnswer json(String body) {
        return WebAnswer.text(200, "application/json", body);
    }

    private static WebAnswer active() {
        long second = House.NOW.getEpochSecond();
        return json(
                """
                {"active":true,"iss":"https://waf.example","aud":["ims.example"],"sub":"alice","iat":%d,"exp":%d,"jti":"j",
                 "client_id":"shop","scope":"ims.call","ims_impi":"alice@ims.example","ims_impu":["sip:alice@ims.example"]}
                """
                        .formatted(second, second + 900));
    }

    private void pass(Duration time) {
        now.updateAndGet(t -> t.plus(time));
    }

    @Test
    void wafIsAskedWithOurCredentialsAndOnceForManyRequests() {
        for (int i = 0; i < 5; i++) {
            var valid = assertInstanceOf(Verdict.Valid.class, source.verify("to+ken"));
            assertEquals("alice@ims.example", valid.claims().identity().impi());
            assertEquals("shop", valid.claims().wwsf());
        }
        assertEquals(1, asked.size());
        var request = asked.getFirst();
        assertEquals("POST", request.method());
        assertEquals("Basic ZWRnZTpzM2NyZXQ=", request.header("Authorization"));
        assertEquals(
                "token_type_hint=access_token&token=to%2Bken",
                new String(request.body(), StandardCharsets.UTF_8));

        pass(IntrospectionSource.FRESH);
        assertInstanceOf(Verdict.Valid.class, source.verify("to+ken"));
        assertEquals(2, asked.size());
    }

    @Test
    void revokedTokenIsRefusedWhenTheAnswerIsOld() {
        assertInstanceOf(Verdict.Valid.class, source.verify("token"));
        said.set(json("{\"active\":false}"));
        pass(IntrospectionSource.FRESH);
        assertEquals(new Invalid(Reason.REVOKED), source.verify("token"));
        assertEquals(new Invalid(Reason.BAD_SIGNATURE), source.verify("another"));
    }

    @Test
    void whileTheWafIsAwayWhoWasInStaysInUntilTheTokenExpires() {
        assertInstanceOf(Verdict.Valid.class, source.verify("token"));
        waf.close();
        pass(Duration.ofMinutes(14));
        assertInstanceOf(Verdict.Valid.class, source.verify("token"));
        assertEquals(new Verdict.Unknown(), source.verify("another"));
        pass(Duration.ofMinutes(2));
        assertEquals(new Invalid(Reason.EXPIRED), source.verify("token"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"active\":\"true\"}",
                "{\"active\":true}",
                "{\"active\":true,\"exp\":\"x\",\"ims_impi\":\"a\",\"ims_impu\":[\"b\"]}",
                "{\"active\":true,\"exp\":1,\"ims_impi\":1,\"ims_impu\":[\"b\"]}"
            })
    void answerThatIsNoneTellsNothing(String body) {
        said.set(json(body));
        assertEquals(new Verdict.Unknown(), source.verify("token"));
        said.set(WebAnswer.empty(401));
        assertEquals(new Verdict.Unknown(), source.verify("token"));
    }

    @Test
    void tokenForSomebodyElseIsRefusedThoughItIsActive() {
        said.set(
                json(
                        new String(active().body(), StandardCharsets.UTF_8)
                                .replace("ims.example\"]", "x\"]")));
        assertEquals(new Invalid(Reason.WRONG_AUDIENCE), source.verify("token"));
        assertEquals(new Invalid(Reason.TOO_LARGE), source.verify("x".repeat(9_000)));
        assertFalse(
                new IntrospectionSource.At(URI.create("http://x"), "e", "s3cret")
                        .toString()
                        .contains("s3cret"));
    }
}
