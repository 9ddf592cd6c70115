package org.wicgate.sdp;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where RTCP is wanted when not on the next port (RFC 3605 §2.1).
 *
 * @param port the port
 * @param connection another address than that of RTP
 */
public record Rtcp(int port, Optional<Connection> connection) {
    /** Reads the value of a=rtcp; null when it is none. */
    static @Nullable Rtcp parse(String value) {
        int space = value.indexOf(' ');
        int port = Words.number(space < 0 ? value : value.substring(0, space), 65535);
        if (port < 0) {
            return null;
        }
        return new Rtcp(
                port,
                space < 0
                        ? Optional.empty()
                        : Optional.ofNullable(Connection.parse(value.substring(space + 1))));
    }
}
