package org.wicgate.aka;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;

/**
 * A card in software: checks that a challenge comes from its home network and is fresh, and answers
 * it (TS 33.102 §6.3.3). The sequence numbers live as long as the object.
 */
public final class Isim {
    /** TS 33.102 §C.2.1: a jump larger than this is refused, so that SEQ cannot be used up. */
    private static final long DELTA = 1L << 28;

    /** TS 33.102 §6.3.3: MAC-S is made with an AMF of zeros. */
    static final byte[] RESYNCHRONISATION_AMF = new byte[Milenage.AMF];

    private final Milenage milenage;
    private final long[] accepted = new long[SequenceNumber.ROWS];

    public Isim(Keys keys) {
        milenage = keys.milenage();
    }

    /** What the card says to a challenge. */
    public sealed interface Answer {
        /** The challenge is good. */
        record Agreed(Agreement agreement) implements Answer {}

        /** It does not come from the home network, or not for this card. */
        record MacFailure() implements Answer {}

        /**
         * It is not fresh.
         *
         * @param auts tells the home network where this card is, in base64: RFC 3310 §3.4
         */
        record SyncFailure(String auts) implements Answer {}
    }

    /** Answers a challenge; a good one moves the sequence on. */
    public Answer answer(AkaChallenge challenge) {
        byte[] rand = challenge.rand();
        byte[] sqn = Milenage.xor(challenge.hiddenSqn(), milenage.ak(rand));
        byte[] mac = milenage.macA(rand, sqn, challenge.amf());
        if (!MessageDigest.isEqual(mac, challenge.mac())) {
            return new Answer.MacFailure();
        }
        var number = SequenceNumber.read(sqn);
        if (!isFresh(number)) {
            return new Answer.SyncFailure(auts(rand));
        }
        accepted[number.ind()] = number.seq();
        return new Answer.Agreed(Agreement.of(milenage, rand));
    }

    /** TS 33.102 §C.2.2: larger than the last of its row, and not too far ahead of all. */
    private boolean isFresh(SequenceNumber number) {
        return number.seq() > accepted[number.ind()] && number.seq() - highest().seq() <= DELTA;
    }

    private SequenceNumber highest() {
        int best = 0;
        for (int ind = 1; ind < accepted.length; ind++) {
            best = accepted[ind] > accepted[best] ? ind : best;
        }
        return SequenceNumber.of(accepted[best], best);
    }

    private String auts(byte[] rand) {
        byte[] sqn = highest().bytes();
        byte[] hidden = Milenage.xor(sqn, milenage.akStar(rand));
        byte[] out = Arrays.copyOf(hidden, AuthenticationCentre.AUTS);
        byte[] mac = milenage.macS(rand, sqn, RESYNCHRONISATION_AMF);
        System.arraycopy(mac, 0, out, Milenage.SQN, Milenage.MAC);
        return Base64.getEncoder().encodeToString(out);
    }

    @Override
    public String toString() {
        return "Isim";
    }
}
