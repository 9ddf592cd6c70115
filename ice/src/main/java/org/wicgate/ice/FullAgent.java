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
 * A full ICE agent with host candidates and one component (RFC 8445): checks every pair, paced,
 * answers the peer's checks and checks back, repairs roles, nominates when controlling, and keeps
 * the peer's consent with checks of its own (RFC 7675).
 */
public final class FullAgent implements IceAgent {
    private static final long NEVER = Long.MAX_VALUE;
    private static final long TA = Duration.ofMillis(50).toNanos(); // RFC 8445 §14.2
    private static final long NOMINATION_GRACE = 4 * TA;

    private final long connectNanos;
    private final Role role;
    private final Pairing pairing;
    private final IceSink sink;
    private final CheckServer server;
    private final CheckClient client;
    private final Paths paths;
    private final Consent consent;

    private @Nullable Pair selected;
    private boolean concluded;
    private long paceAt = NEVER;
    private long nominateAt = NEVER;
    private long connectBy = NEVER;

    /**
     * @param controlling the role to begin with
     * @param locals where it is
     * @param connect how long after {@link #expectPeer} a pair must be selected
     * @param consent how long after the last valid answer on the selected pair consent expires
     * @param fresh new credentials, asked for now and at each restart; for a further component of a
     *     stream those that the first has by then (RFC 8839 §5.4)
     */
    public FullAgent(
            boolean controlling,
            Locals locals,
            Duration connect,
            Duration consent,
            Supplier<Credentials> fresh,
            Entropy entropy,
            IceSink sink) {
        this.pairing = new Pairing(locals);
        this.connectNanos = connect.toNanos();
        this.sink = sink;
        this.server = new CheckServer(fresh, sink);
        this.paths = new Paths(sink);
        this.consent = new Consent(consent.toNanos(), entropy);
        this.role = new Role(controlling, entropy);
        this.client = new CheckClient(entropy, role.tieBreaker(), sink);
    }

    @Override
    public Credentials credentials() {
        return server.current().local();
    }

    /** Whether this agent nominates. */
    public boolean isControlling() {
        return role.isControlling();
    }

    @Override
    public void remote(Credentials credentials, List<Candidate> remote, long nowNanos) {
        var session = server.current();
        if (!session.knows(credentials)) {
            if (session.remoteKey() != null) {
                newCheckList();
            }
            session.remote(credentials);
        }
        pairing.add(remote, role.isControlling());
        schedule(nowNanos);
    }

    private void newCheckList() {
        pairing.renew();
        concluded = false;
        nominateAt = NEVER;
        client.forgetChecks();
    }

    @Override
    public void expectPeer(long nowNanos) {
        if (!concluded) {
            connectBy = nowNanos + connectNanos;
        }
    }

    @Override
    public void restart(long nowNanos) {
        server.restart();
        newCheckList();
    }

    @Override
    public void receive(
            byte[] packet,
            int offset,
            int length,
            int socket,
            InetSocketAddress from,
            long nowNanos) {
        if (!pairing.has(socket)) {
            throw new IllegalStateException("no socket " + socket);
        }
        switch (StunMessage.decode(packet, offset, length)) {
            case Decoded.Malformed<StunMessage> bad ->
                    sink.event(new IceEvent.Discarded(bad.why(), from));
            case Decoded.Ok<StunMessage> good -> {
                switch (good.value().messageClass()) {
                    case REQUEST -> onRequest(good.value(), socket, from, nowNanos);
                    case INDICATION -> {} // a keepalive (RFC 8445 §11): nothing to do
                    case SUCCESS, ERROR -> onAnswer(good.value(), socket, from, nowNanos);
                }
            }
        }
        schedule(nowNanos);
    }

    private void onRequest(StunMessage request, int socket, InetSocketAddress from, long nowNanos) {
        Session session = server.authenticate(request, socket, from);
        if (session == null || isRefusedForRole(request, session, socket, from)) {
            return;
        }
        server.succeed(request, session, socket, from);
        paths.touch(socket, from, selectedPath());
        if (session != server.current()) {
            return; // consent of the session before; its pairs are no longer checked
        }
        Pair pair = pairing.checks().find(socket, from);
        if (pair == null) {
            pair = pairing.learn(request.priority(), socket, from, role.isControlling());
            if (pair == null) {
                return; // the list is full
            }
            sink.event(new IceEvent.PeerReflexive(pair.peer()));
        }
        boolean nominated = request.usesCandidate() && !role.isControlling();
        if (pair.state() == Pair.State.SUCCEEDED) {
            if (nominated) {
                select(pair, nowNanos);
            }
            return;
        }
        if (nominated) {
            pair.nominateWhenValid();
        }
        if (pair.state() == Pair.State.IN_PROGRESS) {
            client.cancel(pair);
        }
        pairing.checks().trigger(pair);
    }

    private boolean isRefusedForRole(
            StunMessage request, Session session, int socket, InetSocketAddress from) {
        return switch (role.judge(request)) {
            case FITS -> false;
            case PEER_CHANGES -> {
                server.refuse(request, StunError.ROLE_CONFLICT, session, socket, from);
                yield true;
            }
            case WE_CHANGE -> {
                switchRole();
                yield false;
            }
        };
    }

    private void switchRole() {
        role.change();
        nominateAt = NEVER;
        pairing.checks().sort(role.isControlling());
    }

    private void onAnswer(StunMessage answer, int socket, InetSocketAddress from, long nowNanos) {
        Check check = client.answered(answer, from);
        if (check == null) {
            return;
        }
        Pair pair = check.pair();
        boolean symmetric = pair.is(socket, from); // RFC 8445 §7.2.5.2.1
        switch (answer.messageClass()) {
            case SUCCESS -> {
                if (!symmetric || answer.mappedAddress() == null) {
                    failed(check);
                } else {
                    paths.touch(socket, from, selectedPath());
                    succeeded(check, nowNanos);
                }
            }
            case ERROR -> {
                boolean conflict = answer.errorCode() == StunError.ROLE_CONFLICT.code();
                if (conflict && symmetric && !check.isConsent()) { // RFC 8445 §7.2.5.1
                    if (check.isControlling() == role.isControlling()) {
                        switchRole();
                    }
                    pairing.checks().trigger(pair);
                } else if (!conflict) {
                    failed(check);
                }
            }
            case REQUEST, INDICATION ->
                    throw new IllegalStateException("no answer: " + answer.messageClass());
        }
    }

    private void succeeded(Check check, long nowNanos) {
        Pair pair = check.pair();
        if (check.isConsent()) {
            if (pair == selected) {
                consent.renew(nowNanos);
            }
            return;
        }
        pair.become(Pair.State.SUCCEEDED);
        client.settle(pair);
        boolean agreed =
                role.isControlling()
                        ? check.isNominating() && check.isControlling()
                        : pair.isNominatedWhenValid();
        if (agreed) {
            select(pair, nowNanos);
        }
    }

    private void failed(Check check) {
        if (check.isConsent() || client.isChecking(check.pair())) {
            return; // consent is just not renewed; a newer check of the pair decides
        }
        check.pair().propose(false);
        check.pair().become(Pair.State.FAILED);
    }

    private void select(Pair pair, long nowNanos) {
        boolean changed = pair != selected;
        pair.nominated();
        boolean first = !concluded;
        selected = pair;
        concluded = true;
        connectBy = NEVER;
        nominateAt = NEVER;
        if (first) {
            server.forgetPrevious();
            pairing.checks().conclude();
        }
        if (changed) {
            consent.start(server.current(), nowNanos);
            sink.event(new IceEvent.Selected(pair.socket(), pair.remote()));
        }
    }

    @Override
    public void tick(long nowNanos) {
        for (Check check = client.resend(nowNanos);
                check != null;
                check = client.resend(nowNanos)) {
            failed(check);
        }
        schedule(nowNanos);
        if (nowNanos >= paceAt) {
            paceAt = NEVER;
            checkNext(nowNanos);
        }
        keepConsent(nowNanos);
        if (nowNanos >= connectBy) {
            connectBy = NEVER;
            sink.event(new IceEvent.TimedOut());
        }
    }

    private void checkNext(long nowNanos) {
        Pair pair = pairing.checks().next();
        if (pair == null) {
            return;
        }
        pair.become(Pair.State.IN_PROGRESS);
        long rto = TA * pairing.checks().unfinished();
        client.check(server.current(), pair, role.isControlling(), rto, nowNanos);
        paceAt = nowNanos + TA;
    }

    /** Nominates when it is time, and makes sure that the next check has a time. */
    private void schedule(long nowNanos) {
        if (role.isControlling() && !concluded) {
            nominate(nowNanos);
        }
        boolean canCheck = server.current().remoteKey() != null;
        if (paceAt == NEVER && canCheck && pairing.checks().hasNext()) {
            paceAt = nowNanos;
        }
    }

    /** RFC 8445 §8.1.1: the best valid pair, once no better one can come or the grace is over. */
    private void nominate(long nowNanos) {
        Pair valid = pairing.checks().best(p -> p.state() == Pair.State.SUCCEEDED);
        if (valid == null || pairing.checks().best(Pair::isProposed) != null) {
            nominateAt = NEVER;
            return;
        }
        nominateAt = nominateAt == NEVER ? nowNanos + NOMINATION_GRACE : nominateAt;
        Pair hopeful = pairing.checks().best(p -> p.state() != Pair.State.FAILED);
        if (hopeful == valid || nowNanos >= nominateAt) {
            nominateAt = NEVER;
            valid.propose(true);
            pairing.checks().trigger(valid);
        }
    }

    private void keepConsent(long nowNanos) {
        if (selected == null) {
            return;
        }
        if (consent.isExpired(nowNanos)) {
            selected = null;
            consent.stop();
            sink.event(new IceEvent.ConsentExpired());
        } else if (consent.isCheckDue(nowNanos)) {
            client.consent(consent.session(), selected, role.isControlling(), nowNanos);
            consent.checked(nowNanos);
        }
    }

    @Override
    public long deadline() {
        long next = Math.min(Math.min(paceAt, nominateAt), connectBy);
        return Math.min(next, Math.min(client.deadline(), consent.deadline()));
    }

    @Override
    public boolean isValidated(int socket, InetSocketAddress remote) {
        return (selected != null && selected.is(socket, remote)) || paths.contains(socket, remote);
    }

    private Paths.@Nullable Path selectedPath() {
        return selected == null ? null : new Paths.Path(selected.socket(), selected.remote());
    }
}
