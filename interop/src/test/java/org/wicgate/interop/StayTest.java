package org.wicgate.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;
import org.junit.jupiter.api.Test;
import org.wicgate.app.Caller;
import org.wicgate.codec.ToneDetector;

/** {@code wicgate answer} and {@code register}: users who stay, whatever becomes of the edge. */
class StayTest {
    /** RFC 5626 §4.5: the first try comes after 15 to 30 s. */
    private static final Duration AGAIN = Duration.ofSeconds(60);

    private static Peer command(String name, Program program, String... options) {
        var command = new ArrayList<>(List.of(options));
        command.addAll(List.of("--wwsf", program.wwsf().toString()));
        return Program.wicgate(name, Map.of(), command);
    }

    @Test
    void bobTakesCallsAndComesBackAfterARestartOfTheEdge() {
        var ports = Program.Ports.free();
        try (var program = Program.demo("stay", ports, Map.of());
                var bob =
                        command(
                                "answer-bob",
                                program,
                                "answer",
                                "--user",
                                "bob",
                                "--password",
                                "bob")) {
            awaits(bob, 1, "registered for");
            calls(program);
            awaits(bob, 1, "call audio");
            Program.signal("KILL", program.peer().process());
            program.peer().exit(Patience.USUAL);
            awaits(bob, 1, "the connection to the eP-CSCF ended");
            try (var again = Program.demo("stay", ports, Map.of())) {
                Patience.until(AGAIN, bob::log, () -> count(bob, "registered for") == 2);
                calls(again);
                Program.signal("TERM", bob.process());
                bob.exit(Patience.USUAL);
                again.awaitMetric(0, Patience.USUAL, "wicgate_registered");
            }
        }
    }

    private static void calls(Program program) {
        try (var alice = Caller.registered(program.wwsf(), "alice")) {
            var report = alice.call("bob", Duration.ofSeconds(3));
            assertTrue(report.isGood(), () -> report + "\n" + program.log());
        }
    }

    @Test
    void severalAreRegisteredForAWhileAndBusyAndWhoIsRefusedForGoodEndsWithOne() {
        try (var program = Program.demo("stay-many", Map.of());
                var bobs =
                        command(
                                "register-bobs",
                                program,
                                "register",
                                "--user",
                                "bob",
                                "--password",
                                "bob",
                                "--count",
                                "3",
                                "--duration",
                                "25")) {
            awaits(bobs, 3, "registered for");
            program.awaitMetric(3, Patience.USUAL, "wicgate_registered");
            try (var alice = Caller.registered(program.wwsf(), "alice")) {
                assertEquals(486, alice.call("bob", Duration.ofSeconds(1)).status());
            }
            refused(program);
            manyCallAtOnce(program);
            aFileIsSaidAndWhatComesBackIsKept(program);
            assertEquals(0, bobs.exit(AGAIN), bobs::log);
            program.awaitMetric(0, Patience.USUAL, "wicgate_registered");
        }
    }

    private static void manyCallAtOnce(Program program) {
        try (var crowd =
                command(
                        "call-many",
                        program,
                        "call",
                        "echo",
                        "--count",
                        "8",
                        "--calls",
                        "4",
                        "--rate",
                        "10",
                        "--duration",
                        "10",
                        "--json")) {
            assertEquals(0, crowd.exit(Program.START_LIMIT), crowd::log);
            for (String said :
                    List.of("\"registered\":8", "\"calls_good\":4", "\"talking_at_once\":4")) {
                assertTrue(crowd.log().contains(said), crowd::log);
            }
        }
    }

    /** The files are written and read by javax.sound; the account is a token of somebody's own. */
    private static void aFileIsSaidAndWhatComesBackIsKept(Program program) {
        Path folder = Peer.TARGET.resolve("data/stay-many");
        Path said = folder.resolve("said.wav");
        try {
            String token = TextWic.token(program, "alice");
            Path accounts = folder.resolve("accounts.csv");
            String impu = "sip:alice@" + Demo.DOMAIN;
            Files.writeString(accounts, "impu,token\n" + impu + "," + token + "\n");
            var tone = ByteBuffer.allocate(32_000).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < 16_000; i++) {
                tone.putShort((short) (9000 * Math.sin(2 * Math.PI * 700 * i / 16_000)));
            }
            var format = new AudioFormat(16_000, 16, 1, true, false);
            try (var sound =
                    new AudioInputStream(new ByteArrayInputStream(tone.array()), format, 16_000)) {
                AudioSystem.write(sound, AudioFileFormat.Type.WAVE, said.toFile());
            }
            var options =
                    List.of(
                            "call",
                            "echo",
                            "--accounts",
                            accounts.toString(),
                            "--w2",
                            program.w2Uri().toString(),
                            "--play",
                            said.toString(),
                            "--record",
                            folder.resolve("heard-%d.wav").toString(),
                            "--max-loss",
                            "99");
            try (var alice = command("call-file", program, options.toArray(String[]::new))) {
                assertEquals(0, alice.exit(Program.START_LIMIT), alice::log);
            }
            var heard = AudioSystem.getAudioInputStream(folder.resolve("heard-1.wav").toFile());
            try (heard) {
                assertEquals(8000, heard.getFormat().getSampleRate());
                var samples = new short[(int) heard.getFrameLength()];
                ByteBuffer.wrap(heard.readAllBytes())
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .asShortBuffer()
                        .get(samples);
                var detector = new ToneDetector(700);
                detector.hear(samples, samples.length);
                assertTrue(detector.windowsWithTone() >= 5, () -> "of " + detector.windows());
            }
        } catch (IOException | UnsupportedAudioFileException e) {
            throw new AssertionError("the files", e);
        }
    }

    private static void refused(Program program) {
        String w2 = program.w2Uri().toString();
        String impi = "carol@" + Demo.DOMAIN;
        try (var carol =
                command(
                        "register-refused",
                        program,
                        "register",
                        "--scheme",
                        "digest",
                        "--impi",
                        impi,
                        "--password",
                        "wrong",
                        "--w2",
                        w2)) {
            assertEquals(1, carol.exit(AGAIN), carol::log);
            assertTrue(carol.log().contains("not registered: 40"), carol::log);
        }
    }

    private static void awaits(Peer peer, int times, String text) {
        Patience.until(AGAIN, () -> text + " in\n" + peer.log(), () -> count(peer, text) >= times);
    }

    private static long count(Peer peer, String text) {
        return peer.log().lines().filter(line -> line.contains(text)).count();
    }
}
