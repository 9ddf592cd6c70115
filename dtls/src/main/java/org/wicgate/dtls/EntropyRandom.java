package org.wicgate.dtls;

import java.io.Serial;
import java.security.SecureRandom;
import org.wicgate.base.Entropy;

/** Feeds BouncyCastle from {@link Entropy}: the type that its API asks for, and nothing more. */
final class EntropyRandom extends SecureRandom {
    @Serial private static final long serialVersionUID = 1L;

    private final transient Entropy entropy;

    EntropyRandom(Entropy entropy) {
        super(null, null); // no provider: nothing is ever taken from the system behind our back
        this.entropy = entropy;
    }

    @Override
    public void nextBytes(byte[] target) {
        entropy.secret(target);
    }

    @Override
    public byte[] generateSeed(int length) {
        byte[] seed = new byte[length];
        entropy.secret(seed);
        return seed;
    }

    @Override
    public String getAlgorithm() {
        return "Entropy";
    }
}
