package org.wicgate.dtls;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** Fingerprints made and compared (RFC 8122 §5). */
final class Fingerprints {
    private static final HexFormat PAIRS = HexFormat.ofDelimiter(":").withUpperCase();

    private Fingerprints() {}

    static Fingerprint sha256(byte[] certificate) {
        return new Fingerprint("sha-256", PAIRS.formatHex(digest("SHA-256", certificate)));
    }

    /**
     * Whether one of {@code signalled} is the certificate's. SHA-1 and MD5 are never believed (RFC
     * 8122 §5.1).
     */
    static boolean match(List<Fingerprint> signalled, byte[] certificate) {
        return signalled.stream().anyMatch(f -> matches(f, certificate));
    }

    private static boolean matches(Fingerprint signalled, byte[] certificate) {
        return switch (signalled.hash().toLowerCase(Locale.ROOT)) {
            case "sha-256" -> isEqual(signalled, digest("SHA-256", certificate));
            case "sha-384" -> isEqual(signalled, digest("SHA-384", certificate));
            case "sha-512" -> isEqual(signalled, digest("SHA-512", certificate));
            default -> false;
        };
    }

    private static boolean isEqual(Fingerprint signalled, byte[] digest) {
        return PAIRS.formatHex(digest).equalsIgnoreCase(signalled.value());
    }

    private static byte[] digest(String algorithm, byte[] certificate) {
        try {
            return MessageDigest.getInstance(algorithm).digest(certificate);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + algorithm, e);
        }
    }
}
