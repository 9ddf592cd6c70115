package org.wicgate.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Every codec of speech: what goes in comes out, losses are made up for, nothing breaks it. */
class SpeechCodecTest {
    private final byte[] payload = new byte[SpeechEncoder.MAX_PAYLOAD];
    private final short[] out = new short[SpeechDecoder.MAX_SAMPLES];

    @ParameterizedTest
    @CsvSource({"OPUS,80", "OPUS,160", "OPUS,320", "OPUS,480", "PCMA,160", "PCMU,240"})
    void aToneComesOutAsItWentIn(SpeechCodec codec, int count) {
        var tone = new Tone(440, 0.3);
        var detector = new ToneDetector(440);
        var encoder = codec.encoder();
        var decoder = codec.decoder();
        short[] frame = new short[count];
        for (int i = 0; i < 16_000 / count; i++) {
            tone.fill(frame);
            int length = encoder.encode(frame, count, payload, 0);
            assertEquals(count, decoder.decode(payload, 0, length, out));
            detector.hear(out, count);
        }
        assertTrue(detector.share() > 0.95, "share " + detector.share());
        assertEquals(0.3 / Math.sqrt(2), detector.level(), 0.05);
    }

    /** One frame in ten is lost; the next one tells of it, or the codec guesses. */
    @ParameterizedTest
    @EnumSource
    void aLostFrameIsMadeUpFor(SpeechCodec codec) {
        var tone = new Tone(400, 0.3);
        var detector = new ToneDetector(400);
        var encoder = codec.encoder();
        var decoder = codec.decoder();
        encoder.expectLoss(20);
        short[] frame = new short[160];
        boolean isLost = false;
        for (int i = 0; i < 200; i++) {
            tone.fill(frame);
            int length = encoder.encode(frame, 160, payload, 0);
            if (isLost) {
                decoder.conceal(payload, 0, length, 160, out);
                detector.hear(out, 160);
            }
            isLost = i % 10 == 5;
            if (!isLost) {
                assertEquals(160, decoder.decode(payload, 0, length, out));
                detector.hear(out, 160);
            }
        }
        assertTrue(detector.windowsWithTone() >= detector.windows() - 2, codec.toString());
    }

    @ParameterizedTest
    @EnumSource
    void aSilentLineEndsInSilence(SpeechCodec codec) {
        var decoder = codec.decoder();
        var encoder = codec.encoder();
        short[] frame = new short[160];
        new Tone(440, 0.3).fill(frame);
        decoder.decode(payload, 0, encoder.encode(frame, 160, payload, 0), out);
        for (int i = 0; i < 100; i++) {
            decoder.conceal(payload, 0, 0, 160, out);
        }
        for (int i = 0; i < 160; i++) {
            assertTrue(Math.abs(out[i]) < 600, "sample " + out[i]);
        }
    }

    @ParameterizedTest
    @EnumSource
    void craftedPayloadsDoNoHarm(SpeechCodec codec) {
        var random = new Random(7);
        var decoder = codec.decoder();
        var encoder = codec.encoder();
        short[] frame = new short[160];
        new Tone(440, 0.3).fill(frame);
        for (int i = 0; i < 20_000; i++) {
            int length = random.nextInt(0, 200);
            for (int k = 0; k < length; k++) {
                payload[k] = (byte) random.nextInt();
            }
            if (random.nextInt(3) == 0) {
                length = encoder.encode(frame, 160, payload, 0);
                payload[random.nextInt(length)] ^= (byte) (1 << random.nextInt(8));
            }
            int count = decoder.decode(payload, 0, length, out);
            assertTrue(count >= -1 && count <= SpeechDecoder.MAX_SAMPLES, "count " + count);
            decoder.conceal(payload, 0, length, 160, out);
        }
        int length = encoder.encode(frame, 160, payload, 0);
        assertEquals(160, decoder.decode(payload, 0, length, out));
    }

    @Test
    void aPayloadOfTheWrongSizeIsNone() {
        for (var codec : SpeechCodec.values()) {
            assertEquals(-1, codec.decoder().decode(new byte[2000], 0, 0, out));
            assertEquals(-1, codec.decoder().decode(new byte[2000], 0, 1600, out));
        }
    }
}
