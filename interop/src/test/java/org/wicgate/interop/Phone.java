package org.wicgate.interop;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * baresip as carol's phone: registers at the lab with digest over UDP, answers by itself, says 440
 * Hz and records what it hears. Controlled over its ctrl_tcp port (JSON in netstrings).
 */
final class Phone implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /**
     * Where a phone stands.
     *
     * @param address its own
     * @param sip its port, and the next one for its TLS
     * @param control the port it is controlled by
     * @param rtp the first of twenty
     * @param proxy where it registers, as HOST:PORT
     */
    record Place(String address, int sip, int control, int rtp, String proxy) {
        /** At the lab of the demo. */
        static Place ofDemo() {
            Demo.inUse();
            return new Place("127.0.0.1", 5070, 4449, 41_000, "127.0.0.1:5080");
        }
    }

    private final Peer baresip;
    private final Path folder;
    private final Socket control;
    private final List<JsonNode> events = new CopyOnWriteArrayList<>();

    private Phone(Peer baresip, Path folder, Socket control) {
        this.baresip = baresip;
        this.folder = folder;
        this.control = control;
        Thread.ofVirtual().start(this::listen);
    }

    /** Switches the phone on and waits until it is registered. */
    static Phone registered(String scenario) {
        return registered(scenario, Place.ofDemo());
    }

    /** The same, somewhere else. */
    static Phone registered(String scenario, Place place) {
        return registered(scenario, place, "");
    }

    /**
     * The same, with more behind its account.
     *
     * @param more such as {@code ;mediaenc=srtp-mand}
     */
    static Phone registered(String scenario, Place place, String more) {
        Path folder = Peer.TARGET.resolve("baresip").resolve(scenario);
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("config"), config(folder, place));
            Files.writeString(folder.resolve("accounts"), account(place) + more + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var baresip =
                Peer.start(
                        "baresip-" + scenario,
                        "baresip-core",
                        folder,
                        List.of("baresip", "-f", folder.toString(), "-s"));
        var phone = new Phone(baresip, folder, connect(baresip, place));
        Patience.until(
                Patience.USUAL,
                () -> "carol's phone is registered\n" + baresip.log(),
                () -> baresip.log().contains("200 OK"));
        return phone;
    }

    void dial(String uri) {
        command("dial", uri);
    }

    /** Holds the call, or takes it back, by a re-INVITE. */
    void hold(boolean on) {
        command(on ? "hold" : "resume", "");
    }

    String log() {
        return baresip.log();
    }

    void hangUp() {
        command("hangup", "");
    }

    /** Waits for an event of that type, as baresip names them, and gives its parameter. */
    String await(String type, Duration limit) {
        Patience.until(
                limit,
                () -> type + " in " + events + "\n" + baresip.log(),
                () -> !of(type).isEmpty());
        return of(type).getLast().path("param").asString("");
    }

    /** The loudest sample of what was heard so far, of 32767. */
    int loudest() {
        int loudest = 0;
        try (var files = Files.newDirectoryStream(folder, "dump-*-dec.wav")) {
            for (Path file : files) {
                byte[] wav = Files.readAllBytes(file);
                for (int at = 44; at + 1 < wav.length; at += 2) { // 16 bit, little-endian
                    int sample = (short) ((wav[at] & 0xFF) | wav[at + 1] << 8);
                    loudest = Math.max(loudest, Math.abs(sample));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return loudest;
    }

    private static String config(Path folder, Place place) {
        return """
        poll_method epoll
        sip_listen %s:%d
        net_interface %s
        rtp_ports %d-%d
        audio_source ausine,440
        ausrc_srate 48000
        ausrc_channels 2
        rtp_stats yes
        snd_path %s
        module_path /usr/lib/baresip/modules
        module g711.so
        module srtp.so
        module ausine.so
        module sndfile.so
        module_tmp uuid.so
        module_tmp account.so
        module_app menu.so
        module_app ctrl_tcp.so
        ctrl_tcp_listen 127.0.0.1:%d
        """
                .formatted(
                        place.address,
                        place.sip,
                        place.address,
                        place.rtp,
                        place.rtp + 19,
                        folder,
                        place.control);
    }

    private static String account(Place place) {
        return "<sip:carol@%s;transport=udp>;auth_user=carol;auth_pass=carol".formatted(Demo.DOMAIN)
                + ";outbound=\"sip:%s\";regint=60;answermode=auto".formatted(place.proxy)
                + ";audio_codecs=pcmu,pcma";
    }

    private List<JsonNode> of(String type) {
        return events.stream().filter(e -> type.equals(e.path("type").asString(""))).toList();
    }

    private static Socket connect(Peer baresip, Place place) {
        var socket = new Socket[1];
        Patience.until(
                Patience.USUAL,
                () -> "baresip listens on its control port\n" + baresip.log(),
                () -> {
                    try {
                        var one = new Socket();
                        one.connect(
                                new InetSocketAddress(
                                        InetAddress.getLoopbackAddress(), place.control),
                                500);
                        socket[0] = one;
                        return true;
                    } catch (IOException e) {
                        return false;
                    }
                });
        return socket[0];
    }

    private void command(String name, String parameter) {
        byte[] json =
                JSON.writeValueAsBytes(Map.of("command", name, "params", parameter, "token", name));
        try {
            var out = control.getOutputStream();
            out.write((json.length + ":").getBytes(StandardCharsets.US_ASCII));
            out.write(json);
            out.write(',');
            out.flush();
        } catch (IOException e) {
            throw new AssertionError("baresip is gone\n" + baresip.log(), e);
        }
    }

    private void listen() {
        try (var in = new DataInputStream(control.getInputStream())) {
            while (true) {
                int length = 0;
                for (int c = in.readUnsignedByte(); c != ':'; c = in.readUnsignedByte()) {
                    length = length * 10 + (c - '0');
                }
                events.add(JSON.readTree(in.readNBytes(length)));
                in.readUnsignedByte(); // the comma
            }
        } catch (IOException e) {
            // The phone is off: nothing more to hear.
            return;
        }
    }

    @Override
    public void close() {
        command("quit", "");
        baresip.close();
        try {
            control.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
