package org.wicgate.store;

import org.wicgate.base.Unavailable;

/** The database did not do what it was asked; the message names it. */
public final class StoreFailure extends Unavailable {
    private static final long serialVersionUID = 1L;

    StoreFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
