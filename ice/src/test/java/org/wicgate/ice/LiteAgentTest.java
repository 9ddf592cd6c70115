package org.wicgate.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wicgate.base.Decoded;
import org.wicgate.ice.AgentNode.Datagram;
import org.wicgate.ice.AgentNode.Out;
import org.wicgate.ice.stun.IntegrityKey;
import org.wicgate.ice.stun.StunClass;
import org.wicgate.ice.stun.StunError;
import org.wicgate.ice.stun.StunMessage;
import org.wicgate.ice.stun.StunWriter;
import org.wicgate.ice.stun.TransactionId;
import org.wicgate.sim.Proves;
import org.wicgate.sim.Run;
import org.wicgate.sim.SeededEntropy;

class LiteAgentTest {
    private static final InetSocketAddress BROWSER = new InetSocketAddress("198.51.100.7", 40000);
    private static final InetSocketAddress MOVED = new InetSocketAddress("203.0.113.9", 50000);
    private static final Credentials PEER = new Credentials("peer", "the password of the peer");
    private static final Duration THIRTY = Duration.ofSeconds(30);

    private final SeededEntropy entropy = new SeededEntropy(7);
    private final AgentNode node =
            new AgentNode(sink -> new LiteAgent(THIRTY, THIRTY, new SeededEntropy(1), sink));
    private final IceAgent agent = node.agent();
    private final Run<Datagram, Out> run = new Run<>(node);
    private final StunWriter writer = new StunWriter();

    private StunWriter check(Credentials to) {
        return writer.start(StunClass.REQUEST, TransactionId.create(entropy))
                .username(to.ufrag() + ":peer")
                .priority(1);
    }

    private StunWriter sealed(StunWriter unsealed, Credentials to) {
        return unsealed.integrity(IntegrityKey.of(to.password())).fingerprint();
    }

    private Datagram plain() {
        return from(BROWSER, sealed(check(agent.credentials()).role(true, 5), agent.credentials()));
    }

    private Datagram nominating(Credentials to, InetSocketAddress from) {
        return from(from, sealed(check(to).role(true, 5).useCandidate(), to));
    }

    private Datagram from(InetSocketAddress from, StunWriter written) {
        return new Datagram(Arrays.copyOf(written.buffer(), written.length()), 0, from);
    }

    private StunMessage answerTo(Datagram request) {
        var send = run.give(request).take().stream().filter(Out.Send.class::isInstance).toList();
        assertEquals(1, send.size());
        var answer = (Out.Send) send.getFirst();
        assertEquals(request.from(), answer.to());
        assertTrue(answer.bytes().length <= 2 * request.bytes().length, "no amplification");
        return message(answer.bytes());
    }

    private static StunMessage message(byte[] bytes) {
        return (StunMessage)
                assertInstanceOf(Decoded.Ok.class, StunMessage.decode(bytes, 0, bytes.length))
                        .value();
    }

    private List<IceEvent> told(Datagram in) {
        return told(run.give(in).take());
    }

    private static List<IceEvent> told(List<Out> outs) {
        return outs.stream()
                .filter(Out.Told.class::isInstance)
                .map(out -> ((Out.Told) out).event())
                .toList();
    }

    @Test
    @Proves("AGW-02")
    void anAuthenticatedCheckIsAnsweredWithItsOwnAddressAndIntegrity() {
        var request = plain();
        var answer = answerTo(request);

        assertEquals(StunClass.SUCCESS, answer.messageClass());
        assertEquals(message(request.bytes()).transactionId(), answer.transactionId());
        assertEquals(BROWSER, answer.mappedAddress());
        assertTrue(answer.isAuthentic(IntegrityKey.of(agent.credentials().password())));
    }

    @Test
    @Proves("AGW-03")
    void checksWithoutRightCredentialsAreRefusedAndOpenNothing() {
        var own = agent.credentials();
        var missing = from(BROWSER, check(own).useCandidate().fingerprint());
        var nameless =
                from(
                        BROWSER,
                        sealed(
                                writer.start(StunClass.REQUEST, TransactionId.create(entropy)),
                                own));
        var wrongPassword =
                from(BROWSER, sealed(check(own).useCandidate(), new Credentials("x", "wrong")));
        var wrongUfrag = nominating(new Credentials("other123", own.password()), BROWSER);

        for (var request : List.of(missing, nameless)) {
            assertEquals(400, answerTo(request).errorCode());
        }
        for (var request : List.of(wrongPassword, wrongUfrag)) {
            var answer = answerTo(request);
            assertEquals(401, answer.errorCode());
            assertFalse(answer.hasIntegrity());
        }
        assertFalse(agent.isValidated(0, BROWSER));
        assertEquals(
                List.of(new IceEvent.Refused(StunError.UNAUTHENTICATED, BROWSER)),
                told(wrongPassword));
    }

    @Test
    void aCheckWithTheWrongPeerHalfIsRefusedOnceThePeerIsKnown() {
        assertEquals(StunClass.SUCCESS, answerTo(plain()).messageClass());
        agent.remote(new Credentials("qeer", PEER.password()), List.of(), 0);
        assertEquals(401, answerTo(plain()).errorCode());
        agent.remote(PEER, List.of(), 0);
        assertEquals(StunClass.SUCCESS, answerTo(plain()).messageClass());
    }

    @Test
    void anUnknownRequiredAttributeIsNamedInA420() {
        writer.start(StunClass.REQUEST, TransactionId.create(entropy))
                .username(agent.credentials().ufrag() + ":peer")
                .unknownAttributes(new int[] {1});
        writer.buffer()[writer.length() - 8] = 0x7F; // now one that nobody knows
        var request = from(BROWSER, sealed(writer, agent.credentials()));
        var answer = answerTo(request);

        assertEquals(420, answer.errorCode());
        assertTrue(answer.isAuthentic(IntegrityKey.of(agent.credentials().password())));
    }

    @Test
    void aPeerThatThinksItIsControlledIsTold487() {
        var own = agent.credentials();
        var request = from(BROWSER, sealed(check(own).role(false, 9).useCandidate(), own));
        var answer = answerTo(request);

        assertEquals(487, answer.errorCode());
        assertTrue(answer.isAuthentic(IntegrityKey.of(own.password())));
        assertFalse(agent.isValidated(0, BROWSER));
    }

    @Test
    void theNominatedPairIsSelectedAndTheLastNominationCounts() {
        var own = agent.credentials();

        assertEquals(List.of(new IceEvent.Validated(0, BROWSER)), told(plain()));
        assertEquals(List.of(new IceEvent.Selected(0, BROWSER)), told(nominating(own, BROWSER)));
        assertEquals(List.of(), told(nominating(own, BROWSER)));
        assertEquals(
                List.of(new IceEvent.Validated(0, MOVED), new IceEvent.Selected(0, MOVED)),
                told(nominating(own, MOVED)));
        assertEquals(List.of(), told(plain()));
    }

    @Test
    @Proves({"AGW-04", "AGW-06"})
    void consentLastsAsLongAsChecksComeOnTheSelectedPairAndNoneIsSentByUs() {
        run.give(nominating(agent.credentials(), BROWSER)).take();
        for (int i = 0; i < 200; i++) {
            run.pass(Duration.ofSeconds(29));
            assertEquals(StunClass.SUCCESS, answerTo(plain()).messageClass());
        }
        run.pass(Duration.ofSeconds(29));
        assertEquals(List.of(), run.take());
        run.pass(Duration.ofSeconds(1));
        assertEquals(List.of(new IceEvent.ConsentExpired()), told(run.take()));
        run.pass(Duration.ofHours(1));
        assertEquals(List.of(), run.take());
    }

    @Test
    void checksOnAnotherPathOrUnauthenticOnesDoNotKeepConsent() {
        run.give(nominating(agent.credentials(), BROWSER)).take();
        run.pass(Duration.ofSeconds(20));
        run.give(from(MOVED, sealed(check(agent.credentials()), agent.credentials())));
        run.give(from(BROWSER, sealed(check(agent.credentials()), new Credentials("x", "no"))));
        run.take();
        run.pass(Duration.ofSeconds(10));

        assertEquals(List.of(new IceEvent.ConsentExpired()), told(run.take()));
    }

    @Test
    void noNominationInTimeIsToldOnce() {
        agent.expectPeer(0);
        run.give(plain()).pass(Duration.ofMinutes(5));

        assertEquals(
                List.of(new IceEvent.Validated(0, BROWSER), new IceEvent.TimedOut()),
                told(run.take()));
    }

    @Test
    void aRestartKeepsTheOldCredentialsUntilThePeerNominatesWithTheNew() {
        var old = agent.credentials();
        run.give(nominating(old, BROWSER)).take();
        agent.restart(0);
        var fresh = agent.credentials();

        assertNotEquals(old.ufrag(), fresh.ufrag());
        assertNotEquals(old.password(), fresh.password());
        assertEquals(StunClass.SUCCESS, answerTo(nominating(old, BROWSER)).messageClass());
        assertEquals(
                List.of(new IceEvent.Validated(0, MOVED), new IceEvent.Selected(0, MOVED)),
                told(nominating(fresh, MOVED)));
        assertEquals(401, answerTo(nominating(old, BROWSER)).errorCode());
    }

    @Test
    void whatIsNoRequestIsDroppedWithoutAnAnswer() {
        writer.start(StunClass.SUCCESS, TransactionId.create(entropy)).mappedAddress(BROWSER);
        assertEquals(
                List.of(new Out.Told(new IceEvent.Discarded("answer to no request", BROWSER))),
                run.give(from(BROWSER, writer.fingerprint())).take());
        writer.start(StunClass.INDICATION, TransactionId.create(entropy));
        assertEquals(List.of(), run.give(from(BROWSER, writer.fingerprint())).take());
        assertEquals(
                List.of(
                        new Out.Told(
                                new IceEvent.Discarded("header needs 20 bytes, got 3", BROWSER))),
                run.give(new Datagram(new byte[3], 0, BROWSER)).take());
    }

    @Test
    void theOldestOfTooManyPathsIsForgottenButNeverTheSelectedOne() {
        var own = agent.credentials();
        run.give(nominating(own, BROWSER)).take();
        for (int i = 0; i < Paths.MAX; i++) {
            run.give(from(new InetSocketAddress("192.0.2.1", 1000 + i), sealed(check(own), own)));
        }
        var first = new InetSocketAddress("192.0.2.1", 1000);

        assertEquals(new IceEvent.Forgotten(0, first), told(run.take()).get(Paths.MAX - 1));
        assertTrue(agent.isValidated(0, BROWSER));
        assertFalse(agent.isValidated(0, first));
    }

    @Test
    void credentialsAreLongEnoughAndNotPrinted() {
        var own = agent.credentials();

        assertTrue(own.ufrag().matches("[a-z2-7]{8}"));
        assertTrue(own.password().matches("[a-z2-7]{28}"));
        assertFalse(own.toString().contains(own.password()));
    }
}
