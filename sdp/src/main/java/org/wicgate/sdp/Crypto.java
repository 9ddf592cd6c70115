package org.wicgate.sdp;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One way to protect a medium, with the keys of the end that says so (RFC 4568 §9.1, §9.2).
 *
 * @param tag its number, by which an answer names it
 * @param suite such as {@code AES_CM_128_HMAC_SHA1_80}
 * @param keys one or more
 * @param parameters of the session, as they stand
 */
public record Crypto(int tag, String suite, List<Key> keys, List<String> parameters) {
    private static final int MAX_TAG = 999_999_999;
    private static final int MAX_MKI = 128;
    private static final int MAX_POWER = 48;
    private static final int LONGEST = 1000;

    public Crypto {
        keys = List.copyOf(keys);
        parameters = List.copyOf(parameters);
    }

    /**
     * A master key.
     *
     * @param keyAndSalt in base64: a secret, never logged
     * @param lifetime packets that it may protect; 0 when nothing is said
     * @param mki what packets name it by, in hexadecimal; empty when they do not
     */
    public record Key(String keyAndSalt, long lifetime, String mki) {
        @Override
        public String toString() {
            return "Key[" + lifetime + ", " + mki + "]";
        }
    }

    /** One key without lifetime or name, and no parameters. */
    public static Crypto of(int tag, String suite, String keyAndSalt) {
        return new Crypto(tag, suite, List.of(new Key(keyAndSalt, 0, "")), List.of());
    }

    /** Reads the value of a=crypto; null when it is none. */
    public static @Nullable Crypto parse(String value) {
        if (value.length() > LONGEST) {
            return null;
        }
        var words = List.of(value.strip().split(" +", -1));
        int tag = Words.number(words.getFirst(), MAX_TAG);
        if (words.size() < 3 || tag < 0) {
            return null;
        }
        var keys = new ArrayList<Key>();
        for (String parameter : words.get(2).split(";", -1)) {
            var key = key(parameter);
            if (key == null) {
                return null;
            }
            keys.add(key);
        }
        return new Crypto(tag, words.get(1), keys, words.subList(3, words.size()));
    }

    private static @Nullable Key key(String parameter) {
        if (!parameter.startsWith("inline:")) {
            return null;
        }
        var parts = List.of(parameter.substring("inline:".length()).split("\\|", -1));
        boolean hasMki = parts.size() > 1 && parts.getLast().contains(":");
        int last = hasMki ? parts.size() - 1 : parts.size();
        if (last > 2 || !parts.getFirst().matches("[A-Za-z0-9+/]+={0,2}")) {
            return null;
        }
        long lifetime = last == 2 ? lifetime(parts.get(1)) : 0;
        String mki = hasMki ? mki(parts.getLast()) : "";
        return lifetime < 0 || mki == null ? null : new Key(parts.getFirst(), lifetime, mki);
    }

    /** RFC 4568 §6.1: a number, or a power of two; no key protects more than 2^48 packets. */
    private static long lifetime(String text) {
        boolean isPower = text.startsWith("2^");
        long number = Words.longNumber(isPower ? text.substring(2) : text, 1L << MAX_POWER);
        if (isPower) {
            return number < 0 || number > MAX_POWER ? -1 : 1L << number;
        }
        return number == 0 ? -1 : number;
    }

    private static @Nullable String mki(String text) {
        int colon = text.indexOf(':');
        String value = text.substring(0, colon);
        int length = Words.number(text.substring(colon + 1), MAX_MKI);
        if (length < 1 || !Words.isDigits(value)) {
            return null;
        }
        String hex = new BigInteger(value).toString(16);
        return hex.length() > 2 * length ? null : "0".repeat(2 * length - hex.length()) + hex;
    }

    /** The value of an a=crypto line with one key without lifetime or name. */
    public String value() {
        return tag + " " + suite + " inline:" + keys.getFirst().keyAndSalt();
    }

    /** Without the keys: fit for a log. */
    @Override
    public String toString() {
        return "Crypto[" + tag + ", " + suite + ", " + parameters + "]";
    }
}
