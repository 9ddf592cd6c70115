package org.wicgate.waf;

import java.time.Instant;
import java.util.List;
import java.util.TreeMap;

/** Where signing keys outlive the process. Each call may block. */
public interface KeyVault {
    /**
     * A key that is kept.
     *
     * @param generation 1 for the first, one more for each that follows
     * @param jwk a private JWK: a secret
     * @param made when; the epoch for a key that is older than this note
     */
    record Kept(int generation, String jwk, Instant made) {
        @Override
        public String toString() {
            return "Kept[" + generation + ", " + made + "]";
        }
    }

    /** The keys kept, in the order of their generations. */
    List<Kept> keys();

    /** Keeps a key unless one of its generation is there: of two who make one, one wins. */
    void keep(Kept key);

    /** Forgets the key of a generation. */
    void forget(int generation);

    /** A vault that ends with the process. For one thread. */
    static KeyVault inMemory() {
        return new KeyVault() {
            private final TreeMap<Integer, Kept> byGeneration = new TreeMap<>();

            @Override
            public List<Kept> keys() {
                return List.copyOf(byGeneration.values());
            }

            @Override
            public void keep(Kept key) {
                byGeneration.putIfAbsent(key.generation(), key);
            }

            @Override
            public void forget(int generation) {
                byGeneration.remove(generation);
            }
        };
    }
}
