package org.wicgate.dtls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wicgate.sim.SeededEntropy;

class DtlsAssociationTest {
    private static final byte CHANGE_CIPHER_SPEC = 20;
    private static final Identity ALICE = identity(1);
    private static final Identity GATEWAY = identity(2);

    private interface Loss {
        boolean takes(byte[] datagram, int number);
    }

    private static final Loss NONE = (_, _) -> false;

    private End client = new End(Role.CLIENT, ALICE, List.of(), End.TIMEOUT, _ -> {});
    private End server = new End(Role.SERVER, GATEWAY, List.of(), End.TIMEOUT, _ -> {});
    private final AtomicInteger toServer = new AtomicInteger();
    private final AtomicInteger toClient = new AtomicInteger();

    private static Identity identity(long seed) {
        return Identity.create(new SeededEntropy(seed), Instant.parse("2026-11-20T12:00:00Z"));
    }

    /**
     * Joins two ends; a datagram is lost when the predicate of its direction holds for its number.
     */
    private void join(
            List<Fingerprint> ofServer,
            List<Fingerprint> ofClient,
            Loss lostToServer,
            Loss lostToClient) {
        client =
                new End(
                        Role.CLIENT,
                        ALICE,
                        ofServer,
                        End.TIMEOUT,
                        d -> pass(d, toServer, lostToServer, Role.SERVER));
        server =
                new End(
                        Role.SERVER,
                        GATEWAY,
                        ofClient,
                        End.TIMEOUT,
                        d -> pass(d, toClient, lostToClient, Role.CLIENT));
        server.association().start();
        client.association().start();
    }

    private void pass(byte[] datagram, AtomicInteger count, Loss lost, Role to) {
        if (!lost.takes(datagram, count.getAndIncrement())) {
            var end = to == Role.SERVER ? server : client;
            end.association().receive(datagram, 0, datagram.length);
        }
    }

    private void joinWell() {
        join(List.of(GATEWAY.fingerprint()), List.of(ALICE.fingerprint()), NONE, NONE);
    }

    private static void assertSame(SrtpKeys one, SrtpKeys other) {
        assertEquals(one.profile(), other.profile());
        assertArrayEquals(one.material(), other.material());
        assertEquals(
                2 * (one.profile().keyLength() + one.profile().saltLength()),
                one.material().length);
    }

    @Test
    void bothEndsGetTheSameKeysAndHoldNoThreadAfterwards() throws Exception {
        joinWell();
        var keys = client.keys();

        assertSame(keys, server.keys());
        assertEquals(ProtectionProfile.SRTP_AEAD_AES_128_GCM, keys.profile());
        assertEquals(Role.CLIENT, keys.ownRole());
        client.threads().join();
        server.threads().join();
        keys.wipe();
        assertArrayEquals(new byte[56], keys.material());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void aLostDatagramOfAnyFlightIsMadeGood(int lost) throws Exception {
        join(
                List.of(GATEWAY.fingerprint()),
                List.of(ALICE.fingerprint()),
                (_, n) -> n == lost,
                (_, n) -> n == lost);

        assertSame(client.keys(), server.keys());
    }

    /** The server is done, the client is not: the server answers without a thread of its own. */
    @Test
    void aLostLastFlightIsSentAgainAfterTheServerHasFinished() throws Exception {
        var lastFlight = new AtomicInteger();
        join(
                List.of(GATEWAY.fingerprint()),
                List.of(ALICE.fingerprint()),
                NONE,
                (d, _) -> d[0] == CHANGE_CIPHER_SPEC && lastFlight.getAndIncrement() == 0);
        var keys = server.keys();

        assertSame(keys, client.keys());
        assertTrue(lastFlight.get() > 1, "sent again");
        server.threads().join();
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14})
    void seededLossInBothDirectionsIsMadeGood(long seed) throws Exception {
        var random = new Random(seed);
        join(
                List.of(GATEWAY.fingerprint()),
                List.of(ALICE.fingerprint()),
                (_, _) -> chance(random),
                (_, _) -> chance(random));

        assertSame(client.keys(), server.keys());
    }

    private static boolean chance(Random random) {
        synchronized (random) {
            return random.nextInt(10) == 0;
        }
    }

    @Test
    void theWrongServerCertificateIsToldAsSuchAndGivesNobodyKeys() throws Exception {
        join(List.of(ALICE.fingerprint()), List.of(ALICE.fingerprint()), NONE, NONE);

        var failed = assertInstanceOf(End.Told.Failed.class, client.next());
        assertEquals(DtlsFailure.FINGERPRINT_MISMATCH, failed.failure());
        failed = assertInstanceOf(End.Told.Failed.class, server.next());
        assertEquals(DtlsFailure.PEER_ALERT, failed.failure());
        assertFalse(client.association().receive(new byte[20], 0, 20));
    }

    @Test
    void theWrongClientCertificateIsToldAsSuchAndGivesNobodyKeys() throws Exception {
        join(List.of(GATEWAY.fingerprint()), List.of(GATEWAY.fingerprint()), NONE, NONE);

        var failed = assertInstanceOf(End.Told.Failed.class, server.next());
        assertEquals(DtlsFailure.FINGERPRINT_MISMATCH, failed.failure());
        failed = assertInstanceOf(End.Told.Failed.class, client.next());
        assertEquals(DtlsFailure.PEER_ALERT, failed.failure());
    }

    @Test
    void anyOfSeveralFingerprintsIsEnoughInAnyCase() throws Exception {
        var good = GATEWAY.fingerprint();
        join(
                List.of(
                        new Fingerprint("sha-1", "00:11"),
                        ALICE.fingerprint(),
                        new Fingerprint("SHA-256", good.value().toLowerCase(Locale.ROOT))),
                List.of(ALICE.fingerprint()),
                NONE,
                NONE);

        assertSame(client.keys(), server.keys());
    }

    @Test
    void onlyStrongHashesAreBelieved() throws Exception {
        byte[] certificate = GATEWAY.certificate();
        for (var hash : List.of("SHA-256", "SHA-384", "SHA-512")) {
            assertTrue(Fingerprints.match(List.of(fingerprint(hash)), certificate), hash);
        }
        for (var hash : List.of("SHA-1", "MD5")) {
            assertFalse(Fingerprints.match(List.of(fingerprint(hash)), certificate), hash);
        }
        assertFalse(Fingerprints.match(List.of(), certificate));
        assertFalse(Fingerprints.match(List.of(new Fingerprint("sha-256", "")), certificate));
    }

    private static Fingerprint fingerprint(String hash) throws Exception {
        byte[] digest = MessageDigest.getInstance(hash).digest(GATEWAY.certificate());
        return new Fingerprint(
                hash.toLowerCase(Locale.ROOT),
                HexFormat.ofDelimiter(":").withUpperCase().formatHex(digest));
    }

    @Test
    void closeNotifyIsToldToTheOtherEnd() throws Exception {
        joinWell();
        client.keys();
        server.keys();
        client.association().close();

        assertInstanceOf(End.Told.Closed.class, server.next());
        client.threads().join();
        server.threads().join();
        assertTrue(client.isSilent());
        assertFalse(server.association().receive(new byte[20], 0, 20));
    }

    @Test
    void closingInMidHandshakeLetsTheThreadGoAndTellsNothing() throws Exception {
        join(List.of(GATEWAY.fingerprint()), List.of(), (_, _) -> true, (_, _) -> true);
        client.association().close();
        client.threads().join();

        assertTrue(client.isSilent());
    }

    @Test
    void aServerWithoutAClientHelloHoldsNoThread() {
        join(List.of(), List.of(), (_, _) -> true, (_, _) -> true);
        server.association().close();

        assertTrue(server.threads().count() <= 1);
    }

    @Test
    void aSilentPeerEndsInATimeout() throws Exception {
        client =
                new End(
                        Role.CLIENT,
                        ALICE,
                        List.of(),
                        Duration.ofMillis(600),
                        _ -> toServer.incrementAndGet());
        client.association().start();

        var failed = assertInstanceOf(End.Told.Failed.class, client.next());
        assertEquals(DtlsFailure.TIMEOUT, failed.failure());
        assertTrue(toServer.get() > 1, "the ClientHello was sent again");
        client.threads().join();
    }

    /** Garbage before, between and after the records of the handshake, by seed. */
    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23, 24})
    void garbageDoesNotHurt(long seed) throws Exception {
        var random = new Random(seed);
        join(
                List.of(GATEWAY.fingerprint()),
                List.of(ALICE.fingerprint()),
                (_, _) -> throwGarbage(server, random),
                (_, _) -> throwGarbage(client, random));
        var keys = client.keys();
        assertSame(keys, server.keys());
        for (int i = 0; i < 200; i++) {
            throwGarbage(server, random);
            throwGarbage(client, random);
            server.threads().join();
        }
        client.association().close();

        assertInstanceOf(End.Told.Closed.class, server.next(), "seed=" + seed);
    }

    private static boolean throwGarbage(End at, Random random) {
        synchronized (random) {
            byte[] garbage = new byte[13 + random.nextInt(100)];
            random.nextBytes(garbage);
            garbage[0] = (byte) (20 + random.nextInt(44));
            if (random.nextBoolean()) { // looks like a record of the next epoch
                garbage[0] = (byte) (20 + random.nextInt(4));
                garbage[1] = (byte) 0xFE;
                garbage[2] = (byte) 0xFD;
                garbage[3] = 0;
                garbage[4] = 1;
                garbage[11] = 0;
                garbage[12] = (byte) (garbage.length - 13);
            }
            at.association().receive(garbage, 0, garbage.length);
        }
        return false;
    }

    @Test
    void recordsBeyondTheQueueAreRefused() {
        server = new End(Role.SERVER, GATEWAY, List.of(), End.TIMEOUT, _ -> {});
        var stuck =
                new DtlsAssociation(
                        Role.SERVER,
                        GATEWAY,
                        List.of(),
                        List.of(ProtectionProfile.values()),
                        End.TIMEOUT,
                        new SeededEntropy(1),
                        _ -> {}, // a thread that never comes
                        server);
        byte[] record = Arrays.copyOf(new byte[] {22, (byte) 0xFE, (byte) 0xFD}, 13);
        for (int i = 0; i < RecordQueue.MAX_DATAGRAMS; i++) {
            assertTrue(stuck.receive(record, 0, record.length));
        }
        assertFalse(stuck.receive(record, 0, record.length));
    }

    @Test
    void anIdentityNamesNobodyAndPrintsNoKey() {
        assertTrue(ALICE.fingerprint().value().matches("([0-9A-F]{2}:){31}[0-9A-F]{2}"));
        assertEquals("sha-256", ALICE.fingerprint().hash());
        assertEquals("Identity[" + ALICE.fingerprint() + "]", ALICE.toString());
    }
}
