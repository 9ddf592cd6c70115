package org.wicgate.net;

import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Who may open a WebSocket, besides what Origin and limits say (RFC 7118 §7). */
public sealed interface W2Admission {
    /** Everybody: SIP has its own authentication. */
    record Anybody() implements W2Admission {}

    /**
     * Who brings the cookie of a web session; others are answered 401.
     *
     * @param challenge the WWW-Authenticate of the 401 (RFC 9110 §15.5.2)
     * @param isKnown whether the Cookie header of a handshake, empty for none, has a session that
     *     is open; asked on the shard's thread and so must not block, answered from any
     */
    record WithSession(String challenge, Function<String, CompletionStage<Boolean>> isKnown)
            implements W2Admission {}
}
