package org.wicgate.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class SystemEntropyTest {
    private final SystemEntropy entropy = new SystemEntropy();

    @Test
    void neitherKindRepeatsItself() {
        var seen = new HashSet<String>();
        for (int i = 0; i < 2000; i++) {
            byte[] wire = new byte[16];
            entropy.wire(wire);
            byte[] secret = new byte[16];
            entropy.secret(secret);
            assertTrue(seen.add(HexFormat.of().formatHex(wire)));
            assertTrue(seen.add(HexFormat.of().formatHex(secret)));
        }
    }

    @Test
    void requestLargerThanTheBlockIsFilled() {
        byte[] large = new byte[10_000];
        entropy.wire(large);
        int zeros = 0;
        for (byte b : large) {
            zeros += b == 0 ? 1 : 0;
        }
        assertTrue(zeros < 200, zeros + " zeros");
        assertEquals(20, entropy.token(20).length());
    }
}
