package org.wicgate.ice;

import java.net.InetSocketAddress;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.wicgate.ice.stun.StunClass;
import org.wicgate.ice.stun.StunError;
import org.wicgate.ice.stun.StunMessage;
import org.wicgate.ice.stun.StunWriter;

/**
 * The server half of both agents: authenticates checks with the current session's credentials or
 * the one's before, and answers (RFC 8489 §9.1.3, RFC 8445 §7.3).
 */
final class CheckServer {
    private final Supplier<Credentials> fresh;
    private final IceSink sink;
    private final StunWriter writer = new StunWriter();
    private Session current;
    private @Nullable Session previous;

    /**
     * @param fresh gives the credentials of a session that begins
     */
    CheckServer(Supplier<Credentials> fresh, IceSink sink) {
        this.fresh = fresh;
        this.sink = sink;
        current = new Session(fresh.get());
    }

    Session current() {
        return current;
    }

    /** Begins a new session; the current one stays good beside it. */
    void restart() {
        previous = current;
        current = new Session(fresh.get());
    }

    /** Ends the session before. */
    void forgetPrevious() {
        previous = null;
    }

    /** The session that the request is authentic for, or null when it was refused. */
    @Nullable Session authenticate(StunMessage request, int socket, InetSocketAddress from) {
        String username = request.username();
        if (username == null || !request.hasIntegrity()) {
            refuse(request, StunError.BAD_REQUEST, null, socket, from);
            return null;
        }
        Session session = find(username);
        if (session == null || !request.isAuthentic(session.localKey())) {
            refuse(request, StunError.UNAUTHENTICATED, null, socket, from);
            return null;
        }
        if (request.hasUnknownAttributes() || !request.isBinding()) {
            var error = request.isBinding() ? StunError.UNKNOWN_ATTRIBUTE : StunError.BAD_REQUEST;
            refuse(request, error, session, socket, from);
            return null;
        }
        return session;
    }

    private @Nullable Session find(String username) {
        if (current.isNamedBy(username)) {
            return current;
        }
        return previous != null && previous.isNamedBy(username) ? previous : null;
    }

    /** Answers with where the request came from. */
    void succeed(StunMessage request, Session session, int socket, InetSocketAddress from) {
        writer.start(StunClass.SUCCESS, request.transactionId())
                .mappedAddress(from)
                .integrity(session.localKey())
                .fingerprint();
        sink.transmit(writer.buffer(), 0, writer.length(), socket, from);
    }

    /** Answers with an error, with integrity when the request had it right. */
    void refuse(
            StunMessage request,
            StunError error,
            @Nullable Session session,
            int socket,
            InetSocketAddress from) {
        writer.start(StunClass.ERROR, request.transactionId()).error(error);
        if (error == StunError.UNKNOWN_ATTRIBUTE) {
            writer.unknownAttributes(request.unknownAttributes());
        }
        if (session != null) {
            writer.integrity(session.localKey());
        }
        writer.fingerprint();
        sink.transmit(writer.buffer(), 0, writer.length(), socket, from);
        sink.event(new IceEvent.Refused(error, from));
    }
}
