package org.wicgate.waf;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The keys of a vault, one after the other: each is known for a while before it is used, so that
 * whoever keeps keys has it by then, and after, until the last token that needs it is dead.
 *
 * @param <K> a key, read
 */
record KeyRing<K>(List<Turn<K>> turns) {
    /** How long a key is known before it is used: longer than anybody keeps the old set. */
    static final Duration AHEAD = Duration.ofMinutes(20);

    /** How long a key is known after the next one is used: no token lives longer. */
    static final Duration AFTER = Waf.Settings.MAX_LIFETIME.plus(TokenVerifier.Rules.MAX_SKEW);

    /** A key, and from when it is the one in use. */
    record Turn<K>(K key, Instant from) {}

    KeyRing {
        turns = List.copyOf(turns);
    }

    /** Makes the next key when it is time, forgets the dead, learns what others made. May block. */
    static <K> KeyRing<K> turned(
            KeyVault vault,
            Duration period,
            Supplier<String> make,
            Function<String, K> parse,
            Instant now) {
        var kept = vault.keys();
        if (kept.isEmpty() || !now.isBefore(kept.getLast().made().plus(period))) {
            int next = kept.isEmpty() ? 1 : kept.getLast().generation() + 1;
            vault.keep(new KeyVault.Kept(next, make.get(), now));
            kept = vault.keys();
        }
        var turns = new ArrayList<Turn<K>>();
        for (int i = 0; i < kept.size(); i++) {
            boolean isLast = i == kept.size() - 1;
            if (!isLast && !now.isBefore(kept.get(i + 1).made().plus(AHEAD).plus(AFTER))) {
                vault.forget(kept.get(i).generation());
            } else {
                var from = turns.isEmpty() ? Instant.MIN : kept.get(i).made().plus(AHEAD);
                turns.add(new Turn<>(parse.apply(kept.get(i).jwk()), from));
            }
        }
        return new KeyRing<>(turns);
    }

    /** The key in use now. */
    K current(Instant now) {
        for (int i = turns.size() - 1; i > 0; i--) {
            if (!now.isBefore(turns.get(i).from)) {
                return turns.get(i).key;
            }
        }
        return turns.getFirst().key;
    }

    /** All of them. */
    List<K> keys() {
        return turns.stream().map(Turn::key).toList();
    }
}
