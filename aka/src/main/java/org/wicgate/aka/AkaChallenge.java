package org.wicgate.aka;

import java.util.Arrays;
import java.util.Base64;
import org.wicgate.base.Decoded;

/** RAND and AUTN, which a digest challenge carries as its nonce: RFC 3310 §3.2. */
public final class AkaChallenge {
    /** Octets of a nonce without data of the server's own. */
    private static final int SIZE = 2 * Milenage.BLOCK;

    private final byte[] rand;
    private final byte[] autn;

    /**
     * @param rand 16 octets
     * @param autn 16 octets: the hidden sequence number, AMF and MAC-A
     */
    AkaChallenge(byte[] rand, byte[] autn) {
        this.rand = rand.clone();
        this.autn = autn.clone();
    }

    /** Reads a nonce; what follows AUTN is the server's own affair. */
    public static Decoded<AkaChallenge> decode(String nonce) {
        byte[] all;
        try {
            all = Base64.getDecoder().decode(nonce);
        } catch (IllegalArgumentException e) {
            return new Decoded.Malformed<>("the nonce is not base64");
        }
        if (all.length < SIZE) {
            return new Decoded.Malformed<>("the nonce has less than RAND and AUTN");
        }
        return new Decoded.Ok<>(
                new AkaChallenge(
                        Arrays.copyOf(all, Milenage.BLOCK),
                        Arrays.copyOfRange(all, Milenage.BLOCK, SIZE)));
    }

    /** As a nonce. */
    public String nonce() {
        byte[] all = Arrays.copyOf(rand, SIZE);
        System.arraycopy(autn, 0, all, Milenage.BLOCK, Milenage.BLOCK);
        return Base64.getEncoder().encodeToString(all);
    }

    byte[] rand() {
        return rand.clone();
    }

    byte[] autn() {
        return autn.clone();
    }

    byte[] hiddenSqn() {
        return Arrays.copyOf(autn, Milenage.SQN);
    }

    byte[] amf() {
        return Arrays.copyOfRange(autn, Milenage.SQN, Milenage.SQN + Milenage.AMF);
    }

    byte[] mac() {
        return Arrays.copyOfRange(autn, Milenage.BLOCK - Milenage.MAC, Milenage.BLOCK);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AkaChallenge that
                && Arrays.equals(rand, that.rand)
                && Arrays.equals(autn, that.autn);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(rand) * 31 + Arrays.hashCode(autn);
    }

    @Override
    public String toString() {
        return "AkaChallenge";
    }
}
