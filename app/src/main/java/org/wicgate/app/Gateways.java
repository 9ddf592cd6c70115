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

    /** As JSON objects. */
    List<Map<String, Object>> json() {
        var link = iq;
        return link == null ? List.of() : link.json();
    }
}
