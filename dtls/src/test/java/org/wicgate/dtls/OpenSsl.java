package org.wicgate.dtls;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The openssl program as a peer, and the UDP socket through which it is reached. */
final class OpenSsl implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 20;
    private static final String END = "(end of output)";

    private final Path folder;
    private final DatagramSocket socket;
    private final List<Process> processes = new ArrayList<>();
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private @Nullable OutputStream input;
    private volatile @Nullable InetSocketAddress peer;

    OpenSsl(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        this.socket =
                new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        run(
                "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=x"
                        + " -keyout key.pem -out cert.pem");
    }

    /** Runs a command to its end and gives its output. */
    private String run(String arguments) throws IOException, InterruptedException {
        var process = start(arguments);
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError("openssl " + arguments + ": " + out);
        }
        return out;
    }

    private Process start(String arguments) throws IOException {
        var command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments.split(" ")));
        try {
            var process =
                    new ProcessBuilder(command)
                            .directory(folder.toFile())
                            .redirectErrorStream(true)
                            .start();
            processes.add(process);
            return process;
        } catch (IOException e) {
            throw new AssertionError("this test needs openssl: apt-get install openssl", e);
        }
    }

    Fingerprint fingerprint() throws IOException, InterruptedException {
        String out = run("x509 -in cert.pem -noout -fingerprint -sha256");
        return new Fingerprint("sha-256", out.substring(out.indexOf('=') + 1).strip());
    }

    /** Starts s_client towards our socket. */
    void client(String options) throws IOException {
        follow(start("s_client -connect 127.0.0.1:" + socket.getLocalPort() + common(options)));
    }

    /** Starts s_server on a free port and waits until it listens. */
    void server(String options) throws IOException, InterruptedException {
        int port;
        try (var free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        follow(start("s_server -accept 127.0.0.1:" + port + " -Verify 1" + common(options)));
        await(line -> line.contains("ACCEPT"));
        peer = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private static String common(String options) {
        return " -dtls1_2 -cert cert.pem -key key.pem -keymatexport EXTRACTOR-dtls_srtp " + options;
    }

    private void follow(Process process) {
        input = process.getOutputStream();
        Thread.startVirtualThread(() -> {
            try (BufferedReader reader = process.inputReader()) {
                reader.lines().forEach(lines::add);
            } catch (IOException e) {
                lines.add(e.toString());
            }
            lines.add(END);
        });
    }

    /** The first line that fits. */
    String await(Predicate<String> fits) throws InterruptedException {
        var seen = new ArrayList<String>();
        while (true) {
            String line = lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (line == null || line.equals(END)) {
                throw new AssertionError("openssl said only " + String.join("\n", seen));
            }
            if (fits.test(line)) {
                return line;
            }
            seen.add(line);
        }
    }

    /** Types a line into it. */
    void type(String line) throws IOException {
        var to = input;
        if (to == null) {
            throw new IllegalStateException("nothing runs");
        }
        to.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
        to.flush();
    }

    /** Sends a datagram to it. */
    void send(byte[] datagram) {
        var to = peer;
        if (to == null) {
            throw new IllegalStateException("no peer yet");
        }
        try {
            socket.send(new DatagramPacket(datagram, datagram.length, to));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Gives what it sends to {@code association} from now on, and to {@code seen}. */
    void feed(DtlsAssociation association, BlockingQueue<byte[]> seen) {
        Thread.startVirtualThread(() -> {
            var packet = new DatagramPacket(new byte[2048], 2048);
            try {
                while (true) {
                    socket.receive(packet);
                    peer = (InetSocketAddress) packet.getSocketAddress();
                    byte[] copy = Arrays.copyOf(packet.getData(), packet.getLength());
                    association.receive(copy, 0, copy.length);
                    seen.add(copy);
                }
            } catch (SocketException e) {
                seen.add(new byte[0]); // closed
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    @Override
    public void close() {
        processes.forEach(Process::destroyForcibly);
        socket.close();
    }
}
