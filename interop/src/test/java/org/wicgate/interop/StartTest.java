package org.wicgate.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wicgate.app.Caller;

/** What keeps Wicgate from starting is one clear line and an exit code; what stops it is clean. */
class StartTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @TempDir private Path folder = Path.of("");

    @Test
    void aPortInUseIsOneLineThatNamesIt() throws IOException {
        for (int role = 0; role < 6; role++) {
            var ports = Program.Ports.free();
            int port = ports.first() + role;
            boolean udp = port == ports.w3();
            try (var _ = udp ? udp(port) : new ServerSocket(port, 1, loopback());
                    var peer = Program.start("port-in-use-" + role, ports, Map.of())) {
                assertEquals(1, peer.exit(LIMIT), peer::log);
                String line =
                        "wicgate: %s port %d on (localhost|127\\.0\\.0\\.1) is already in use by another program"
                                .formatted(udp ? "UDP" : "TCP", port);
                assertTrue(complaint(peer).matches(line), peer::log);
            }
        }
    }

    @Test
    void sipOverUdpThatIsTakenIsNamedToo() throws IOException {
        var ports = Program.Ports.free();
        try (var _ = udp(ports.mw());
                var peer = Program.start("udp-in-use", ports, Map.of())) {
            assertEquals(1, peer.exit(LIMIT), peer::log);
            assertTrue(complaint(peer).startsWith("wicgate: UDP port " + ports.mw()), peer::log);
        }
    }

    @Test
    void aDataFolderThatCannotBeUsedIsOneLineThatNamesIt() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "not a folder");
        var ports = Program.Ports.free();
        var settings = Map.of("WICGATE_DATA_DIR", file.resolve("data").toString());
        try (var peer = Program.start("no-folder", ports, settings)) {
            assertEquals(1, peer.exit(LIMIT), peer::log);
            assertEquals(
                    "wicgate: cannot write to the data folder " + file.resolve("data"),
                    complaint(peer).replaceFirst(": [^:]*$", ""));
        }
        settings = Map.of("WICGATE_DATA_DIR", file.toString());
        try (var peer = Program.start("file-for-folder", ports, settings)) {
            assertEquals(1, peer.exit(LIMIT), peer::log);
            assertEquals(
                    "wicgate: cannot write to the data folder " + file,
                    complaint(peer).replaceFirst(": [^:]*$", ""));
        }
    }

    @Test
    void aDatabaseThatIsNoneIsOneLineThatNamesIt() throws IOException {
        Files.writeString(folder.resolve("wicgate.db"), "this is no database at all\n".repeat(99));
        var settings = Map.of("WICGATE_DATA_DIR", folder.toString());
        try (var peer = Program.start("no-database", Program.Ports.free(), settings)) {
            assertEquals(1, peer.exit(LIMIT), peer::log);
            String line = complaint(peer);
            assertTrue(line.startsWith("wicgate: cannot use the database " + folder), peer::log);
        }
    }

    @Test
    void aWrongConfigurationIsALineForEachMistake() throws IOException {
        Path missing = folder.resolve("missing.yaml");
        assertEquals(List.of("wicgate: no such file: " + missing), refused(missing));
        assertEquals(
                List.of("wicgate: cannot read " + folder + ": Is a directory"), refused(folder));
        Path broken = Files.writeString(folder.resolve("broken.yaml"), "epcscf: { w2: [\n");
        assertTrue(
                refused(broken).getFirst().startsWith("wicgate: " + broken + ":"),
                refused(broken)::toString);
        Path wrong =
                Files.writeString(
                        folder.resolve("wrong.yaml"),
                        """
                        home_domain: ims.example
                        epcscf:
                          w2: { listen: [ "ws://127.0.0.1:1/ws" ], allowed_origin: [ "*" ] }
                        """);
        String first = refused(wrong).getFirst();
        assertEquals(
                "wicgate: %s:3: epcscf.w2.allowed_origin: no such key; did you mean allowed_origins?"
                        .formatted(wrong),
                first);
    }

    @Test
    void signalsStopItCleanlyWithinFiveSeconds() throws InterruptedException {
        for (String signal : List.of("INT", "TERM")) {
            try (var program = Program.demo("stopped-by-" + signal, Map.of());
                    var wic = TextWic.registered(program, "alice")) {
                Process process = program.peer().process();
                Program.signal(signal, process);
                assertTrue(process.waitFor(5, TimeUnit.SECONDS), program::log);
                assertEquals(signal.equals("INT") ? 130 : 143, process.exitValue());
                assertTrue(program.log().lines().anyMatch("stopped"::equals), program::log);
                assertFalse(program.log().contains("Exception"), program::log);
                assertEquals(WebSocketPeer.CLOSE, wic.socket().next().opcode());
                assertTrue(program.ports().areFree(), "ports are free again");
            }
        }
    }

    @Test
    void callsInProgressAreEndedOnBothSidesWhenItStops() throws InterruptedException {
        try (var core = new FakeCore();
                var program = Program.demo("stopped-in-call", Map.of(), "--core", core.uri());
                var wic = TextWic.registered(program, "alice")) {
            String token = TextWic.token(program, "alice");
            String invite = wic.invitation("alice", "echo", token, TextWic.SDP);
            String answer = wic.ask(invite);
            wic.acknowledge(invite, answer);
            core.await("ACK", 0, Patience.USUAL);

            Program.signal("TERM", program.peer().process());
            assertTrue(wic.message().startsWith("BYE "));
            assertEquals(1001, wic.socket().next().code());
            String bye = core.await("BYE", 0, Patience.USUAL);
            assertTrue(TextWic.line(bye, "Reason:").startsWith("SIP;cause=503"), bye);
            assertTrue(program.peer().process().waitFor(5, TimeUnit.SECONDS), program::log);
            program.awaitLog("call ended", "cause=\"stopped\"");
        }
    }

    @Test
    void withoutItsNativeLibrariesItWorksOnPlainSockets() {
        var settings =
                Map.of(
                        "JAVA_TOOL_OPTIONS",
                        "-Dio.netty.transport.noNative=true -Djava.io.tmpdir=/nowhere");
        try (var program = Program.demo("no-natives", settings);
                var bob = Caller.registered(program.wwsf(), "bob")) {
            program.awaitLog("signalling", "portable NIO");
            var report = bob.echo();
            assertTrue(report.isGood(), () -> report + "\n" + program.log());
        }
    }

    /** The version is asked of the JDK itself, as scripts/jdk.sh does; these are only scripts. */
    @Test
    void aWrongJavaIsOneLineThatSaysWhatToInstall() throws IOException {
        Path jvms = folder.resolve("jvms");
        Path old = jdk(jvms.resolve("jdk-17"), "17.0.2");
        assertEquals(
                "1 wicgate: no JDK 25 found. Install one (for example Temurin 25: package"
                        + " temurin-25-jdk) or set JAVA_HOME to it.",
                findJdk(jvms, old));
        Files.createDirectories(jvms.resolve("jre-26/bin")); // no javac in it
        assertTrue(findJdk(jvms, Path.of("/nowhere")).startsWith("1 "));
        Path good = jdk(jvms.resolve("jdk-25"), "25");
        Path better = jdk(jvms.resolve("jdk-26"), "26.0.1");
        assertEquals("0 " + better, findJdk(jvms, old));
        assertEquals("0 " + good, findJdk(jvms, good));
    }

    private static Path jdk(Path home, String version) throws IOException {
        Files.createDirectories(home.resolve("bin"));
        for (String program : List.of("java", "javac")) {
            Path file = home.resolve("bin").resolve(program);
            Files.writeString(
                    file, "#!/bin/sh\necho 'openjdk version \"" + version + "\" 2021' >&2\n");
            if (!file.toFile().setExecutable(true)) {
                throw new IOException("cannot make " + file + " executable");
            }
        }
        return home;
    }

    /** The exit code, and JAVA_HOME or what was complained of. */
    private static String findJdk(Path jvms, Path javaHome) {
        var command =
                List.of(
                        "bash",
                        "-c",
                        ". scripts/jdk.sh && jvms=%s && find_jdk; code=$?; [ $code = 0 ] && echo \"$JAVA_HOME\"; exit $code"
                                .formatted(jvms));
        var settings = Map.of("JAVA_HOME", javaHome.toString());
        try (var peer =
                Peer.start("jdk", "bash", Peer.ROOT, command, settings, Peer.Redirected.BOTH)) {
            return peer.exit(Patience.USUAL) + " " + peer.log().strip();
        }
    }

    private static List<String> refused(Path config) {
        var command = List.of("run", "--config", config.toString());
        try (var peer = Program.wicgate("wrong-config", Map.of(), command)) {
            assertEquals(1, peer.exit(LIMIT), peer::log);
            return peer.log().lines().toList();
        }
    }

    /** The one line that is for the operator; no stack trace stands around it. */
    private static String complaint(Peer peer) {
        var lines = peer.log().lines().filter(line -> line.startsWith("wicgate: ")).toList();
        assertEquals(1, lines.size(), peer::log);
        assertFalse(peer.log().contains("\tat "), peer::log);
        assertEquals(lines.getFirst(), peer.log().lines().toList().getLast(), peer::log);
        return lines.getFirst();
    }

    private static DatagramSocket udp(int port) throws IOException {
        return new DatagramSocket(new InetSocketAddress(loopback(), port));
    }

    private static InetAddress loopback() {
        return InetAddress.getLoopbackAddress();
    }
}
