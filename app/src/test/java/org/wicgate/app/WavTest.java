package org.wicgate.app;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wicgate.codec.Tone;
import org.wicgate.codec.ToneDetector;

class WavTest {
    @TempDir private Path folder = Path.of("");

    /** A file of silence with that format. */
    private static ByteBuffer wav(int coding, int channels, int rate, int bits, int samples) {
        var file = ByteBuffer.allocate(Wav.HEADER + 2 * samples).order(ByteOrder.LITTLE_ENDIAN);
        file.put(Wav.header(samples));
        file.putShort(20, (short) coding).putShort(22, (short) channels);
        file.putInt(24, rate).putShort(34, (short) bits);
        return file.position(0);
    }

    private static String fault(ByteBuffer file) {
        var fault = assertThrows(IllegalArgumentException.class, () -> Wav.samples(file));
        return String.valueOf(fault.getMessage());
    }

    @Test
    void whatIsRecordedCanBePlayed() {
        Path file = folder.resolve("heard.wav");
        var recording = new Recording(file);
        var frame = new short[] {1, 2, 3, 4};
        recording.hear(frame, 4, 1000);
        recording.hear(frame, 4, 1008); // one was lost
        recording.hear(frame, 4, 1004); // and comes late
        recording.hear(frame, 2, 900_000); // the far end began anew
        recording.hear(new short[200], 200, 900_002);
        recording.close();
        short[] played = Wav.read(file);
        assertEquals(214, played.length);
        assertArrayEquals(
                new short[] {1, 2, 3, 4, 0, 0, 0, 0, 1, 2, 3, 4, 1, 2}, Arrays.copyOf(played, 14));
    }

    @Test
    void sixteenKilohertzBecomeEight() {
        var wide = wav(1, 1, 16_000, 16, 16_000);
        var twiceAsHigh = new short[16_000];
        new Tone(220, 0.5).fill(twiceAsHigh); // 440 Hz at 16 kHz
        wide.position(Wav.HEADER).asShortBuffer().put(twiceAsHigh);
        short[] narrow = Wav.samples(wide.order(ByteOrder.LITTLE_ENDIAN).position(0));
        assertEquals(8000, narrow.length);
        var detector = new ToneDetector(440);
        detector.hear(narrow, narrow.length);
        assertEquals(10, detector.windowsWithTone());
    }

    @Test
    void whatLiesAboveFourKilohertzIsNotHeardAsSomethingElse() {
        var wide = wav(1, 1, 16_000, 16, 16_000);
        var high = new short[16_000];
        new Tone(3000, 0.5).fill(high); // 6 kHz at 16 kHz, 2 kHz when each second is left out
        wide.position(Wav.HEADER).asShortBuffer().put(high);
        short[] narrow = Wav.samples(wide.order(ByteOrder.LITTLE_ENDIAN).position(0));
        var detector = new ToneDetector(2000);
        detector.hear(narrow, narrow.length);
        assertTrue(detector.level() < 0.05, () -> "level " + detector.level());
    }

    @ParameterizedTest
    @CsvSource({
        "1, 2, 8000, 16, has 2 channels",
        "1, 1, 44100, 16, has 44100 samples in a second",
        "1, 1, 8000, 8, has format 1 and 8 bits",
        "7, 1, 8000, 16, has format 7 and 16 bits",
    })
    void anotherFormatIsNamed(int coding, int channels, int rate, int bits, String fault) {
        assertEquals(fault, fault(wav(coding, channels, rate, bits, 400)));
    }

    @Test
    void whatIsNoSoundIsRefused() throws IOException {
        assertEquals("is no RIFF file", fault(ByteBuffer.allocate(0)));
        assertEquals("is no RIFF file", fault(ByteBuffer.wrap(new byte[100])));
        assertEquals("is shorter than 20 ms", fault(wav(1, 1, 8000, 16, 10)));
        byte[] whole = wav(1, 1, 8000, 16, 400).array();
        for (int length = 12; length < Wav.HEADER; length++) {
            fault(ByteBuffer.wrap(Arrays.copyOf(whole, length)));
        }
        var huge = wav(1, 1, 8000, 16, 400);
        huge.putInt(16, -1); // the size of its first chunk
        assertEquals("ends within its chunk \"fmt \"", fault(huge));
        Path file = Files.write(folder.resolve("some.wav"), new byte[20]);
        var failure = assertThrows(Failure.class, () -> Wav.read(file));
        assertTrue(
                Failure.line(failure).contains("some.wav is no RIFF file; wanted is WAV"),
                failure::toString);
    }

    @Test
    void aFileThatWasCutOffIsPlayedAsFarAsItGoes() {
        byte[] whole = wav(1, 1, 8000, 16, 400).array();
        var cut = ByteBuffer.wrap(Arrays.copyOf(whole, Wav.HEADER + 600));
        assertEquals(300, Wav.samples(cut).length);
    }
}
