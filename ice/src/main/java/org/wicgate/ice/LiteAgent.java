package org.wicgate.ice;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Decoded;
import org.wicgate.base.Entropy;
import org.wicgate.ice.stun.StunError;
import org.wicgate.ice.stun.StunMessage;

/**
 * An ICE-lite agent (RFC 8445 §2.5): always controlled, never sends a check, answers the peer's.
 * What the peer nominates is selected, the last nomination counts. It sends no consent checks of
 * its own, but counts the peer's: consent expires when none came on the selected pair in time.
 */
public final class LiteAgent implements IceAgent {
    private static final long NEVER = Long.MAX_VALUE;

    private final long connectNanos;
    private final long consentNanos;
    private final IceSink sink;
    private final CheckServer server;
    private final Paths paths;

    private Paths.@Nullable Path selected;
    private long deadline = NEVER;

    /**
     * @param connect how long after {@link #expectPeer} a pair must be selected
     * @param consent how long after the last valid check on the selected pair consent expires
     */
    public LiteAgent(Duration connect, Duration consent, Entropy entropy, IceSink sink) {
        this(connect, consent, () -> Credentials.create(entropy), sink);
    }

    /**
     * The agent of another component of a stream: all of them have the same credentials (RFC 8839
     * §5.4).
     *
     * @param fresh the first one's, asked for now and at each restart, after the first has its own
     */
    public LiteAgent(
            Duration connect, Duration consent, Supplier<Credentials> fresh, IceSink sink) {
        this.connectNanos = connect.toNanos();
        this.consentNanos = consent.toNanos();
        this.sink = sink;
        this.server = new CheckServer(fresh, sink);
        this.paths = new Paths(sink);
    }

    @Override
    public Credentials credentials() {
        return server.current().local();
    }

    /** The candidates are of no use to a lite agent. */
    @Override
    public void remote(Credentials credentials, List<Candidate> candidates, long nowNanos) {
        if (!server.current().knows(credentials)) {
            server.current().remote(credentials);
        }
    }

    @Override
    public void expectPeer(long nowNanos) {
        if (selected == null) {
            deadline = nowNanos + connectNanos;
        }
    }

    @Override
    public void restart(long nowNanos) {
        server.restart();
    }

    @Override
    public void receive(
            byte[] packet,
            int offset,
            int length,
            int socket,
            InetSocketAddress from,
            long nowNanos) {
        switch (StunMessage.decode(packet, offset, length)) {
            case Decoded.Malformed<StunMessage> bad ->
                    sink.event(new IceEvent.Discarded(bad.why(), from));
            case Decoded.Ok<StunMessage> good -> {
                switch (good.value().messageClass()) {
                    case REQUEST -> onRequest(good.value(), socket, from, nowNanos);
                    case INDICATION -> {} // a keepalive (RFC 8445 §11): nothing to do
                    case SUCCESS, ERROR ->
                            sink.event(new IceEvent.Discarded("answer to no request", from));
                }
            }
        }
    }

    private void onRequest(StunMessage request, int socket, InetSocketAddress from, long nowNanos) {
        Session session = server.authenticate(request, socket, from);
        if (session == null) {
            return;
        }
        if (request.isFromControlled()) { // RFC 8445 §7.3.1.1: a lite agent cannot take over
            server.refuse(request, StunError.ROLE_CONFLICT, session, socket, from);
            return;
        }
        server.succeed(request, session, socket, from);
        var path = paths.touch(socket, from, selected);
        if (request.usesCandidate() && (session == server.current() || selected == null)) {
            select(path, session);
        }
        if (path.equals(selected)) {
            deadline = nowNanos + consentNanos;
        }
    }

    private void select(Paths.Path path, Session session) {
        if (session == server.current()) {
            server.forgetPrevious();
        }
        if (!path.equals(selected)) {
            selected = path;
            sink.event(new IceEvent.Selected(path.socket(), path.remote()));
        }
    }

    @Override
    public void tick(long nowNanos) {
        if (nowNanos < deadline) {
            return;
        }
        deadline = NEVER;
        boolean wasConnected = selected != null;
        selected = null;
        sink.event(wasConnected ? new IceEvent.ConsentExpired() : new IceEvent.TimedOut());
    }

    @Override
    public long deadline() {
        return deadline;
    }

    @Override
    public boolean isValidated(int socket, InetSocketAddress remote) {
        return (selected != null && selected.is(socket, remote)) || paths.contains(socket, remote);
    }
}
