package org.wicgate.interop;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** A program started for the tests, with its output in a file under {@code target}. */
final class Peer implements AutoCloseable {
    /** The top of the checkout. */
    static final Path ROOT = root();

    /** What tests leave behind. */
    static final Path TARGET = ROOT.resolve("interop/target");

    private static final Map<String, Process> STARTED = new ConcurrentHashMap<>();

    private final Process process;
    private final Path log;

    private Peer(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * Starts a command in a folder; {@code install} names the package to install when it is not
     * there.
     */
    static Peer start(String name, String install, Path folder, List<String> command) {
        return start(name, install, folder, command, Map.of(), Redirected.BOTH);
    }

    /** What goes to the log: all output, or errors only because the test reads the output. */
    enum Redirected {
        BOTH,
        ERRORS
    }

    static Peer start(
            String name,
            String install,
            Path folder,
            List<String> command,
            Map<String, String> environment,
            Redirected redirected) {
        Path log = TARGET.resolve("logs").resolve(name + ".log");
        try {
            Files.createDirectories(log.getParent());
            Files.createDirectories(folder);
            var before = STARTED.get(name);
            if (before != null && before.isAlive()) {
                throw new AssertionError(name + " runs already: two would share log and folder");
            }
            var builder = new ProcessBuilder(command).directory(folder.toFile());
            builder.environment().putAll(environment);
            File file = log.toFile();
            if (redirected == Redirected.BOTH) {
                builder.redirectErrorStream(true).redirectOutput(file);
            } else {
                builder.redirectError(file);
            }
            var process = builder.start();
            STARTED.put(name, process);
            return new Peer(process, log);
        } catch (IOException e) {
            throw new AssertionError(
                    "cannot start " + command.getFirst() + ": apt-get install " + install, e);
        }
    }

    Process process() {
        return process;
    }

    boolean alive() {
        return process.isAlive();
    }

    BufferedReader output() {
        return process.inputReader(StandardCharsets.UTF_8);
    }

    /** As its log is called. */
    String name() {
        return log.getFileName().toString().replaceFirst("\\.log$", "");
    }

    /** What it has written so far. */
    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return "(no log: " + e.getMessage() + ")";
        }
    }

    /** Waits for its end and gives the exit code. */
    int exit(Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("still running after " + limit + "\n" + log());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** As Ctrl-C would, then by force. */
    @Override
    public void close() {
        try {
            process.destroy();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }

    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("wicgate"))) {
            folder = folder.getParent();
            if (folder == null) {
                throw new IllegalStateException(
                        "no checkout of Wicgate around the working directory");
            }
        }
        return folder;
    }
}
