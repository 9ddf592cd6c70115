package org.wicgate.waf;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.wicgate.base.Decoded;

/**
 * The keys of the WAF, one after the other: each is published for a while before it signs, so that
 * whoever keeps keys has it by then, and after, until its last token is dead. Safe to share.
 */
public final class SigningKeys {
    /** How long a key is published before it signs: longer than anybody keeps the old set. */
    public static final Duration AHEAD = Duration.ofMinutes(20);

    /** How long a key is published after the next one signs: no token lives longer. */
    static final Duration AFTER = Waf.Settings.MAX_LIFETIME.plus(TokenVerifier.Rules.MAX_SKEW);

    private record Signing(SigningKey key, Instant from) {}

    private record Ring(List<Signing> keys, String jwks, PublicKeys published) {}

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
        var kept = vault.keys();
        if (kept.isEmpty() || !now.isBefore(kept.getLast().made().plus(period))) {
            int next = kept.isEmpty() ? 1 : kept.getLast().generation() + 1;
            vault.keep(new KeyVault.Kept(next, SigningKey.make(), now));
            kept = vault.keys();
        }
        var keys = new ArrayList<Signing>();
        for (int i = 0; i < kept.size(); i++) {
            boolean isLast = i == kept.size() - 1;
            if (!isLast && !now.isBefore(kept.get(i + 1).made().plus(AHEAD).plus(AFTER))) {
                vault.forget(kept.get(i).generation());
            } else {
                var from = keys.isEmpty() ? Instant.MIN : kept.get(i).made().plus(AHEAD);
                keys.add(new Signing(SigningKey.parse(kept.get(i).jwk()), from));
            }
        }
        return ring(keys);
    }

    private static Ring ring(List<Signing> keys) {
        String jwks = SigningKey.jwks(keys.stream().map(Signing::key).toList());
        return switch (PublicKeys.decode(jwks)) {
            case Decoded.Ok<PublicKeys>(var published) ->
                    new Ring(List.copyOf(keys), jwks, published);
            case Decoded.Malformed<PublicKeys>(var why) -> throw new IllegalStateException(why);
        };
    }

    /** The key that signs now. */
    public SigningKey signing(Instant now) {
        var keys = ring.keys;
        for (int i = keys.size() - 1; i > 0; i--) {
            if (!now.isBefore(keys.get(i).from)) {
                return keys.get(i).key;
            }
        }
        return keys.getFirst().key;
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
