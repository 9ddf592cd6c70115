package org.wicgate.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wicgate.net.SipEndpoint.Listen;
import org.wicgate.net.SipRecorder.Failed;
import org.wicgate.sip.Hop;
import org.wicgate.sip.Limits;
import org.wicgate.sip.Transport;

@Timeout(60)
final class SipEndpointTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final InetSocketAddress ANY = new InetSocketAddress(LOOPBACK, 0);

    private final SipRecorder ours = new SipRecorder();
    private final SipRecorder theirs = new SipRecorder();
    private Shards shards = Shards.start("sip", 2);

    @AfterEach
    void stop() {
        shards.close();
    }

    /** With each shard's own socket, and with the one that all share. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void datagramsOfAllShardsComeFromTheOneAddressAndAreAnsweredThere(boolean portable)
            throws Exception {
        if (portable) {
            shards.close();
            shards = Shards.startPortable("sip", 2);
        }
        try (var us = open(ours);
                var them = open(theirs)) {
            for (Shard shard : shards.all()) {
                var to = new Hop.Address(Transport.UDP, them.address());
                send(us, shard, to, options("a" + shard.index()));
                var got = theirs.received();
                assertEquals("a" + shard.index(), got.message().callId());
                assertEquals(us.address(), got.source());
                assertEquals(new Hop.Address(Transport.UDP, us.address()), got.from());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void messageIsToldToTheShardThatTheRouterNames(Transport transport) throws Exception {
        SipRouter router = (message, from, arrivedOn) -> message.callId().equals("one") ? 1 : 0;
        try (var us = open(ours);
                var them =
                        SipEndpoint.open(
                                shards,
                                Listen.plain(ANY),
                                SipSettings.DEFAULT,
                                router,
                                theirs::on)) {
            var to = new Hop.Address(transport, them.address());
            for (int i = 0; i < 4; i++) {
                send(us, shards.shard(0), to, options("one"));
                assertEquals(1, theirs.received().shard().index());
                send(us, shards.shard(0), to, options("zero"));
                assertEquals(0, theirs.received().shard().index());
            }
        }
    }

    static Stream<Transport> transports() {
        return Stream.of(Transport.UDP, Transport.TCP);
    }

    @Test
    void connectionIsUsedAgainAndAnsweredFromAnyShard() throws Exception {
        try (var us = open(ours);
                var them = open(theirs)) {
            var to = new Hop.Address(Transport.TCP, them.address());
            send(us, shards.shard(0), to, options("first"));
            send(us, shards.shard(0), to, options("second"));
            var first = theirs.received();
            assertEquals("first", first.message().callId());
            var second = theirs.received();
            assertEquals(first.from(), second.from());

            for (Shard shard : shards.all()) {
                send(them, shard, first.from(), options("back"));
                assertEquals("back", ours.received().message().callId());
            }
        }
    }

    @Test
    void unreachableTargetAndLostConnectionAreReportedWithTheirHop() throws Exception {
        InetSocketAddress nobody;
        try (var taken = new ServerSocket(0, 1, LOOPBACK)) {
            nobody = new InetSocketAddress(LOOPBACK, taken.getLocalPort());
        }
        try (var us = open(ours)) {
            var to = new Hop.Address(Transport.TCP, nobody);
            send(us, shards.shard(1), to, options("lost"));
            var refused = ours.failed();
            assertEquals(to, refused.hop());
            assertEquals(1, refused.shard().index());

            Hop from;
            try (var client = new Socket(LOOPBACK, us.address().getPort())) {
                client.getOutputStream().write(options("in"));
                from = ours.received().from();
            }
            assertEquals(from, ours.failed().hop()); // told to both shards,
            assertEquals(from, ours.failed().hop()); // for either may owe it an answer
            send(us, shards.shard(0), from, options("late"));
            assertEquals("connection is gone", ours.failed().why());
        }
    }

    /** A transaction waits at the address that it was sent to, not at a connection. */
    @Test
    void brokenConnectionIsToldAsTheAddressItLedToAndOpenedAnewForTheNextMessage()
            throws Exception {
        try (var us = open(ours);
                var core = new ServerSocket(0, 10, LOOPBACK)) {
            var to =
                    new Hop.Address(
                            Transport.TCP, (InetSocketAddress) core.getLocalSocketAddress());
            send(us, shards.shard(1), to, options("first"));
            try (var accepted = core.accept()) {
                accepted.setSoTimeout(10_000);
                accepted.getInputStream().readNBytes(options("first").length);
            }
            Failed lost = ours.failed();
            while (!lost.hop().equals(to)) { // as the connection itself too, to both shards
                assertInstanceOf(Hop.Connection.class, lost.hop());
                lost = ours.failed();
            }
            assertEquals(1, lost.shard().index());
            send(us, shards.shard(1), to, options("second"));
            try (var accepted = core.accept()) {
                accepted.setSoTimeout(10_000);
                byte[] second = options("second");
                assertArrayEquals(second, accepted.getInputStream().readNBytes(second.length));
            }
        }
    }

    /** RFC 3261 §18.4. */
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void datagramThatNobodyTakesIsToldToAllShardsAndHarmsNoOther(String host) throws Exception {
        var local = new InetSocketAddress(InetAddress.getByName(host), 0);
        InetSocketAddress nobody;
        try (var taken = new DatagramSocket(local)) {
            nobody = (InetSocketAddress) taken.getLocalSocketAddress();
        }
        try (var us = open(ours, local);
                var them = open(theirs, local)) {
            var alive = new Hop.Address(Transport.UDP, them.address());
            var dead = new Hop.Address(Transport.UDP, nobody);
            for (Shard from : shards.all()) {
                for (int i = 0; i < 3; i++) {
                    send(us, from, dead, options("lost"));
                    for (Shard other : shards.all()) {
                        send(us, other, alive, options("kept"));
                        assertEquals("kept", theirs.received().message().callId());
                    }
                }
                var told = new HashSet<Integer>();
                while (told.size() < shards.count()) {
                    var failed = ours.failed();
                    assertEquals(dead, failed.hop());
                    assertTrue(failed.why().contains("port unreachable"), failed.why());
                    told.add(failed.shard().index());
                }
            }
        }
    }

    /** Each IP version has its own socket, and what goes out has that one's address. */
    @ParameterizedTest
    @MethodSource("transports")
    void bothVersionsOfIpAreListenedToAndSentFrom(Transport transport) throws Exception {
        var four = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
        var six = new InetSocketAddress(InetAddress.ofLiteral("::1"), 0);
        var both = new Listen(List.of(four, six), List.of(), null);
        SipRouter router = (m, h, s) -> s;
        try (var us = SipEndpoint.open(shards, both, SipSettings.DEFAULT, router, ours::on);
                var them =
                        SipEndpoint.open(shards, both, SipSettings.DEFAULT, router, theirs::on)) {
            for (int i = 0; i < 2; i++) {
                var to = new Hop.Address(transport, them.addresses().get(i));
                send(us, shards.shard(0), to, options("to" + i));
                var got = theirs.received();
                assertEquals("to" + i, got.message().callId());
                assertEquals(us.addresses().get(i).getAddress(), got.source().getAddress());
                send(them, shards.shard(1), got.from(), options("back" + i));
                assertEquals("back" + i, ours.received().message().callId());
            }
        }
        try (var us = open(ours, four)) {
            var to = new Hop.Address(Transport.UDP, new InetSocketAddress(six.getAddress(), 5060));
            send(us, shards.shard(0), to, options("nowhere"));
            Failed failed = ours.failed();
            while (!failed.hop().equals(to)) { // of the connections before
                failed = ours.failed();
            }
            assertEquals("we listen on no address of that IP version", failed.why());
        }
    }

    /** RFC 5626 §4.4.1: who answered once and does no more is dead. */
    @Test
    void connectionIsKeptAliveAndGivenUpWhenItNoLongerAnswers() throws Exception {
        var eager =
                new SipSettings(
                        Limits.DEFAULT,
                        10,
                        65_536,
                        Duration.ofSeconds(4),
                        Duration.ofSeconds(9),
                        Duration.ofMillis(50),
                        Duration.ofMillis(100));
        try (var core = new ServerSocket(0, 10, LOOPBACK);
                var us =
                        SipEndpoint.open(
                                shards, Listen.plain(ANY), eager, (m, h, s) -> s, ours::on)) {
            var at = (InetSocketAddress) core.getLocalSocketAddress();
            var to = new Hop.Address(Transport.TCP, at);
            send(us, shards.shard(0), to, options("x"));
            try (var accepted = core.accept()) {
                accepted.setSoTimeout(10_000);
                accepted.getInputStream().readNBytes(options("x").length);
                String ping = new String(accepted.getInputStream().readNBytes(4), UTF_8);
                assertEquals("\r\n\r\n", ping);
                assertTrue(ours.hasNoFailure(), "a peer need not answer");
                accepted.getOutputStream().write("\r\n".getBytes(UTF_8));
                Failed lost = ours.failed();
                while (!lost.hop().equals(to)) {
                    lost = ours.failed();
                }
                assertEquals("its keep-alive is not answered", lost.why());
            }
        }
    }

    /** RFC 3261 §18.4: at once, and not asked again for every message. */
    @Test
    void targetThatRefusesIsNotConnectedToForEachMessage() throws Exception {
        InetSocketAddress nobody;
        try (var taken = new ServerSocket(0, 1, LOOPBACK)) {
            nobody = (InetSocketAddress) taken.getLocalSocketAddress();
        }
        try (var us = open(ours)) {
            var to = new Hop.Address(Transport.TCP, nobody);
            var shard = shards.shard(0);
            boolean isHeldOff = false;
            for (int i = 0; i < 100 && !isHeldOff; i++) {
                send(us, shard, to, options("lost"));
                isHeldOff = ours.failed().why().endsWith("tried a moment ago");
            }
            assertTrue(isHeldOff);
        }
    }

    @Test
    void targetThatDoesNotAnswerTheConnectIsGivenUp() throws Exception {
        var hasty =
                new SipSettings(
                        Limits.DEFAULT,
                        10,
                        65_536,
                        Duration.ofMillis(200),
                        Duration.ofSeconds(9),
                        Duration.ZERO,
                        Duration.ZERO);
        try (var full = new ServerSocket(0, 1, LOOPBACK);
                var _ = new Socket(LOOPBACK, full.getLocalPort());
                var _ = new Socket(LOOPBACK, full.getLocalPort());
                var us =
                        SipEndpoint.open(
                                shards, Listen.plain(ANY), hasty, (m, h, s) -> s, ours::on)) {
            var to =
                    new Hop.Address(
                            Transport.TCP, (InetSocketAddress) full.getLocalSocketAddress());
            send(us, shards.shard(0), to, options("lost"));
            assertEquals(to, ours.failed().hop());
        }
    }

    @Test
    void streamIsCutIntoMessagesAndItsKeepAliveAnswered() throws Exception {
        try (var us = open(ours);
                var client = new Socket(LOOPBACK, us.address().getPort())) {
            client.setSoTimeout(10_000);
            String two = new String(options("x"), UTF_8) + new String(options("y"), UTF_8);
            client.getOutputStream().write(("\r\n\r\n" + two.substring(0, 200)).getBytes(UTF_8));
            assertEquals("\r\n", new String(client.getInputStream().readNBytes(2), UTF_8));
            client.getOutputStream().write(two.substring(200).getBytes(UTF_8));
            assertEquals("x", ours.received().message().callId());
            assertEquals("y", ours.received().message().callId());
        }
    }

    @Test
    void whatIsNotSipIsCountedAndTheNextMessageStillComes() throws Exception {
        try (var us = open(ours);
                var client = new DatagramSocket(ANY)) {
            client.setSoTimeout(10_000);
            client.connect(us.address());
            byte[] noCseq =
                    new String(options("bad"), UTF_8)
                            .replace("CSeq: 1 OPTIONS", "CSeq: 1 INVITE")
                            .getBytes(UTF_8);
            for (byte[] bytes : new byte[][] {"hello".getBytes(UTF_8), {0, 0, 0, 0}, noCseq}) {
                client.send(new DatagramPacket(bytes, bytes.length));
            }
            var answer = new DatagramPacket(new byte[2000], 2000);
            client.receive(answer);
            String refusal = new String(answer.getData(), 0, answer.getLength(), UTF_8);
            assertTrue(refusal.startsWith("SIP/2.0 400 "), refusal);

            byte[] good = options("good");
            client.send(new DatagramPacket(good, good.length));
            assertEquals("good", ours.received().message().callId());
            assertEquals(2, us.counters().malformed());
            assertTrue(ours.isSilent());
        }
    }

    @Test
    void brokenStreamIsAnsweredOnceAndClosed() throws Exception {
        try (var us = open(ours);
                var client = new Socket(LOOPBACK, us.address().getPort())) {
            client.setSoTimeout(10_000);
            String noLength = new String(options("z"), UTF_8).replace("Content-Length: 0\r\n", "");
            client.getOutputStream().write(noLength.getBytes(UTF_8));
            client.getInputStream().readAllBytes(); // ends only because the server closes
            assertEquals(1, us.counters().malformed());
        }
    }

    @Test
    void takenPortIsToldForBothTransports() throws Exception {
        try (var us = open(ours)) {
            assertThrows(PortInUse.class, () -> open(us.address()));
        }
        try (var udp = new DatagramSocket(ANY)) {
            var taken = (InetSocketAddress) udp.getLocalSocketAddress();
            var refused = assertThrows(PortInUse.class, () -> open(taken));
            assertInstanceOf(String.class, refused.getMessage());
            assertEquals(taken.getPort(), refused.address().getPort());
        }
    }

    private SipEndpoint open(InetSocketAddress address) throws IOException {
        return SipEndpoint.open(
                shards, Listen.plain(address), SipSettings.DEFAULT, (m, h, s) -> s, ours::on);
    }

    private SipEndpoint open(SipRecorder recorder) throws IOException {
        return open(recorder, ANY);
    }

    private SipEndpoint open(SipRecorder recorder, InetSocketAddress local) throws IOException {
        return SipEndpoint.open(
                shards, Listen.plain(local), SipSettings.DEFAULT, (m, h, s) -> s, recorder::on);
    }

    private static void send(SipEndpoint endpoint, Shard from, Hop to, byte[] message) {
        assertTrue(from.post(() -> endpoint.send(from, to, message)));
    }

    private static byte[] options(String callId) {
        return """
        OPTIONS sip:example.org SIP/2.0
        Via: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bKabc
        Max-Forwards: 70
        From: <sip:a@example.org>;tag=1
        To: <sip:b@example.org>
        Call-ID: %s
        CSeq: 1 OPTIONS
        Content-Length: 0

        """
                .formatted(callId)
                .replace("\n", "\r\n")
                .getBytes(UTF_8);
    }
}
