package org.wicgate.waf;

import com.nimbusds.jose.JWEObject;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.wicgate.base.Decoded;

/**
 * The keys of the eP-CSCF, for which a WAF encrypts its tokens (RFC 8898 §2.1.2), one after the
 * other as {@link SigningKeys}. Safe to share.
 */
public final class EncryptionKeys {
    private final KeyVault vault;
    private final Duration period;
    private volatile KeyRing<EncryptionKey> ring;

    private EncryptionKeys(KeyVault vault, Duration period, KeyRing<EncryptionKey> ring) {
        this.vault = vault;
        this.period = period;
        this.ring = ring;
    }

    /**
     * The keys of the vault; when it has none, or an old one, a new one is made. May block.
     *
     * @param period how long tokens are encrypted for one
     */
    public static EncryptionKeys open(KeyVault vault, Duration period, Instant now) {
        return new EncryptionKeys(vault, period, turned(vault, period, now));
    }

    /** Makes the next key when it is time, forgets the dead, learns what others made. May block. */
    public void turn(Instant now) {
        ring = turned(vault, period, now);
    }

    private static KeyRing<EncryptionKey> turned(KeyVault vault, Duration period, Instant now) {
        return KeyRing.turned(vault, period, EncryptionKey::make, EncryptionKey::parse, now);
    }

    /** The names of the keys that can decrypt. */
    public List<String> ids() {
        return ring.keys().stream().map(EncryptionKey::id).toList();
    }

    /** A signed token inside of one that the eP-CSCF alone reads. */
    String encrypt(String signed, Instant now) {
        return ring.current(now).encrypt(signed);
    }

    /** What is inside; a token that is not encrypted stays as it is, for the verifier to judge. */
    Decoded<String> decrypt(String token) {
        if (token.chars().filter(c -> c == '.').count() != 4) {
            return new Decoded.Ok<>(token);
        }
        if (!EncryptionKey.isOurs(token.substring(0, token.indexOf('.')))) {
            return new Decoded.Malformed<>("encrypted otherwise than our tokens");
        }
        try {
            var jwe = JWEObject.parse(token);
            for (var key : ring.keys()) {
                if (key.id().equals(jwe.getHeader().getKeyID())) {
                    return key.decrypt(jwe);
                }
            }
            return new Decoded.Malformed<>("encrypted for a key that is not ours");
        } catch (ParseException | IllegalArgumentException e) {
            return new Decoded.Malformed<>("not an encrypted token");
        }
    }
}
