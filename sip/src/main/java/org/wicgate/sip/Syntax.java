package org.wicgate.sip;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Character classes of RFC 3261 §25.1 and the step between bytes and text. */
final class Syntax {
    private static final byte TOKEN = 1;
    private static final byte USER = 2;
    private static final byte URI_PARAM = 4;
    private static final byte HOST = 8;
    private static final byte WORD = 16;
    private static final byte HEX = 32;
    private static final byte STOP = 64;
    private static final byte[] CLASS = classes();

    /** What stands for bytes that are not UTF-8; or for itself. */
    private static final char NOT_UTF_8 = '\uFFFD';

    private Syntax() {}

    private static byte[] classes() {
        byte[] all = new byte[128];
        String alphanumeric = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
        String mark = "-_.!~*'()";
        mark(all, TOKEN, alphanumeric + "-.!%*_+`'~");
        mark(all, USER, alphanumeric + mark + "%&=+$,;?/:");
        mark(all, URI_PARAM, alphanumeric + mark + "%[]/:&+$");
        mark(all, HOST, alphanumeric + "-._");
        mark(all, WORD, alphanumeric + "-.!%*_+`'~()<>:\\\"/[]?{}@");
        mark(all, HEX, "0123456789abcdefABCDEF");
        mark(all, STOP, ";, \t\"<>");
        return all;
    }

    private static void mark(byte[] all, byte kind, String characters) {
        for (int i = 0; i < characters.length(); i++) {
            all[characters.charAt(i)] |= kind;
        }
    }

    private static boolean is(int c, byte kind) {
        return c >= 0 && c < 128 && (CLASS[c] & kind) != 0;
    }

    static boolean isToken(int c) {
        return is(c, TOKEN);
    }

    static boolean isUser(int c) {
        return is(c, USER);
    }

    static boolean isUriParam(int c) {
        return is(c, URI_PARAM);
    }

    static boolean isHost(int c) {
        return is(c, HOST);
    }

    static boolean isWord(int c) {
        return is(c, WORD);
    }

    static boolean isHex(int c) {
        return is(c, HEX);
    }

    /**
     * Whether a parameter's value that is not quoted goes on with this, whatever the standard says.
     */
    static boolean isParamValue(int c) {
        return c < 0 || c >= 128 || (CLASS[c] & STOP) == 0;
    }

    static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    static boolean isAlpha(int c) {
        return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
    }

    static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isToken(text.charAt(i))) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /** Whether every percent sign begins an escape. */
    static boolean escapesAreWhole(String text) {
        for (int i = text.indexOf('%'); i >= 0; i = text.indexOf('%', i + 1)) {
            if (i + 2 >= text.length()
                    || !isHex(text.charAt(i + 1))
                    || !isHex(text.charAt(i + 2))) {
                return false;
            }
        }
        return true;
    }

    static boolean matches(byte[] bytes, int from, String ascii) {
        if (from + ascii.length() > bytes.length) {
            return false;
        }
        for (int i = 0; i < ascii.length(); i++) {
            if (bytes[from + i] != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Text is UTF-8 (RFC 3261 §7); what is not UTF-8 is read as Latin-1, so that nothing is lost
     * unseen.
     */
    static String text(byte[] bytes, int from, int to) {
        String text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
        return text.indexOf(NOT_UTF_8) < 0 ? text : wideText(bytes, from, to);
    }

    private static String wideText(byte[] bytes, int from, int to) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, from, to - from))
                    .toString();
        } catch (CharacterCodingException _) {
            return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
