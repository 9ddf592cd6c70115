package org.wicgate.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class G711Test {
    /** Values of the tables 1 and 2 of ITU-T G.711, at 16 bits. */
    @ParameterizedTest
    @CsvSource({
        "MU_LAW, 255, 0",
        "MU_LAW, 127, 0",
        "MU_LAW, 128, 32124",
        "MU_LAW, 0, -32124",
        "MU_LAW, 254, 8",
        "A_LAW, 213, 8",
        "A_LAW, 85, -8",
        "A_LAW, 170, 32256",
        "A_LAW, 42, -32256",
        "A_LAW, 212, 24"
    })
    void codesHaveTheValuesOfTheStandard(G711 law, int code, int sample) {
        assertEquals(sample, law.decode((byte) code));
    }

    @ParameterizedTest
    @EnumSource
    void everyCodeSurvivesTheRoundTrip(G711 law) {
        for (int code = 0; code < 256; code++) {
            byte again = law.encode(law.decode((byte) code));
            boolean negativeZero = law == G711.MU_LAW && code == 0x7F;
            assertEquals(negativeZero ? (byte) 0xFF : (byte) code, again, "code " + code);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everySampleComesBackWithinHalfAStep(G711 law) {
        for (int sample = Short.MIN_VALUE; sample <= Short.MAX_VALUE; sample++) {
            int back = law.decode(law.encode((short) sample));
            int error = Math.abs(back - sample);
            assertTrue(error <= Math.max(16, Math.abs(sample) / 32 + 8), sample + " as " + back);
        }
    }

    @Test
    void aFrameIsEncodedAtItsOffset() {
        byte[] target = new byte[5];

        G711.MU_LAW.encode(new short[] {0, 32124}, target, 2);
        short[] back = new short[2];
        G711.MU_LAW.decode(target, 2, 2, back);

        assertEquals(32124, back[1]);
        assertEquals(0, target[4]);
    }
}
