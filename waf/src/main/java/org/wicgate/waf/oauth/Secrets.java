package org.wicgate.waf.oauth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import org.wicgate.base.Entropy;

/**
 * Secrets of our own making: 256 random bits, kept as their SHA-256. Nobody guesses them, so a slow
 * hash would protect nothing.
 */
public final class Secrets {
    private static final int BYTES = 32;

    private Secrets() {}

    /** A new secret, 43 characters of base64url. */
    public static String make(Entropy entropy) {
        byte[] secret = new byte[BYTES];
        entropy.secret(secret);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    }

    /** What is kept of a secret. */
    public static String hash(String secret) {
        return HexFormat.of().formatHex(sha256(secret));
    }

    /** Whether {@code secret} has this hash; takes as long whatever it is. */
    static boolean matches(String secret, String hash) {
        return MessageDigest.isEqual(hash(secret).getBytes(UTF_8), hash.getBytes(UTF_8));
    }

    /** RFC 7636 §4.2, method S256. */
    public static String challenge(String verifier) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sha256(verifier));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
