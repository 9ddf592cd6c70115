package org.wicgate.webrtc;

import org.jspecify.annotations.Nullable;
import org.wicgate.base.Decoded;
import org.wicgate.ice.stun.StunClass;
import org.wicgate.ice.stun.StunMessage;

/** Whom a STUN request is for, to find the transport at first contact. */
public final class Ufrag {
    private Ufrag() {}

    /**
     * The user fragment of ours that a STUN request names (the first half of USERNAME, RFC 8445
     * §7.2.2); null when the packet is no such request.
     */
    public static @Nullable String in(byte[] packet, int offset, int length) {
        if (length == 0 || !StunMessage.isStun(packet[offset])) {
            return null;
        }
        return switch (StunMessage.decode(packet, offset, length)) {
            case Decoded.Malformed<StunMessage> _ -> null;
            case Decoded.Ok<StunMessage> ok -> of(ok.value());
        };
    }

    private static @Nullable String of(StunMessage message) {
        String username = message.messageClass() == StunClass.REQUEST ? message.username() : null;
        int colon = username == null ? -1 : username.indexOf(':');
        return username == null || colon < 0 ? null : username.substring(0, colon);
    }
}
