package org.wicgate.sip;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Locale;
import org.wicgate.base.Decoded;

/**
 * What a server says in the answer to a proof that was good: RFC 7616 §3.5. A missing parameter is
 * empty text.
 *
 * @param nextNonce to be used for the next request
 * @param rspauth the server's own proof that it knows the password
 */
public record AuthenticationInfo(
        String nextNonce, String qop, String rspauth, String cnonce, String nc) {
    /**
     * Answers a proof with a proof.
     *
     * @param ha1 of the proof's user and algorithm
     * @param nextNonce empty when the one used may be used again
     */
    public static AuthenticationInfo to(Credentials.Digest proof, String ha1, String nextNonce) {
        return new AuthenticationInfo(
                nextNonce, proof.qop(), rspauth(proof, ha1), proof.cnonce(), proof.nc());
    }

    /** Whether the server knows the password, or does not say so. */
    public boolean answers(Credentials.Digest proof, String ha1) {
        if (rspauth.isEmpty()) {
            return true;
        }
        byte[] wanted = rspauth(proof, ha1).getBytes(StandardCharsets.ISO_8859_1);
        byte[] given = rspauth.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.ISO_8859_1);
        return MessageDigest.isEqual(wanted, given);
    }

    /** "A2 = ":" request-uri": as the proof, without a method. */
    private static String rspauth(Credentials.Digest proof, String ha1) {
        var known = DigestAlgorithm.of(proof.algorithm());
        return known == null || proof.qop().isEmpty() ? "" : proof.compute(known, ha1, "");
    }

    /** For {@code Authentication-Info}. */
    public String format() {
        var parts = new ArrayList<String>();
        add(parts, "nextnonce", nextNonce, true);
        add(parts, "qop", qop, false);
        add(parts, "rspauth", rspauth, true);
        add(parts, "cnonce", cnonce, true);
        add(parts, "nc", nc, false);
        return String.join(", ", parts);
    }

    private static void add(ArrayList<String> parts, String name, String value, boolean quoted) {
        if (!value.isEmpty()) {
            parts.add(name + "=" + (quoted ? Quoted.quote(value) : value));
        }
    }

    /** Reads the header's value. */
    public static Decoded<AuthenticationInfo> decode(String value) {
        return Reading.of(() -> {
            var fields = AuthFields.read("", new Cursor(value));
            return new AuthenticationInfo(
                    fields.text("nextnonce"),
                    fields.text("qop"),
                    fields.text("rspauth"),
                    fields.text("cnonce"),
                    fields.text("nc"));
        });
    }
}
