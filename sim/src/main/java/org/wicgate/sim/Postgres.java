package org.wicgate.sim;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A real PostgreSQL server for the tests of one JVM: a cluster of its own in a temporary directory,
 * on a free port of loopback. It ends with the JVM, however that ends, for a shell that waits for
 * the end of its input stops it. As root it runs as the user {@code postgres}.
 */
public final class Postgres {
    private static final String PASSWORD = "of-the-tests";

    private static final String SCRIPT =
            """
            umask 077
            cd "$1" && printf %s "$PGPASSWORD" >password || exit 1
            "$2/initdb" -D "$1/data" -U postgres -A scram-sha-256 --pwfile=password \
                --no-sync -E UTF8 --locale=C >/dev/null || exit 1
            begin() {
                "$2/pg_ctl" -D "$1/data" -l "$1/log" -w -o "-p $3 -c listen_addresses=127.0.0.1 \
                    -c unix_socket_directories='' -c fsync=off -c max_connections=80" start \
                    >/dev/null || cat "$1/log"
            }
            end() { "$2/pg_ctl" -D "$1/data" -w -m immediate stop >/dev/null; }
            begin "$@" && echo ready
            while read -r word; do
                case $word in
                start) begin "$@" && echo ready ;;
                stop) end "$@" && echo stopped ;;
                esac
            done
            end "$@"
            rm -rf "$1"
            """;

    /**
     * A database of this server, of which its user is the owner.
     *
     * @param url for JDBC
     */
    public record Database(String name, String url, String user, String password) {}

    private final int port;
    private final BufferedWriter orders;
    private final BufferedReader answers;
    private final AtomicInteger made = new AtomicInteger();

    private Postgres(int port, Process process) {
        this.port = port;
        orders = process.outputWriter(UTF_8);
        answers = process.inputReader(UTF_8);
        await("ready");
    }

    /** The server of this JVM, started when first asked for. */
    public static Postgres running() {
        return Running.SERVER;
    }

    private static final class Running {
        static final Postgres SERVER = launch();

        private Running() {}
    }

    private static Postgres launch() {
        try {
            Path directory = Files.createTempDirectory("wicgate-postgres");
            var command = new ArrayList<String>();
            if (System.getProperty("user.name").equals("root")) { // initdb refuses root
                var users = FileSystems.getDefault().getUserPrincipalLookupService();
                Files.setOwner(directory, users.lookupPrincipalByName("postgres"));
                command.addAll(List.of("runuser", "-u", "postgres", "--"));
            }
            int port;
            try (var free = new ServerSocket(0)) {
                port = free.getLocalPort();
            }
            command.addAll(List.of("sh", "-c", SCRIPT, "sh", directory.toString()));
            command.addAll(List.of(programs().toString(), String.valueOf(port)));
            var builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().put("PGPASSWORD", PASSWORD);
            return new Postgres(port, builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException("no PostgreSQL: apt-get install postgresql", e);
        }
    }

    /**
     * Where the newest version that is installed has its programs, in Debian's order or another's.
     */
    private static Path programs() throws IOException {
        Path versions = Path.of("/usr/lib/postgresql");
        if (!Files.isDirectory(versions)) {
            throw new IOException("no " + versions);
        }
        try (var all = Files.list(versions)) {
            return all.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Comparator.naturalOrder())
                    .orElseThrow(() -> new IOException("no initdb below " + versions));
        }
    }

    private void await(String word) {
        var said = new StringBuilder();
        try {
            for (String line = answers.readLine(); line != null; line = answers.readLine()) {
                if (line.equals(word)) {
                    return;
                }
                said.append(line).append('\n');
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new AssertionError("PostgreSQL does not run: " + said);
    }

    /** Ends the server as if it had crashed; connections break. */
    public void stop() {
        order("stop", "stopped");
    }

    /** Starts it again where it was. */
    public void start() {
        order("start", "ready");
    }

    private void order(String word, String answer) {
        try {
            orders.write(word + "\n");
            orders.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await(answer);
    }

    /** A database without anything in it, for a user of its own. */
    public Database empty() {
        return make("");
    }

    /** One with all that another has, to which nobody is connected. */
    public Database copyOf(Database other) {
        return make(" TEMPLATE " + other.name + " STRATEGY FILE_COPY");
    }

    private Database make(String from) {
        String name = "t" + made.incrementAndGet();
        try (var connection = DriverManager.getConnection(url("postgres"), "postgres", PASSWORD);
                var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name + from);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        return new Database(name, url(name), "postgres", PASSWORD);
    }

    private String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }
}
