package org.wicgate.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ToneDetectorTest {
    private final ToneDetector detector = new ToneDetector(440);
    private final short[] frame = new short[160];

    @Test
    void aToneIsHeardThroughG711() {
        var tone = new Tone(440, 0.3);
        for (int i = 0; i < 50; i++) {
            tone.fill(frame);
            for (int k = 0; k < frame.length; k++) {
                frame[k] = G711.A_LAW.decode(G711.A_LAW.encode(frame[k]));
            }
            detector.hear(frame, frame.length);
        }

        assertEquals(10, detector.windows());
        assertEquals(10, detector.windowsWithTone());
        assertTrue(detector.share() > 0.98, "share " + detector.share());
        assertEquals(0.3 / Math.sqrt(2), detector.level(), 0.01);
    }

    @Test
    void anotherToneIsNotHeard() {
        var tone = new Tone(1000, 0.3);
        for (int i = 0; i < 50; i++) {
            tone.fill(frame);
            detector.hear(frame, frame.length);
        }

        assertFalse(detector.isHeard());
        assertEquals(0, detector.windowsWithTone());
    }

    @Test
    void silenceAndNoiseAreNotHeard() {
        for (int i = 0; i < 5; i++) {
            detector.hear(frame, frame.length);
        }
        assertFalse(detector.isHeard());

        var random = new Random(1);
        for (int i = 0; i < 50; i++) {
            for (int k = 0; k < frame.length; k++) {
                frame[k] = (short) (random.nextGaussian() * 3000);
            }
            detector.hear(frame, frame.length);
        }
        assertEquals(0, detector.windowsWithTone());
    }

    @Test
    void aToneHasNoClickBetweenFrames() {
        var tone = new Tone(440, 0.5);
        short[] whole = new short[320];
        new Tone(440, 0.5).fill(whole);
        for (int i = 0; i < 2; i++) {
            tone.fill(frame);
            for (int k = 0; k < 160; k++) {
                assertEquals(whole[160 * i + k], frame[k], 1);
            }
        }
    }
}
