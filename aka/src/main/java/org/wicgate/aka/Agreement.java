package org.wicgate.aka;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What both ends have in common after a challenge: RES, IK and CK. Secret. */
public final class Agreement {
    private static final byte[] LABEL =
            "http-digest-akav2-password".getBytes(StandardCharsets.US_ASCII);

    private final byte[] key;

    private Agreement(byte[] key) {
        this.key = key;
    }

    static Agreement of(Milenage milenage, byte[] rand) {
        return of(milenage.res(rand), milenage.ik(rand), milenage.ck(rand));
    }

    static Agreement of(byte[] res, byte[] ik, byte[] ck) {
        var all = new ByteArrayOutputStream();
        all.writeBytes(res);
        all.writeBytes(ik);
        all.writeBytes(ck);
        return new Agreement(all.toByteArray());
    }

    /**
     * The password for {@code AKAv2-SHA-256}: base64 of PRF(RES || IK || CK,
     * "http-digest-akav2-password"), where the PRF is HMAC with the hash that the algorithm names
     * (RFC 4169 §3).
     */
    public String password() {
        try {
            var prf = Mac.getInstance("HmacSHA256");
            prf.init(new SecretKeySpec(key, "HmacSHA256"));
            return Base64.getEncoder().encodeToString(prf.doFinal(LABEL));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HmacSHA256 is part of every JDK", e);
        }
    }

    @Override
    public String toString() {
        return "Agreement";
    }
}
