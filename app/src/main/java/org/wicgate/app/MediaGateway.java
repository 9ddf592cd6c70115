package org.wicgate.app;

import org.wicgate.iq.Command;

/** Where contexts may be: one of our media workers, or an rtpengine. */
interface MediaGateway {
    /** What it is called in logs and in the admin API. */
    String name();

    /** Takes a command on any thread; false when too many wait. */
    boolean take(Command command);

    /** Whether it answers. */
    boolean isUp();
}
