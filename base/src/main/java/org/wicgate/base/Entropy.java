package org.wicgate.base;

/**
 * Randomness as a parameter: the edge gives the system's, a test gives a seed. Two methods, so that
 * a value that goes on the wire never tells anything about a key.
 */
public interface Entropy {
    /** Fills {@code target} with randomness that others will see: tags, branches, SSRCs. */
    void wire(byte[] target);

    /** Fills {@code target} with randomness that nobody may see: keys, passwords. */
    void secret(byte[] target);

    /** A token of {@code length} characters out of [a-z2-7], for tags, branches and Call-IDs. */
    default String token(int length) {
        byte[] bytes = new byte[length];
        wire(bytes);
        return Text.base32(bytes);
    }

    /** A 32-bit number that others will see. */
    default int number() {
        byte[] b = new byte[4];
        wire(b);
        return (b[0] << 24) | ((b[1] & 0xFF) << 16) | ((b[2] & 0xFF) << 8) | (b[3] & 0xFF);
    }
}
