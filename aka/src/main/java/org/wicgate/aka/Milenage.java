package org.wicgate.aka;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/** The functions f1 to f5* of one subscriber: TS 35.206 §4.1, with AES-128 as the kernel. */
final class Milenage {
    /** Octets of RAND, CK and IK. */
    static final int BLOCK = 16;

    /** Octets of SQN, AK and AK*. */
    static final int SQN = 6;

    /** Octets of a MAC and of RES. */
    static final int MAC = 8;

    /** Octets of AMF. */
    static final int AMF = 2;

    private final Cipher kernel;
    private final byte[] opc;

    Milenage(byte[] k, byte[] opc) {
        this.kernel = kernel(k);
        this.opc = opc.clone();
    }

    /** The operator's OP made the subscriber's own. */
    static byte[] opc(byte[] k, byte[] op) {
        return xor(encrypt(kernel(k), op), op);
    }

    /** f1: MAC-A, by which the network is known. */
    byte[] macA(byte[] rand, byte[] sqn, byte[] amf) {
        return Arrays.copyOf(out1(rand, sqn, amf), MAC);
    }

    /** f1*: MAC-S, by which the card is known when it resynchronises. */
    byte[] macS(byte[] rand, byte[] sqn, byte[] amf) {
        return Arrays.copyOfRange(out1(rand, sqn, amf), MAC, BLOCK);
    }

    private byte[] out1(byte[] rand, byte[] sqn, byte[] amf) {
        byte[] in = new byte[BLOCK];
        for (int half = 0; half < BLOCK; half += MAC) {
            System.arraycopy(sqn, 0, in, half, SQN);
            System.arraycopy(amf, 0, in, half + SQN, AMF);
        }
        byte[] mixed = xor(temp(rand), rotated(xor(in, opc), MAC)); // r1 = 64, c1 = 0
        return xor(encrypt(kernel, mixed), opc);
    }

    /** f2: RES. */
    byte[] res(byte[] rand) {
        return Arrays.copyOfRange(out(rand, 0, 1), MAC, BLOCK);
    }

    /** f3: CK. */
    byte[] ck(byte[] rand) {
        return out(rand, 4, 2);
    }

    /** f4: IK. */
    byte[] ik(byte[] rand) {
        return out(rand, 8, 4);
    }

    /** f5: AK, which hides the sequence number of a challenge. */
    byte[] ak(byte[] rand) {
        return Arrays.copyOf(out(rand, 0, 1), SQN);
    }

    /** f5*: AK*, which hides that of a resynchronisation. */
    byte[] akStar(byte[] rand) {
        return Arrays.copyOf(out(rand, 12, 8), SQN);
    }

    /** OUT2 to OUT5: rotated by so many octets, with the constant in the last octet. */
    private byte[] out(byte[] rand, int rotation, int constant) {
        byte[] in = rotated(xor(temp(rand), opc), rotation);
        in[BLOCK - 1] ^= (byte) constant;
        return xor(encrypt(kernel, in), opc);
    }

    private byte[] temp(byte[] rand) {
        return encrypt(kernel, xor(rand, opc));
    }

    /** Towards the most significant end, cyclically. */
    private static byte[] rotated(byte[] block, int octets) {
        byte[] out = new byte[BLOCK];
        for (int i = 0; i < BLOCK; i++) {
            out[i] = block[(i + octets) % BLOCK];
        }
        return out;
    }

    static byte[] xor(byte[] a, byte[] b) {
        byte[] out = a.clone();
        for (int i = 0; i < out.length; i++) {
            out[i] ^= b[i];
        }
        return out;
    }

    // One block at a time is what TS 35.206 asks for: no mode of operation is involved.
    @SuppressWarnings("InsecureCryptoUsage")
    private static Cipher kernel(byte[] k) {
        try {
            var cipher = Cipher.getInstance("AES/ECB/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(k, "AES"));
            return cipher;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES is part of every JDK", e);
        }
    }

    private static byte[] encrypt(Cipher cipher, byte[] block) {
        try {
            return cipher.doFinal(block);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("one block of AES", e);
        }
    }
}
