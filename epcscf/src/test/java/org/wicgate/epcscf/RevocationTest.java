package org.wicgate.epcscf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wicgate.epcscf.Report.Ending;
import org.wicgate.epcscf.Report.Refusal;
import org.wicgate.epcscf.TokenVerdict.Claims;
import org.wicgate.sim.Proves;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Response;

/** RFC 7009: what is revoked is refused at once, whatever was remembered of it. */
class RevocationTest {
    private final Bench bench = new Bench().connect(1);

    @BeforeEach
    void tokens() {
        for (String id : List.of("1", "2")) {
            var claims =
                    new Claims(
                            "alice@ims.example",
                            List.of("sip:alice@ims.example"),
                            "wwsf.example",
                            "alice",
                            List.of(),
                            Instant.EPOCH.plusSeconds(3600),
                            "token-" + id,
                            "login",
                            false);
            bench.verdicts.put("tok-" + id, new TokenVerdict.Valid(claims));
        }
    }

    private void register(String token) {
        bench.wic(1, Texts.register("alice", 1, Texts.bearer(token)));
        bench.core(Texts.registered(bench.coreRequest()));
        bench.assertAnswered(1, 200);
    }

    private void message(String token) {
        bench.wic(
                1,
                Texts.initial("MESSAGE", "alice", "bob", Texts.bearer(token), "")
                        .replace("MESSAGEalice1", "MESSAGEalice" + bench.wicLog(1).size()));
    }

    private void challenged() {
        bench.assertAnswered(1, 401);
        String challenge = String.valueOf(bench.wicResponse(1).header(HeaderName.WWW_AUTHENTICATE));
        assertTrue(challenge.contains("invalid_token"), challenge);
    }

    @Test
    @Proves("WAF-09")
    void revokedTokenIsRefusedInTheNextRequestAndAnotherOfTheLoginIsNot() {
        register("2");
        bench.give(new EdgeProxy.In.Revoked("token-1"));
        message("1");
        challenged();
        assertEquals(
                Refusal.BAD_TOKEN, bench.reports(Report.RequestRefused.class).getLast().refusal());
        message("2");
        assertTrue(bench.coreRequest().is("MESSAGE"));
    }

    /**
     * Whoever has the token has what was registered with it: calls to the user would come there.
     */
    @Test
    void revokedTokenEndsTheRegistrationItWasUsedForLast() {
        register("1");
        bench.give(new EdgeProxy.In.Revoked("token-1"));
        assertEquals(0, bench.proxy.census().bindings());
        var told = bench.reports(Report.Unregistered.class).getLast();
        assertEquals(Ending.LOGGED_OUT, told.ending());
        assertEquals("0", bench.coreRequest().header(HeaderName.EXPIRES));
        message("1");
        bench.assertAnswered(1, 403);
        bench.wic(1, Texts.register("alice", 2, Texts.bearer("2")));
        bench.core(Texts.registered(bench.coreRequest()));
        assertEquals(1, bench.proxy.census().bindings());
    }

    @Test
    void registrationRefreshedWithAnotherTokenDoesNotStandOnTheFirst() {
        register("1");
        bench.wic(1, Texts.register("alice", 2, Texts.bearer("2")));
        bench.core(Texts.registered(bench.coreRequest()));
        bench.give(new EdgeProxy.In.Revoked("token-1"));
        assertEquals(1, bench.proxy.census().bindings());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "2"})
    @Proves("WAF-09")
    void logoutEndsTheRegistrationAndEveryTokenOfTheLogin(String token) {
        register("1");
        bench.give(new EdgeProxy.In.Revoked("login"));
        assertEquals(0, bench.proxy.census().bindings());
        var told = bench.reports(Report.Unregistered.class).getLast();
        assertEquals(Ending.LOGGED_OUT, told.ending());
        bench.wic(1, Texts.register("alice", 2, Texts.bearer(token)));
        challenged();
    }

    @ParameterizedTest
    @ValueSource(strings = {"login", "token-1"})
    void revocationWhileTheCoreIsThinkingEndsTheRegistrationToo(String revoked) {
        bench.wic(1, Texts.register("alice", 1, Texts.bearer("1")));
        bench.give(new EdgeProxy.In.Revoked(revoked));
        bench.core(Texts.registered(bench.coreRequest()));
        assertEquals(0, bench.proxy.census().bindings());
        assertEquals("0", bench.coreRequest().header(HeaderName.EXPIRES));
    }

    @Test
    void logoutOfSomebodyElseChangesNothing() {
        register("1");
        bench.give(new EdgeProxy.In.Revoked("another login"));
        assertEquals(1, bench.proxy.census().bindings());
        message("1");
        bench.core(Response.to(bench.coreRequest(), 200).toTag("x").build());
        bench.assertAnswered(1, 200);
    }
}
