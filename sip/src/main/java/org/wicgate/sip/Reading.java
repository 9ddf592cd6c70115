package org.wicgate.sip;

import java.util.function.Supplier;
import org.wicgate.base.Decoded;

/** Turns the unwinding of one parser into a value. */
final class Reading {
    private Reading() {}

    static <T> Decoded<T> of(Supplier<T> parser) {
        try {
            return new Decoded.Ok<>(parser.get());
        } catch (Malformation m) {
            return new Decoded.Malformed<>(m.why());
        }
    }
}
