package org.wicgate.aka;

import java.util.HexFormat;
import org.wicgate.base.Decoded;

/**
 * What a card and its authentication centre share (TS 33.102 §6.3.1): the subscriber's key K and
 * the operator's OPc. Secret, and so without a text of its own.
 */
public final class Keys {
    /** Octets of K, OP and OPc. */
    static final int SIZE = 16;

    private final byte[] k;
    private final byte[] opc;

    private Keys(byte[] k, byte[] opc) {
        this.k = k;
        this.opc = opc;
    }

    /** With OPc, as a card is personalised. */
    public static Keys of(byte[] k, byte[] opc) {
        if (k.length != SIZE || opc.length != SIZE) {
            throw new IllegalArgumentException("K and OPc have 16 octets");
        }
        return new Keys(k.clone(), opc.clone());
    }

    /** With OP, the same for all cards of an operator: TS 35.206 §4.1. */
    public static Keys ofOp(byte[] k, byte[] op) {
        if (op.length != SIZE) {
            throw new IllegalArgumentException("OP has 16 octets");
        }
        return of(k, Milenage.opc(k, op));
    }

    /** Reads both as 32 hexadecimal digits; the reason of a failure does not repeat them. */
    public static Decoded<Keys> ofHex(String k, String opc) {
        if (!isKey(k)) {
            return new Decoded.Malformed<>("K is not 32 hexadecimal digits");
        }
        if (!isKey(opc)) {
            return new Decoded.Malformed<>("OPc is not 32 hexadecimal digits");
        }
        var hex = HexFormat.of();
        return new Decoded.Ok<>(of(hex.parseHex(k), hex.parseHex(opc)));
    }

    private static boolean isKey(String text) {
        return text.length() == 2 * SIZE && text.chars().allMatch(HexFormat::isHexDigit);
    }

    Milenage milenage() {
        return new Milenage(k, opc);
    }

    byte[] opc() {
        return opc.clone();
    }

    @Override
    public String toString() {
        return "Keys";
    }
}
