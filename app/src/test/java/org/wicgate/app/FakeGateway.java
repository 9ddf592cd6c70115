package org.wicgate.app;

import java.util.function.Predicate;
import org.wicgate.iq.Command;

/** A gateway whose commands a test takes. */
final class FakeGateway implements MediaGateway {
    private final String name;
    private final Predicate<Command> taker;
    boolean isUp = true;

    FakeGateway(String name, Predicate<Command> taker) {
        this.name = name;
        this.taker = taker;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean take(Command command) {
        return taker.test(command);
    }

    @Override
    public boolean isUp() {
        return isUp;
    }
}
