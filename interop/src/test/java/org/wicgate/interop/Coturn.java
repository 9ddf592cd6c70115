package org.wicgate.interop;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/** Debian's coturn on loopback, with a secret that it shares with a WWSF. */
final class Coturn implements AutoCloseable {
    static final String SECRET = "a-secret-of-sixteen";

    private final Program.Ports ports;
    private final Peer peer;

    /** One that answers. */
    Coturn(String scenario, Program.Ports ports) {
        this.ports = ports;
        Path work = Peer.TARGET.resolve("work").resolve(scenario);
        peer = Peer.start("coturn", scenario, work, command(work));
        Patience.until(Patience.USUAL, peer::log, this::answers);
    }

    /** What a WWSF tells browsers of it. */
    static String uri(Program.Ports ports) {
        return "turn:127.0.0.1:" + ports.web();
    }

    /** Whether it lends such a port. */
    boolean lends(int port) {
        return port >= ports.firstCore() && port <= ports.lastCore();
    }

    String log() {
        return peer.log();
    }

    @Override
    public void close() {
        peer.close();
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

    private List<String> command(Path work) {
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
                "--pidfile=" + work.resolve("pid"));
    }
}
