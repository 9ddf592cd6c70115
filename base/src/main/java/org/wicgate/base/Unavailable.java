package org.wicgate.base;

/**
 * What a request needs does not answer now: whoever asked may ask again. The message is for the
 * log.
 */
public abstract class Unavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    protected Unavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
