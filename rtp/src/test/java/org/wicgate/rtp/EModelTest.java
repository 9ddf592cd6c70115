package org.wicgate.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wicgate.rtp.EModel.Codec;

class EModelTest {
    private static Codec codec(String name) {
        var codec = EModel.codec(name);
        assertNotNull(codec, name);
        return codec;
    }

    /** ITU-T G.107 Annex B, table B.1: what a rating means to listeners. */
    @ParameterizedTest
    @CsvSource({"90,4.34", "80,4.03", "70,3.60", "60,3.10", "50,2.58", "0,1", "-5,1", "100,4.5"})
    void ratingsAreTheScoresOfTheTable(double rating, double mos) {
        assertEquals(mos, EModel.mos(rating), 0.01);
    }

    @Test
    void theScoreRisesWithTheRatingAndStaysOnTheScale() {
        for (double r = 7; r < 100; r += 0.5) {
            assertTrue(EModel.mos(r) <= EModel.mos(r + 0.5), "at " + r);
            assertTrue(EModel.mos(r) >= 1 && EModel.mos(r) <= 4.5, "at " + r);
        }
    }

    /** By hand: 93.2 - 0.024 d - 0.11 (d - 177.3) - (Ie + (95 - Ie) Ppl / (Ppl + Bpl)). */
    @ParameterizedTest
    @CsvSource({
        "PCMU,0,0,93.2",
        "pcma,100,0,90.8",
        "PCMA,277.3,0,75.5448",
        "opus,0,1,89.5602",
        "PCMU,0,10,66.1345",
        "G729,0,0,82.2",
        "G729,0,2,74.2",
        "AMR,50,5,57.0",
    })
    void theRatingIsThatOfTheFormula(String name, double delay, double loss, double rating) {
        assertEquals(rating, EModel.rating(codec(name), delay, loss), 0.001);
    }

    @Test
    void nothingMakesItLessThanNothing() {
        assertEquals(0, EModel.rating(codec("G729"), 5_000, 100));
        assertEquals(93.2, EModel.rating(codec("PCMU"), -5, -5));
    }

    @Test
    void ofAnUnknownCodecNothingIsSaid() {
        assertNull(EModel.codec("VP8"));
        assertNull(EModel.codec(""));
    }
}
