package org.wicgate.base;

/** Bytes written as characters that every protocol here lets through unescaped. */
final class Text {
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

    private Text() {}

    /** One character of [a-z2-7] for each byte: its lowest five bits. */
    static String base32(byte[] bytes) {
        char[] out = new char[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            out[i] = ALPHABET.charAt(bytes[i] & 31);
        }
        return new String(out);
    }
}
