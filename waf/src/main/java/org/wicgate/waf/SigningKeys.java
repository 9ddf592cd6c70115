package org.wicgate.waf;

import java.time.Duration;
import java.time.Instant;
import org.wicgate.base.Decoded;

/**
 * The keys of the WAF, one after the other: each is published for a while before it signs, so that
 * whoever keeps keys has it by then, and after, until its last token is dead. Safe to share.
 */
public final class SigningKeys {
    /** How long a key is published before it signs: longer than anybody keeps the old set. */
    public static final Duration AHEAD = KeyRing.AHEAD;

    /** How long a key is published after the next one signs: no token lives longer. */
    static final Duration AFTER = KeyRing.AFTER;

    private record Ring(KeyRing<SigningKey> keys, String jwks, PublicKeys published) {}

    private final KeyVault vault;
    private final Duration period;
    private volatile Ring ring;

    private SigningKeys(KeyVault vault, Duration period, Ring ring) {
        this.vault = vault;
        this.period = period;
        this.ring = ring;
    }

    /**
     * The keys of the vault; when it has none, or an old one, a new one is made (takes up to a
     * second). May block.
     *
     * @param period how long one signs; whoever opens calls {@link #turn} more often than {@link
     *     #AHEAD}
     */
    public static SigningKeys open(KeyVault vault, Duration period, Instant now) {
        return new SigningKeys(vault, period, turned(vault, period, now));
    }

    /** Makes the next key when it is time, forgets the dead, learns what others made. May block. */
    public void turn(Instant now) {
        ring = turned(vault, period, now);
    }

    private static Ring turned(KeyVault vault, Duration period, Instant now) {
        var keys = KeyRing.turned(vault, period, SigningKey::make, SigningKey::parse, now);
        String jwks = SigningKey.jwks(keys.keys());
        return switch (PublicKeys.decode(jwks)) {
            case Decoded.Ok<PublicKeys>(var published) -> new Ring(keys, jwks, published);
            case Decoded.Malformed<PublicKeys>(var why) -> throw new IllegalStateException(why);
        };
    }

    /** The key that signs now. */
    public SigningKey signing(Instant now) {
        return ring.keys.current(now);
    }

    /** All that is published, as JWKS JSON (RFC 7517 §5). */
    public String jwks() {
        return ring.jwks;
    }

    /** The same, to verify with. */
    public PublicKeys published() {
        return ring.published;
    }
}
