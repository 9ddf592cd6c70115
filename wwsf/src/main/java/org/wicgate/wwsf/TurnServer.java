package org.wicgate.wwsf;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A TURN server that shares a secret with us, as coturn does ({@code use-auth-secret},
 * draft-uberti-behave-turn-rest-00): a user's name has its own end in it and the password is a MAC
 * of the name, so that the server needs no list of users and nothing handed out is good for long
 * (TS 33.203 X.5).
 *
 * @param urls {@code turn:} or {@code turns:} (RFC 7065)
 * @param secret never logged
 * @param lifetime of what is handed out
 */
public record TurnServer(List<String> urls, String secret, Duration lifetime) {
    public TurnServer {
        urls = List.copyOf(urls);
        if (secret.isEmpty()) {
            throw new IllegalArgumentException("a TURN server without a secret");
        }
    }

    /** What one user may use from now on. */
    public IceServer lentTo(String user, Instant now) {
        String username = now.plus(lifetime).getEpochSecond() + ":" + user;
        try {
            var mac = Mac.getInstance("HmacSHA1"); // the draft's and coturn's choice
            mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA1"));
            byte[] password = mac.doFinal(username.getBytes(UTF_8));
            return new IceServer(urls, username, Base64.getEncoder().encodeToString(password));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA1", e);
        }
    }

    @Override
    public String toString() {
        return "TurnServer" + urls;
    }
}
