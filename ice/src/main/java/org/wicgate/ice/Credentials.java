package org.wicgate.ice;

import org.wicgate.base.Entropy;

/**
 * The user fragment and password of one agent for one ICE session (RFC 8445 §5.3). The password is
 * a secret and never in {@link #toString}.
 *
 * @param ufrag goes into USERNAME, so it is seen by anybody on the path
 * @param password keys MESSAGE-INTEGRITY of the checks sent to this agent
 */
public record Credentials(String ufrag, String password) {
    private static final int UFRAG_LENGTH = 8;
    private static final int PASSWORD_LENGTH = 28;
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

    /** New ones: 40 random bits of user fragment, 140 of password. */
    public static Credentials create(Entropy entropy) {
        byte[] secret = new byte[PASSWORD_LENGTH];
        entropy.secret(secret);
        var password = new StringBuilder(PASSWORD_LENGTH);
        for (byte b : secret) {
            password.append(ALPHABET.charAt(b & 31));
        }
        return new Credentials(entropy.token(UFRAG_LENGTH), password.toString());
    }

    @Override
    public String toString() {
        return "Credentials[" + ufrag + "]";
    }
}
