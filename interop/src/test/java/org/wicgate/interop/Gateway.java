package org.wicgate.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * SIPp as a gateway to other networks: it plays one of the scenes in {@code sipp/gateway}, and ends
 * with it.
 */
final class Gateway implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(40);

    private final Peer sipp;
    private final int port;
    private final Path trace;
    private int signs;

    private Gateway(Peer sipp, int port, Path trace) {
        this.sipp = sipp;
        this.port = port;
        this.trace = trace;
    }

    /** One that is called; {@code keys} are names and values for the scene's {@code [name]}. */
    static Gateway called(String scene, Program.Ports ports, String... keys) {
        var gateway = plays(scene, ports, List.of(), keys);
        Patience.until(LIMIT, gateway::story, gateway::isListening);
        return gateway;
    }

    /** One that calls. */
    static Gateway calling(String scene, Program.Ports ports, String... keys) {
        return plays(scene, ports, List.of("127.0.0.1:" + ports.mw()), keys);
    }

    private static Gateway plays(
            String scene, Program.Ports ports, List<String> remote, String... keys) {
        String name = "gateway-" + scene;
        Path trace = Peer.TARGET.resolve("logs").resolve(name + ".messages");
        var work = Peer.TARGET.resolve("work").resolve(name);
        var command = new ArrayList<>(List.of("sipp"));
        command.addAll(remote);
        command.addAll(List.of("-sf", written(scene, work, keys).toString()));
        command.addAll(List.of("-i", "127.0.0.1", "-p", "" + ports.echo()));
        command.addAll(List.of("-mi", "127.0.0.1", "-mp", "" + (ports.first() + 100)));
        command.addAll(List.of("-rtp_echo", "-m", "1", "-nostdin"));
        command.addAll(List.of("-timeout", LIMIT.toSeconds() + "s", "-timeout_error"));
        command.addAll(List.of("-trace_msg", "-message_file", trace.toString()));
        command.addAll(List.of("-trace_err", "-error_file", trace + ".errors"));
        try {
            Files.createDirectories(trace.getParent());
            Files.deleteIfExists(trace);
            Files.deleteIfExists(Path.of(trace + ".errors"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Gateway(Peer.start(name, "sip-tester", work, command), ports.echo(), trace);
    }

    /** The scene with its values written in: SIPp wants to know statuses when it reads it. */
    private static Path written(String scene, Path work, String... keys) {
        var folder = Peer.ROOT.resolve("interop/src/test/resources/sipp/gateway");
        try {
            String text = Files.readString(folder.resolve(scene + ".xml"));
            for (int i = 0; i < keys.length; i += 2) {
                text = text.replace("[" + keys[i] + "]", keys[i + 1]);
            }
            return Files.writeString(Files.createDirectories(work).resolve("scene.xml"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The messages of this kind that it got, repetitions too: a method, or a status. */
    List<String> heard(String start) {
        var heard = new ArrayList<String>();
        for (String entry : read(trace).split("(?m)^-{40,}.*$", -1)) {
            int begin = entry.indexOf("\n\n");
            if (begin > 0 && entry.contains(" message received ")) {
                heard.add(entry.substring(begin + 2));
            }
        }
        return heard.stream()
                .filter(m -> m.startsWith(start + " ") || m.startsWith("SIP/2.0 " + start + " "))
                .toList();
    }

    /** Waits for the first message of this kind. */
    String awaits(String start) {
        Patience.until(LIMIT, this::story, () -> !heard(start).isEmpty());
        return heard(start).getFirst();
    }

    /**
     * Gives it the sign to go on. It is the INVITE once more by another name: what SIPp takes from
     * the last message for its next answer is again the INVITE's.
     */
    void goOn() {
        signs++; // the same again would be a repetition
        String sign = awaits("INVITE").replaceFirst("^INVITE ", "OPTIONS ");
        say(sign.replaceFirst("\n", "\nSubject: go on, " + signs + "\n"));
    }

    /** The same for one that called, with the Call-ID of its call. */
    void goOn(String callId) {
        say(
                "OPTIONS sip:gateway@127.0.0.1 SIP/2.0\n"
                        + "Via: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bKsign\n"
                        + "From: <sip:test@127.0.0.1>;tag=t\n"
                        + "To: <sip:gateway@127.0.0.1>\n"
                        + "Call-ID: "
                        + callId
                        + "\nCSeq: 1 OPTIONS\n"
                        + "Content-Length: 0\n\n");
    }

    private void say(String message) {
        byte[] bytes = TextWic.wire(message).getBytes(StandardCharsets.UTF_8);
        try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            var to = InetAddress.getLoopbackAddress();
            socket.send(new DatagramPacket(bytes, bytes.length, to, port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for the end of the scene, which went as it should. */
    void isDone() {
        if (sipp.exit(LIMIT) != 0) {
            throw new AssertionError("the gateway met something else\n" + story());
        }
    }

    /** All that it sent and got, and what was wrong with it. */
    String story() {
        return read(trace) + "\n" + read(Path.of(trace + ".errors"));
    }

    private boolean isListening() {
        String wanted = ":%04X ".formatted(port);
        return !sipp.alive()
                || Arrays.stream(read(Path.of("/proc/net/udp")).split("\n", -1))
                        .anyMatch(line -> line.contains(wanted));
    }

    private static String read(Path file) {
        try {
            return Files.exists(file)
                    ? Files.readString(file, StandardCharsets.ISO_8859_1).replace("\r\n", "\n")
                    : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        sipp.close();
    }
}
