package org.wicgate.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Response;

/** Registration through the whole core, in virtual time. */
final class RegistrarTest {
    private final Bench bench = new Bench();

    @Test
    void trustedNodeRegistersWithoutChallenge() {
        bench.receive(Bench.EDGE, bench.webRegister("alice", "f1", Bench.webContact("f1")));
        var ok = bench.response();
        assertEquals(200, ok.status());
        assertEquals("<sip:f1@127.0.0.1:5060;lr;ob>", ok.header(HeaderName.PATH));
        assertEquals("<sip:orig@127.0.0.1:5080;lr>", ok.header(HeaderName.SERVICE_ROUTE));
        assertEquals("<sip:alice@ims.example>", ok.header(HeaderName.P_ASSOCIATED_URI));
        assertEquals("outbound", ok.header(HeaderName.REQUIRE));
        assertEquals(600, ok.contacts().getFirst().expires().orElseThrow());
        assertEquals("urn:uuid:f1", ok.contacts().getFirst().instance());
    }

    /** RFC 5626 §6, §11.6: the flow would end at a hop that knows nothing of it. */
    @Test
    void firstHopWithoutOutboundIs439() {
        String text = bench.webRegister("alice", "f1", Bench.webContact("f1"));
        bench.receive(Bench.EDGE, text.replace(";lr;ob>", ";lr>"));
        assertEquals(439, bench.response().status());
        String plain = text.replace(";lr;ob>", ";lr>").replace("outbound, path", "path");
        bench.receive(Bench.EDGE, plain.replace("branch=z9hG4bK", "branch=z9hG4bKp"));
        assertEquals(200, bench.response().status());
    }

    @Test
    void theOldestContactMakesRoomForTheEleventh() {
        for (int i = 1; i <= 11; i++) { // pages closed without a word must not lock their user out
            String flow = "f" + i;
            bench.receive(Bench.EDGE, bench.webRegister("alice", flow, Bench.webContact(flow)));
            var ok = bench.response();
            assertEquals(200, ok.status());
            assertEquals(Math.min(i, 10), ok.contacts().size());
            assertEquals(i <= 10, "urn:uuid:f1".equals(ok.contacts().getFirst().instance()));
        }
    }

    @Test
    void authDoneFromElsewhereIsRefused() {
        for (var source : List.of(Bench.PHONE, Bench.at(5061))) {
            bench.receive(source, bench.webRegister("alice", "f1", Bench.webContact("f1")));
            var refused = bench.run.take();
            assertTrue(
                    refused.contains(
                            new LabCore.Out.Refused(
                                    "REGISTER",
                                    source,
                                    403,
                                    "auth-done from a node that is not trusted")),
                    refused::toString);
        }
    }

    @Test
    void trustedNodeCannotRegisterAnIdentityOfSomebodyElse() {
        String text = bench.webRegister("alice", "f1", Bench.webContact("f1"));
        bench.receive(Bench.EDGE, text.replace("To: <sip:alice@", "To: <sip:bob@"));
        assertEquals(403, bench.response().status());
        bench.receive(Bench.EDGE, bench.webRegister("mallory", "f2", Bench.webContact("f2")));
        assertEquals(403, bench.response().status());
    }

    @Test
    void phoneIsChallengedAndBelieved() {
        bench.registerPhone();
        bench.receive(Bench.PHONE, bench.phoneRegister());
        var asked = bench.response();
        assertEquals(401, asked.status());
        String challenge = asked.header(HeaderName.WWW_AUTHENTICATE);
        assertNotNull(challenge);
        assertTrue(challenge.startsWith("Digest realm=\"ims.example\""), challenge);
        bench.receive(
                Bench.PHONE, bench.phoneRegister("Authorization: " + Bench.answer(asked, "wrong")));
        assertEquals(403, bench.response().status());
    }

    @Test
    void nonceIsGoodForRisingCountsUntilItIsOld() {
        bench.receive(Bench.PHONE, bench.phoneRegister());
        var asked = bench.response();
        assertEquals(200, again(asked, 1).status());
        assertEquals(200, again(asked, 2).status());
        var replayed = again(asked, 2);
        assertEquals(401, replayed.status());
        assertTrue(
                String.valueOf(replayed.header(HeaderName.WWW_AUTHENTICATE))
                        .contains("stale=true"));
        bench.pass(Duration.ofMinutes(6));
        bench.sent();
        assertEquals(401, again(asked, 3).status());
    }

    private Response again(Response asked, int count) {
        bench.receive(
                Bench.PHONE,
                bench.phoneRegister("Authorization: " + Bench.answer(asked, "secret", count)));
        return bench.response();
    }

    @Test
    void unknownUserAndUserWithoutPasswordAreRefused() {
        bench.receive(Bench.PHONE, bench.phoneRegister().replace("carol@ims", "nobody@ims"));
        assertEquals(404, bench.response().status());
        bench.receive(Bench.PHONE, bench.phoneRegister().replace("carol@ims", "alice@ims"));
        assertEquals(403, bench.response().status());
    }

    @Test
    void registrationEndsAtItsTime() {
        bench.registerWeb("alice", "f1").pass(Duration.ofSeconds(599));
        assertEquals(1, fetch().contacts().size());
        bench.pass(Duration.ofSeconds(2));
        assertTrue(bench.run.take().stream().anyMatch(o -> o.toString().contains("EXPIRED")));
        assertEquals(0, fetch().contacts().size());
    }

    private Response fetch() {
        bench.receive(Bench.EDGE, bench.webRegister("alice", "f1"));
        return bench.response();
    }

    @Test
    void sameInstanceOnAnotherFlowTakesThePlace() {
        bench.registerWeb("alice", "f1");
        String moved =
                bench.webRegister(
                        "alice", "f2", Bench.webContact("f2").replace("uuid:f2", "uuid:f1"));
        bench.receive(Bench.EDGE, moved);
        assertEquals(1, bench.response().contacts().size());
        bench.registerWeb("alice", "f3");
        assertEquals(2, fetch().contacts().size());
    }

    @Test
    void expiresZeroAndStarTakeOut() {
        bench.registerWeb("alice", "f1").registerWeb("alice", "f2");
        bench.receive(
                Bench.EDGE,
                bench.webRegister("alice", "f1", Bench.webContact("f1").replace("=600", "=0")));
        assertEquals(1, bench.response().contacts().size());
        bench.receive(Bench.EDGE, bench.webRegister("alice", "f1", "Contact: *", "Expires: 0"));
        assertEquals(0, bench.response().contacts().size());
        bench.receive(Bench.EDGE, bench.webRegister("alice", "f1", "Contact: *"));
        assertEquals(400, bench.response().status());
    }

    @Test
    void tooShortIsAnswered423() {
        bench.receive(
                Bench.EDGE,
                bench.webRegister("alice", "f1", Bench.webContact("f1").replace("=600", "=59")));
        var brief = bench.response();
        assertEquals(423, brief.status());
        assertEquals("60", brief.header(HeaderName.MIN_EXPIRES));
    }

    @Test
    void unknownExtensionIsNamed() {
        bench.receive(Bench.EDGE, bench.webRegister("alice", "f1", "Require: teleport"));
        var refused = bench.response();
        assertEquals(420, refused.status());
        assertEquals("teleport", refused.header(HeaderName.UNSUPPORTED));
    }
}
