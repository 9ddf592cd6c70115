package org.wicgate.app;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The media gateways, for the admin API, which listens before there are any. */
final class Gateways {
    private volatile @Nullable IqLink iq;

    void see(IqLink link) {
        iq = link;
    }

    /**
     * Takes a gateway out of the choice for new contexts, or in again; false when none is so
     * called.
     */
    boolean drain(String name, boolean isDraining) {
        var link = iq;
        return link != null && link.drain(name, isDraining);
    }

    /** As JSON objects. */
    List<Map<String, Object>> json() {
        var link = iq;
        return link == null ? List.of() : link.json();
    }
}
