package org.wicgate.aka;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import org.wicgate.base.Entropy;

/**
 * The home network's end for one subscriber: makes challenges with ever new sequence numbers (TS
 * 33.102 §6.3.2, §C.1.1.1) and takes a lost sequence from the card (§6.3.5).
 */
public final class AuthenticationCentre {
    /** Octets of AUTS: the hidden sequence number and MAC-S. */
    static final int AUTS = Milenage.SQN + Milenage.MAC;

    /** TS 33.102 §H: bit 0 tells nothing outside E-UTRAN. */
    private static final byte[] AMF = new byte[Milenage.AMF];

    private final Milenage milenage;
    private final Entropy entropy;
    private long seq;
    private int ind;

    /** For a subscriber who has never been authenticated. */
    public AuthenticationCentre(Keys keys, Entropy entropy) {
        this(keys, entropy, 0);
    }

    /** With the last SEQ that was used. */
    AuthenticationCentre(Keys keys, Entropy entropy, long seq) {
        this.milenage = keys.milenage();
        this.entropy = entropy;
        this.seq = seq;
    }

    /** A challenge, and what its right answer is made of. */
    public record Vector(AkaChallenge challenge, Agreement expected) {}

    /** The next vector. */
    public Vector next() {
        byte[] rand = new byte[Milenage.BLOCK];
        entropy.wire(rand);
        seq = seq == SequenceNumber.MAX_SEQ ? 1 : seq + 1;
        ind = (ind + 1) % SequenceNumber.ROWS;
        return vector(rand, SequenceNumber.of(seq, ind));
    }

    private Vector vector(byte[] rand, SequenceNumber number) {
        byte[] sqn = number.bytes();
        byte[] autn = Arrays.copyOf(Milenage.xor(sqn, milenage.ak(rand)), Milenage.BLOCK);
        System.arraycopy(AMF, 0, autn, Milenage.SQN, Milenage.AMF);
        byte[] mac = milenage.macA(rand, sqn, AMF);
        System.arraycopy(mac, 0, autn, Milenage.SQN + Milenage.AMF, Milenage.MAC);
        return new Vector(new AkaChallenge(rand, autn), Agreement.of(milenage, rand));
    }

    /**
     * Goes on from where the card is.
     *
     * @param challenge the one that the card found stale
     * @param auts base64, as the card sent it
     * @return whether it came from the card; nothing has changed when not
     */
    public boolean resynchronise(AkaChallenge challenge, String auts) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(auts);
        } catch (IllegalArgumentException e) {
            return false;
        }
        if (bytes.length != AUTS) {
            return false;
        }
        byte[] rand = challenge.rand();
        byte[] hidden = Arrays.copyOf(bytes, Milenage.SQN);
        byte[] sqn = Milenage.xor(hidden, milenage.akStar(rand));
        byte[] mac = milenage.macS(rand, sqn, Isim.RESYNCHRONISATION_AMF);
        if (!MessageDigest.isEqual(mac, Arrays.copyOfRange(bytes, Milenage.SQN, AUTS))) {
            return false;
        }
        var number = SequenceNumber.read(sqn);
        seq = number.seq();
        ind = number.ind();
        return true;
    }

    @Override
    public String toString() {
        return "AuthenticationCentre";
    }
}
