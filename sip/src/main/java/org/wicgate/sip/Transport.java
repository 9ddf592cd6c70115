package org.wicgate.sip;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What carries SIP: RFC 3261 §18, RFC 7118 §4. */
public enum Transport {
    WS,
    WSS,
    UDP,
    TCP,
    TLS;

    /** Whether the transport retransmits by itself, so that transactions need not. */
    public boolean isReliable() {
        return this != UDP;
    }

    /** The transport as the sent-protocol of a Via names it. */
    public String viaName() {
        return name();
    }

    /** The transport that a Via names, or null when it is one we do not speak. */
    public static @Nullable Transport ofViaName(String name) {
        return switch (name.toUpperCase(Locale.ROOT)) {
            case "WS" -> WS;
            case "WSS" -> WSS;
            case "UDP" -> UDP;
            case "TCP" -> TCP;
            case "TLS" -> TLS;
            default -> null;
        };
    }
}
