package org.wicgate.sim;

import java.util.Random;
import org.wicgate.base.Entropy;

/** The same randomness for the same seed. */
public final class SeededEntropy implements Entropy {
    private final Random wire;
    private final Random secret;

    public SeededEntropy(long seed) {
        wire = new Random(seed);
        secret = new Random(~seed);
    }

    @Override
    public void wire(byte[] target) {
        wire.nextBytes(target);
    }

    @Override
    public void secret(byte[] target) {
        secret.nextBytes(target);
    }
}
