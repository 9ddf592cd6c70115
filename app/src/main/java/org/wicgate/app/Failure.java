package org.wicgate.app;

import java.io.Serial;

/** Something the operator must mend; its message is the whole line that is printed. */
final class Failure extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    Failure(String line) {
        super(line);
    }

    Failure(String line, Throwable cause) {
        super(line, cause);
    }

    /**
     * What to print for a failure of any kind: our own words, or the type and message of a
     * stranger's.
     */
    static String line(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        if (failure instanceof Failure) {
            return message;
        }
        String first = message.lines().findFirst().orElse("");
        return failure.getClass().getSimpleName() + ": " + first;
    }
}
