package org.wicgate.interop;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.wicgate.store.Store;

/** Tokens that a WAF would not give. */
final class Tokens {
    private Tokens() {}

    /** The claims with a header that says no signature is needed (RFC 8725 §2.1). */
    static String withoutSignature(String claims) {
        byte[] header = "{\"alg\":\"none\",\"typ\":\"at+jwt\"}".getBytes(StandardCharsets.UTF_8);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(header) + "." + claims + ".";
    }

    /** A token like this one, signed with the WAF's own key, that ended five minutes ago. */
    static String expired(Path data, String token) {
        try (var store = Store.open(data.resolve("wicgate.db"))) {
            var key = RSAKey.parse(store.keys().keys().getLast().jwk());
            var good = SignedJWT.parse(token);
            Instant end = Instant.now().minusSeconds(300);
            var claims =
                    new JWTClaimsSet.Builder(good.getJWTClaimsSet())
                            .issueTime(Date.from(end.minusSeconds(600)))
                            .notBeforeTime(Date.from(end.minusSeconds(600)))
                            .expirationTime(Date.from(end))
                            .build();
            var expired = new SignedJWT(good.getHeader(), claims);
            expired.sign(new RSASSASigner(key));
            return expired.serialize();
        } catch (ParseException | JOSEException e) {
            throw new AssertionError("not the WAF's key or token", e);
        }
    }
}
