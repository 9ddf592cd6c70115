package org.wicgate.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * {@code wicgate demo} as a child process on ports and with data of its own, so that several can
 * run side by side; every key that differs comes from the environment.
 */
final class Program implements AutoCloseable {
    static final Duration START_LIMIT = Duration.ofMinutes(2);

    /** The ports of one program; they follow each other. */
    record Ports(int first) {
        private static final int FIRST_BLOCK = 11_000;
        private static final int BLOCK = 200;
        private static final int BLOCKS = 90;
        private static final AtomicInteger NEXT =
                new AtomicInteger((int) (ProcessHandle.current().pid() * 7 % BLOCKS));
        private static final Set<Integer> OURS = ConcurrentHashMap.newKeySet();

        /** A byte for each block: who has locked it, until the end of its tests, may use it. */
        private static final FileChannel LOCKS = locks();

        int web() {
            return first;
        }

        int w2() {
            return first + 1;
        }

        int mw() {
            return first + 2;
        }

        int w3() {
            return first + 3;
        }

        int admin() {
            return first + 4;
        }

        int lab() {
            return first + 5;
        }

        /** Of a SIP phone that echoes, beside another core than the lab. */
        int echo() {
            return first + 6;
        }

        /** Of TLS at a core of another maker. */
        int coreTls() {
            return first + 190;
        }

        /** Of TLS on Mw at the edge. */
        int mwTls() {
            return first + 191;
        }

        int firstCore() {
            return first + 10;
        }

        int lastCore() {
            return first + 99;
        }

        /** Of a phone beside the lab. */
        Phone.Place phone() {
            return new Phone.Place(
                    "127.0.0.1", first + 170, first + 172, first + 150, "127.0.0.1:" + lab());
        }

        /** A block that no other tests on this machine have, and in which nothing listens. */
        static Ports free() {
            for (int tries = 0; tries < BLOCKS; tries++) {
                int block = NEXT.getAndIncrement() % BLOCKS;
                var ports = new Ports(FIRST_BLOCK + block * BLOCK);
                if (isOurs(block) && ports.areFree()) {
                    return ports;
                }
            }
            throw new AssertionError("no free ports");
        }

        private static synchronized boolean isOurs(int block) {
            try {
                if (!OURS.contains(block) && LOCKS.tryLock(block, 1, false) != null) {
                    OURS.add(block);
                }
                return OURS.contains(block);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static FileChannel locks() {
            String name = "wicgate-ports-of-" + System.getProperty("user.name");
            try {
                return FileChannel.open(
                        Path.of(System.getProperty("java.io.tmpdir"), name),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Whether all of them could be listened on, UDP and TCP. */
        boolean areFree() {
            for (int port = first; port <= lab(); port++) {
                try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
                        var udp = new DatagramSocket(null)) {
                    udp.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                } catch (IOException taken) {
                    return false;
                }
            }
            return true;
        }

        Map<String, String> settings() {
            String origin = "http://localhost:" + web();
            var all = new HashMap<String, String>();
            all.put("WICGATE_EPCSCF_W2_LISTEN", "ws://localhost:" + w2() + "/ws");
            all.put("WICGATE_EPCSCF_W2_ALLOWED_ORIGINS", origin);
            all.put("WICGATE_EPCSCF_REGISTRATION_WWSFS_WWSF", origin);
            all.put("WICGATE_EPCSCF_MW_LISTEN", "sip:127.0.0.1:" + mw());
            all.put("WICGATE_EPCSCF_MW_NEXT_HOP", "sip:127.0.0.1:" + lab());
            all.put("WICGATE_EIMSAGW_W3_LISTEN", "127.0.0.1:" + w3());
            all.put("WICGATE_EIMSAGW_CORE_PORTS", firstCore() + "-" + lastCore());
            all.put("WICGATE_WWSF_LISTEN", origin + "/");
            all.put("WICGATE_WWSF_W2_URIS", "ws://localhost:" + w2() + "/ws");
            all.put("WICGATE_LAB_LISTEN", "sip:127.0.0.1:" + lab());
            all.put("WICGATE_LAB_TRUSTED", "127.0.0.1:" + mw());
            all.put("WICGATE_LAB_MEDIA_PORTS", first + 100 + "-" + (first + 149));
            all.put("WICGATE_ADMIN_LISTEN", "http://127.0.0.1:" + admin());
            return all;
        }
    }

    private final Ports ports;
    private final Peer peer;

    private Program(Ports ports, Peer peer) {
        this.ports = ports;
        this.peer = peer;
    }

    /** A demo that is ready; {@code more} lies over its settings. */
    static Program demo(String name, Map<String, String> more, String... arguments) {
        return demo(name, Ports.free(), more, arguments);
    }

    /** The same on these ports. */
    static Program demo(String name, Ports ports, Map<String, String> more, String... arguments) {
        return ready(name, new Program(ports, start(name, ports, more, arguments)));
    }

    /** {@code wicgate run} with a file, ready. */
    static Program run(String name, Ports ports, Path file) {
        var command = List.of("run", "--config", file.toString());
        return ready(name, new Program(ports, wicgate(name, Map.of(), command)));
    }

    private static Program ready(String name, Program program) {
        try {
            Patience.until(
                    START_LIMIT,
                    () -> name + " is ready\n" + program.log(),
                    () -> !program.peer.alive() || program.admin().answers("/health/ready"));
            if (!program.peer.alive()) {
                throw new AssertionError(name + " ended at once\n" + program.log());
            }
            return program;
        } catch (AssertionError e) {
            program.close();
            throw e;
        }
    }

    /** A demo that is started and not waited for. */
    static Peer start(String name, Ports ports, Map<String, String> more, String... arguments) {
        Path data = Peer.TARGET.resolve("data").resolve(name);
        Demo.empty(data);
        var settings = ports.settings();
        settings.put("WICGATE_DATA_DIR", data.toString());
        settings.putAll(more);
        var command = new ArrayList<>(List.of("demo"));
        command.addAll(List.of(arguments));
        return wicgate(name, settings, command);
    }

    /** Any command of the program, as quick to start as can be. */
    static Peer wicgate(String name, Map<String, String> settings, List<String> arguments) {
        return wicgate(name, List.of("-XX:TieredStopAtLevel=1"), settings, arguments);
    }

    /** Any command of the program, run by a JVM with these options. */
    static Peer wicgate(
            String name, List<String> jvm, Map<String, String> settings, List<String> arguments) {
        // whoever runs the tests in the background has SIGINT ignored, and so would the program
        var command = new ArrayList<>(List.of("env", "--default-signal=INT"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvm);
        command.addAll(
                List.of(
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dwicgate.home=" + Peer.ROOT,
                        "-cp",
                        Peer.ROOT.resolve("app/target/lib") + "/*",
                        "org.wicgate.app.Main"));
        command.addAll(arguments);
        return Peer.start(
                name,
                "openjdk-25-jdk",
                Peer.TARGET.resolve("work").resolve(name),
                command,
                settings,
                Peer.Redirected.BOTH);
    }

    Ports ports() {
        return ports;
    }

    Admin admin() {
        return new Admin("http://127.0.0.1:" + ports.admin());
    }

    URI wwsf() {
        return URI.create(origin() + "/");
    }

    String origin() {
        return "http://localhost:" + ports.web();
    }

    /** W2, as a WIC without a login has to know it. */
    URI w2Uri() {
        return URI.create("ws://localhost:" + ports.w2() + "/ws");
    }

    InetSocketAddress w2() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.w2());
    }

    InetSocketAddress w3() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.w3());
    }

    Path data() {
        return Peer.TARGET.resolve("data").resolve(name());
    }

    private String name() {
        return peer.name();
    }

    String log() {
        return peer.log();
    }

    Peer peer() {
        return peer;
    }

    /** Waits for a line of the log that has all these words. */
    void awaitLog(String... words) {
        Patience.until(
                Patience.USUAL,
                () -> String.join(" ", words) + " in the log\n" + log(),
                () ->
                        log().lines()
                                .anyMatch(
                                        line -> List.of(words).stream().allMatch(line::contains)));
    }

    /** Waits until a counter or gauge has a value. */
    void awaitMetric(double wanted, Duration limit, String name, String... labels) {
        Patience.until(
                limit,
                () ->
                        "%s %s is %s, not %s%n%s"
                                .formatted(
                                        name,
                                        List.of(labels),
                                        admin().metric(name, labels),
                                        wanted,
                                        log()),
                () -> admin().metric(name, labels) == wanted);
    }

    /** Sends a signal as the shell's kill does. */
    static void signal(String signal, Process process) {
        try {
            var kill = new ProcessBuilder("kill", "-" + signal, "" + process.pid()).start();
            if (!kill.waitFor(5, TimeUnit.SECONDS) || kill.exitValue() != 0) {
                throw new AssertionError("kill -" + signal + " failed");
            }
        } catch (IOException e) {
            throw new AssertionError("no kill", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        peer.close();
    }
}
