package org.wicgate.sip;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The hashes of Digest: RFC 7616 §3.2, RFC 8760 §2. */
public enum DigestAlgorithm {
    MD5("MD5"),
    SHA_256("SHA-256");

    private final String token;

    DigestAlgorithm(String token) {
        this.token = token;
    }

    /** As a challenge names it. */
    public String token() {
        return token;
    }

    /** The algorithm so named; MD5 when nothing is named; null when we do not have it. */
    public static @Nullable DigestAlgorithm of(String token) {
        if (token.isEmpty() || token.equalsIgnoreCase(MD5.token)) {
            return MD5;
        }
        return token.equalsIgnoreCase(SHA_256.token) ? SHA_256 : null;
    }

    /** What a server keeps in the place of a password: RFC 7616 §3.4.2. */
    public String ha1(String username, String realm, String password) {
        return hash(username + ":" + realm + ":" + password);
    }

    String hash(String text) {
        try {
            byte[] digest =
                    MessageDigest.getInstance(token).digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(token + " is part of every JDK", e);
        }
    }
}
