package org.wicgate.lab;

import org.jspecify.annotations.Nullable;

/** Who answers when nobody is there: users of the domain that are programs. */
public enum Service {
    /** Answers at once and sends back what it hears. */
    ECHO("echo"),
    /** Rings, then answers and plays 440 Hz. */
    TONE("tone"),
    /** Answers 486. */
    BUSY("busy"),
    /** Rings until it is cancelled. */
    RING("ring");

    private final String user;

    Service(String user) {
        this.user = user;
    }

    /** Its name in the domain. */
    public String user() {
        return user;
    }

    static @Nullable Service of(String user) {
        for (var service : values()) {
            if (service.user.equals(user)) {
                return service;
            }
        }
        return null;
    }
}
