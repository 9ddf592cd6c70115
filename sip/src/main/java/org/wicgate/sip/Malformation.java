package org.wicgate.sip;

/** Unwinds one parser; never leaves it. Has no stack, so that a flood of garbage is cheap. */
final class Malformation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String why;

    Malformation(String why) {
        super(why, null, false, false);
        this.why = why;
    }

    String why() {
        return why;
    }
}
