package org.wicgate.sip;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The algorithms of Digest: RFC 7616 §3.2, RFC 8760 §2, and that of a card, RFC 4169 §3. */
public enum DigestAlgorithm {
    MD5("MD5", "MD5"),
    SHA_256("SHA-256", "SHA-256"),
    /** The password comes out of IMS AKA, new with each nonce: TS 33.203 §X.2. */
    AKAV2_SHA_256("AKAv2-SHA-256", "SHA-256");

    private final String token;
    private final String hash;

    DigestAlgorithm(String token, String hash) {
        this.token = token;
        this.hash = hash;
    }

    /** As a challenge names it. */
    public String token() {
        return token;
    }

    /** The algorithm so named; MD5 when nothing is named; null when we do not have it. */
    public static @Nullable DigestAlgorithm of(String token) {
        if (token.isEmpty()) {
            return MD5;
        }
        for (var known : values()) {
            if (token.equalsIgnoreCase(known.token)) {
                return known;
            }
        }
        return null;
    }

    /** Whether the password is one that the user chose, and not a card's. */
    public boolean isOfPassword() {
        return this != AKAV2_SHA_256;
    }

    /** What a server keeps in the place of a password: RFC 7616 §3.4.2. */
    public String ha1(String username, String realm, String password) {
        return hash(username + ":" + realm + ":" + password);
    }

    String hash(String text) {
        try {
            byte[] digest =
                    MessageDigest.getInstance(hash).digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(hash + " is part of every JDK", e);
        }
    }
}
