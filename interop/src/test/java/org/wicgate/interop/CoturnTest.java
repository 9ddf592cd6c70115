package org.wicgate.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wicgate.wwsf.IceServer;
import org.wicgate.wwsf.TurnServer;

/** Debian's coturn takes what a WWSF hands out, and takes it no longer than the WWSF said. */
class CoturnTest {
    private static final String SECRET = "a-secret-of-sixteen";
    private static final Path WORK = Peer.TARGET.resolve("work/coturn");

    private final Program.Ports ports = Program.Ports.free();
    private final TurnServer server =
            new TurnServer(
                    List.of("turn:127.0.0.1:" + ports.web()), SECRET, Duration.ofMinutes(10));

    @Test
    void credentialsOpenARelayUntilTheyEnd() {
        var now = Instant.now();
        var good = server.lentTo("alice@ims.example", now);
        var other = server.lentTo("bob@ims.example", now);
        try (var coturn = Peer.start("coturn", "coturn", WORK, coturn())) {
            Patience.until(Patience.USUAL, coturn::log, this::answers);
            assertEquals(0, client(good), coturn::log);
            var mixed = new IceServer(good.urls(), good.username(), other.credential());
            assertNotEquals(0, client(mixed), "somebody else's password");
            var ended = server.lentTo("alice@ims.example", now.minus(Duration.ofMinutes(11)));
            assertNotEquals(0, client(ended), "ended a minute ago");
            assertEquals(0, client(other), coturn::log);
        }
    }

    /** Whether a Binding request is answered (RFC 8489 §5). */
    private boolean answers() {
        try (var socket = new DatagramSocket()) {
            byte[] request = new byte[20];
            request[1] = 1;
            ByteBuffer.wrap(request).putInt(4, 0x2112A442);
            var server = new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.web());
            socket.setSoTimeout(500);
            socket.send(new DatagramPacket(request, request.length, server));
            socket.receive(new DatagramPacket(new byte[200], 200));
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Asks for a relay and sends a packet through it; gives the exit status. */
    private int client(IceServer as) {
        var command =
                List.of(
                        "turnutils_uclient",
                        "-y",
                        "-c",
                        "-n",
                        "1",
                        "-u",
                        as.username(),
                        "-w",
                        as.credential(),
                        "-p",
                        "" + ports.web(),
                        "127.0.0.1");
        try (var peer = Peer.start("coturn-client", "coturn", WORK, command)) {
            return peer.exit(Patience.USUAL);
        }
    }

    private List<String> coturn() {
        return List.of(
                "turnserver",
                "-n",
                "--use-auth-secret",
                "--static-auth-secret=" + SECRET,
                "--realm=ims.example",
                "--listening-port=" + ports.web(),
                "--listening-ip=127.0.0.1",
                "--relay-ip=127.0.0.1",
                "--min-port=" + ports.firstCore(),
                "--max-port=" + ports.lastCore(),
                "--no-tls",
                "--no-dtls",
                "--no-cli",
                "--allow-loopback-peers",
                "--log-file=stdout",
                "--pidfile=" + WORK.resolve("pid"));
    }
}
