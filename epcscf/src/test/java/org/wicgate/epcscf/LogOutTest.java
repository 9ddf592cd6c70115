package org.wicgate.epcscf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.wicgate.epcscf.Report.CallEnd;
import org.wicgate.epcscf.TokenVerdict.Claims;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Response;

/** Who logs out is no longer called: neither here nor by the core. */
class LogOutTest {
    private final Bench bench = new Bench();

    private void login(String user) {
        var claims =
                new Claims(
                        user + "@" + Bench.HOME,
                        List.of("sip:" + user + "@" + Bench.HOME),
                        "wwsf.example",
                        user,
                        List.of(Bench.ORIGIN),
                        bench.run.now().plusSeconds(3600),
                        "token-" + user,
                        "login-" + user,
                        false);
        bench.verdicts.put("tok-" + user, new TokenVerdict.Valid(claims));
    }

    @Test
    void registrationAndCallsEndHereAndInTheCore() {
        login("alice");
        login("bob");
        new Calls(bench).register(2, "bob");
        var calls = new Calls(bench).register(1, "alice");
        calls.talk();
        bench.give(new EdgeProxy.In.Revoked("login-alice"));
        var register = bench.coreRequests("REGISTER").getLast();
        assertEquals("0", register.header(HeaderName.EXPIRES));
        assertEquals(0, register.contacts().getFirst().expires().orElse(-1));
        assertEquals("urn:uuid:alice", register.contacts().getFirst().instance());
        assertEquals("reg-alice", register.callId());
        assertEquals(2, register.cseq().number());
        assertEquals("<sip:alice@ims.example>", register.header(HeaderName.TO));
        assertEquals(calls.path, register.header(HeaderName.PATH));
        String proof = String.valueOf(register.header(HeaderName.AUTHORIZATION));
        assertTrue(proof.contains("integrity-protected=\"auth-done\""), proof);
        bench.core(Response.to(register, 200).toTag("s").build());
        assertEquals(1, bench.coreRequests("BYE").size());
        assertTrue(bench.wicRequest(1).is("BYE"));
        assertEquals(1, bench.releases());
        assertEquals(1, bench.proxy.census().bindings(), "bob's");
        assertEquals(CallEnd.DEREGISTERED, bench.reports(Report.CallEnded.class).getLast().end());
    }
}
