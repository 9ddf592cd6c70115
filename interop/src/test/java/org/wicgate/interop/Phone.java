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
    private static final int CONTROL_PORT = 4449;
    private static final int SIP_PORT = 5070; // and 5071 for its TLS
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
        Path folder = Peer.TARGET.resolve("baresip").resolve(scenario);
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("config"), config(folder));
            Files.writeString(folder.resolve("accounts"), account());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var baresip =
                Peer.start(
                        "baresip-" + scenario,
                        "baresip-core",
                        folder,
                        List.of("baresip", "-f", folder.toString(), "-s"));
        var phone = new Phone(baresip, folder, connect(baresip));
        Patience.until(
                Patience.USUAL,
                () -> "carol's phone is registered\n" + baresip.log(),
                () -> baresip.log().contains("200 OK"));
        return phone;
    }

    void dial(String uri) {
        command("dial", uri);
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

    private static String config(Path folder) {
        return """
        poll_method epoll
        sip_listen 127.0.0.1:%d
        net_interface 127.0.0.1
        rtp_ports 41000-41099
        audio_source ausine,440
        ausrc_srate 48000
        ausrc_channels 2
        rtp_stats yes
        snd_path %s
        module_path /usr/lib/baresip/modules
        module g711.so
        module ausine.so
        module sndfile.so
        module_tmp uuid.so
        module_tmp account.so
        module_app menu.so
        module_app ctrl_tcp.so
        ctrl_tcp_listen 127.0.0.1:%d
        """
                .formatted(SIP_PORT, folder, CONTROL_PORT);
    }

    private static String account() {
        return "<sip:carol@%s;transport=udp>;auth_user=carol;auth_pass=carol".formatted(Demo.DOMAIN)
                + ";outbound=\"sip:127.0.0.1:5080\";regint=60;answermode=auto"
                + ";audio_codecs=pcmu,pcma\n";
    }

    private List<JsonNode> of(String type) {
        return events.stream().filter(e -> type.equals(e.path("type").asString(""))).toList();
    }

    private static Socket connect(Peer baresip) {
        var socket = new Socket[1];
        Patience.until(
                Patience.USUAL,
                () -> "baresip listens on its control port\n" + baresip.log(),
                () -> {
                    try {
                        var one = new Socket();
                        one.connect(
                                new InetSocketAddress(
                                        InetAddress.getLoopbackAddress(), CONTROL_PORT),
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
