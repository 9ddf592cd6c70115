package org.wicgate.interop;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Debian's Kamailio as a core, with a configuration of this project. */
final class Kamailio implements AutoCloseable {
    /** Where Debian puts it: sbin is not on everybody's path. */
    private static final String PROGRAM = "/usr/sbin/kamailio";

    private static final Path TABLES = Path.of("/usr/share/kamailio/dbtext/kamailio");

    private static final Path CONFIGURATIONS =
            Peer.ROOT.resolve("interop/src/test/resources/kamailio");

    private final String name;
    private final String address;
    private final int port;
    private final List<String> command = new ArrayList<>();
    private int lives;
    private Peer peer;

    private Kamailio(
            String name, String address, int port, String file, Map<String, String> definitions) {
        this.name = name;
        this.address = address;
        this.port = port;
        command.addAll(List.of(PROGRAM, "-DD", "-E", "-m", "64", "-M", "8"));
        command.addAll(List.of("-f", CONFIGURATIONS.resolve(file).toString()));
        command.addAll(List.of("-w", folder().toString(), "-Y", folder().toString()));
        definitions.forEach((key, value) -> command.addAll(List.of("-A", key + "=" + value)));
        peer = start();
    }

    /** A registrar that trusts {@code edge} and forwards calls to echo to a port of its own. */
    static Kamailio registrar(String name, Program.Ports ports, String edge, int expires) {
        return registrar(name, ports, edge, expires, Map.of());
    }

    /** The same, which speaks TLS too, with what is in {@code folder}. */
    static Kamailio secureRegistrar(
            String name, Program.Ports ports, String edge, int expires, Path folder) {
        var more =
                Map.of(
                        "SECURE",
                        "127.0.0.1:" + ports.coreTls(),
                        "SECURE_FOLDER",
                        folder.toString());
        return registrar(name, ports, edge, expires, more);
    }

    private static Kamailio registrar(
            String name, Program.Ports ports, String edge, int expires, Map<String, String> more) {
        var definitions = new HashMap<>(more);
        definitions.put("LISTEN", "127.0.0.1:" + ports.lab());
        definitions.put("EDGE", edge);
        definitions.put("ECHO", "127.0.0.1:" + ports.echo());
        definitions.put("EXPIRES", "" + expires);
        definitions.put("REGINFO", tables(name).toString());
        return new Kamailio(name, "127.0.0.1", ports.lab(), "registrar.cfg", definitions);
    }

    /** Empty tables for its presence module, as Debian has them. */
    private static Path tables(String name) {
        Path folder = Peer.TARGET.resolve("kamailio").resolve(name + "-reginfo");
        try {
            Files.createDirectories(folder);
            for (String table :
                    List.of("version", "presentity", "active_watchers", "watchers", "pua")) {
                Files.copy(TABLES.resolve(table), folder.resolve(table), REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return folder;
    }

    /** Takes a user's bindings away, as an operator does. */
    void forget(String user) {
        var socket = "unixs:" + folder().resolve("kamailio_ctl");
        var command = List.of("/usr/sbin/kamcmd", "-s", socket, "ul.rm", "location", user);
        try (var kamcmd = Peer.start(name + "-forgets-" + user, "kamailio", folder(), command)) {
            int exit = kamcmd.exit(Patience.USUAL);
            if (exit != 0) {
                throw new AssertionError("kamcmd: " + exit + "\n" + kamcmd.log());
            }
        }
    }

    /** A real S-CSCF, of Kamailio's IMS modules, with an HSS behind it. */
    static Kamailio scscf(String name, Program.Ports ports, String edge, int expires, int hss) {
        Path file = Peer.TARGET.resolve("kamailio").resolve(name + "-cx.xml");
        try {
            String cx = Files.readString(CONFIGURATIONS.resolve("cx.xml"));
            Files.createDirectories(file.getParent());
            Files.writeString(file, cx.replace("HSS_PORT", "" + hss));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var definitions =
                Map.of(
                        "LISTEN", "127.0.0.1:" + ports.lab(),
                        "EDGE", edge,
                        "ECHO", "127.0.0.1:" + ports.echo(),
                        "EXPIRES", "" + expires,
                        "CX", file.toString());
        return new Kamailio(name, "127.0.0.1", ports.lab(), "scscf.cfg", definitions);
    }

    /** A WebRTC gateway of its own, whose media is relayed at {@code ng}. */
    static Kamailio gateway(String name, Program.Ports ports, String ng) {
        var definitions =
                Map.of(
                        "LISTEN", "127.0.0.1:" + ports.lab(),
                        "NG", ng,
                        "ECHO", "127.0.0.1:" + ports.echo());
        return new Kamailio(name, "127.0.0.1", ports.lab(), "gateway.cfg", definitions);
    }

    /** As {@code --core} wants it. */
    String uri() {
        return "sip:" + address + ":" + port;
    }

    String log() {
        return peer.log();
    }

    /** Ends at once, with all its processes, as if its machine had lost its power. */
    void kill() {
        var all = new ArrayList<>(peer.process().descendants().toList());
        all.addFirst(peer.process().toHandle());
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(one -> one.onExit().join());
    }

    /** Starts again, without memory. */
    void restart() {
        peer.close();
        peer = start();
    }

    private Peer start() {
        var started = Peer.start(name + "-" + ++lives, "kamailio", folder(), command);
        Patience.until(
                Patience.USUAL,
                () -> name + " listens\n" + started.log(),
                () -> {
                    try (var socket = new Socket()) {
                        socket.connect(new InetSocketAddress(address, port), 500);
                        return true;
                    } catch (IOException notYet) {
                        return false;
                    }
                });
        return started;
    }

    private Path folder() {
        return Peer.TARGET.resolve("kamailio").resolve(name);
    }

    @Override
    public void close() {
        kill();
        peer.close();
    }
}
