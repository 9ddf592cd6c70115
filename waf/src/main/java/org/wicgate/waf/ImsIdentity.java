package org.wicgate.waf;

import java.util.List;

/**
 * A private identity and the public identities it may use; the first public one is the default (TS
 * 23.228 §4.3.3).
 */
public record ImsIdentity(String impi, List<String> impus) {
    public ImsIdentity {
        impus = List.copyOf(impus);
        if (impi.isBlank() || impus.isEmpty()) {
            throw new IllegalArgumentException("needs an IMPI and at least one IMPU: " + impi);
        }
    }

    /** The public identity used when nothing else is said. */
    public String defaultImpu() {
        return impus.getFirst();
    }
}
