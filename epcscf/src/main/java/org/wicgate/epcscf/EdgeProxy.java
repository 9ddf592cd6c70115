package org.wicgate.epcscf;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Decoded;
import org.wicgate.base.Entropy;
import org.wicgate.base.Machine;
import org.wicgate.iq.Command;
import org.wicgate.iq.Event;
import org.wicgate.sip.Hop;
import org.wicgate.sip.Limits;
import org.wicgate.sip.Refusal;
import org.wicgate.sip.SipMessage;
import org.wicgate.sip.Transport;

/**
 * One shard of an eP-CSCF (TS 24.371 §5.5): its WebSocket connections and every registration,
 * transaction and call that rides on them.
 */
public final class EdgeProxy implements Machine<EdgeProxy.In, EdgeProxy.Out> {
    /** What happens to it. */
    public sealed interface In {
        /**
         * A WebSocket is open.
         *
         * @param transport WS or WSS
         * @param origin the Origin of the handshake, empty for none
         * @param remote the other end, for reports
         */
        record ConnectionOpened(long connection, Transport transport, String origin, String remote)
                implements In {}

        /** A WebSocket is closed, by whomever, or its peer is dead. */
        record ConnectionClosed(long connection, String why) implements In {}

        /** A WIC sent a message. */
        record FromAccess(long connection, SipMessage message) implements In {}

        /** A WIC sent a request that is not well formed; {@code refusal} answers it. */
        record BadRequest(long connection, Refusal refusal) implements In {}

        /** A WIC sent something that nobody can answer. */
        record Garbage(long connection, String why) implements In {}

        /** A message came on Mw. */
        record FromCore(SipMessage message, Hop from) implements In {}

        /** Nothing can be sent there on Mw. */
        record CoreFailed(Hop hop) implements In {}

        /** The eIMS-AGW says something. */
        record FromGateway(Event event) implements In {}

        /** The answer to {@link Out.Verify}. */
        record Verified(long correlation, TokenVerdict verdict) implements In {}

        /** What the bytes of a WebSocket message are. */
        static In fromAccess(long connection, byte[] bytes, Limits limits) {
            return switch (SipMessage.decode(bytes, limits)) {
                case Decoded.Ok(var message) -> new FromAccess(connection, message);
                case Decoded.Malformed(var why) -> {
                    var refusal = SipMessage.refusal(bytes, limits);
                    yield refusal == null
                            ? new Garbage(connection, why)
                            : new BadRequest(connection, refusal);
                }
            };
        }
    }

    /** What it wants done. */
    public sealed interface Out {
        /** Sends a message, on W2 or on Mw as the hop says. */
        record Transmit(SipMessage message, Hop to) implements Out {}

        /** Answers what was no well-formed request. */
        record Refuse(Refusal refusal, Hop to) implements Out {}

        /** Closes a WebSocket (RFC 6455 §7.4). */
        record Close(long connection, int code, String reason) implements Out {}

        /** Wants to know whether a token is good. The token is a secret: never log this. */
        record Verify(long correlation, String token) implements Out {
            @Override
            public String toString() {
                return "Verify[" + correlation + "]";
            }
        }

        /** Wants something of the eIMS-AGW. */
        record ToGateway(Command command) implements Out {}

        /** Something for logs and metrics. */
        record Tell(Report report) implements Out {}
    }

    private final Queue<Out> out = new ArrayDeque<>();

    public EdgeProxy(Config config, int shard, NodeKey key, Entropy entropy) {}

    @Override
    public void handle(In input, Instant now) {}

    @Override
    public void tick(Instant now) {}

    @Override
    public @Nullable Out poll() {
        return out.poll();
    }

    @Override
    public Instant deadline() {
        return Instant.MAX;
    }
}
