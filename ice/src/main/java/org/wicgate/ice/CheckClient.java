package org.wicgate.ice;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Entropy;
import org.wicgate.ice.stun.IntegrityKey;
import org.wicgate.ice.stun.StunClass;
import org.wicgate.ice.stun.StunMessage;
import org.wicgate.ice.stun.StunWriter;
import org.wicgate.ice.stun.TransactionId;

/** The client half of the full agent: sends checks, sends them again, matches the answers. */
final class CheckClient {
    private static final long NEVER = Long.MAX_VALUE;
    private static final long MIN_RTO = Duration.ofMillis(500).toNanos(); // RFC 8445 §14.3
    private static final long CONSENT_WAIT = Duration.ofSeconds(10).toNanos();
    private static final int MAX_IN_FLIGHT = 2 * CheckList.MAX_PAIRS;

    private final Entropy entropy;
    private final long tieBreaker;
    private final IceSink sink;
    private final StunWriter writer = new StunWriter();
    private final Map<TransactionId, Check> inFlight = new LinkedHashMap<>();

    CheckClient(Entropy entropy, long tieBreaker, IceSink sink) {
        this.entropy = entropy;
        this.tieBreaker = tieBreaker;
        this.sink = sink;
    }

    /** Sends a connectivity check (RFC 8445 §7.2.4). */
    void check(Session session, Pair pair, boolean controlling, long rto, long nowNanos) {
        boolean nominating = controlling && pair.isProposed();
        send(session, pair, false, controlling, nominating, Math.max(MIN_RTO, rto), nowNanos);
    }

    /** Sends a consent check: the same, but never again with the same ID (RFC 7675 §5.1). */
    void consent(Session session, Pair pair, boolean controlling, long nowNanos) {
        send(session, pair, true, controlling, false, CONSENT_WAIT, nowNanos);
    }

    private void send(
            Session session,
            Pair pair,
            boolean consent,
            boolean controlling,
            boolean nominating,
            long rto,
            long nowNanos) {
        IntegrityKey key = session.remoteKey();
        if (key == null || inFlight.size() >= MAX_IN_FLIGHT) {
            return; // cannot be: no pair is checked before, and each has one check and few consents
        }
        var id = TransactionId.create(entropy);
        writer.start(StunClass.REQUEST, id)
                .username(session.usernameToSend())
                .priority(reflexivePriority(pair.local()))
                .role(controlling, tieBreaker);
        if (nominating) {
            writer.useCandidate();
        }
        writer.integrity(key).fingerprint();
        byte[] packet = Arrays.copyOf(writer.buffer(), writer.length());
        var check =
                new Check(
                        id, pair, session, consent, controlling, nominating, packet, rto, nowNanos);
        inFlight.put(id, check);
        transmit(check);
    }

    /**
     * RFC 8445 §7.1.1: PRIORITY is that of a peer-reflexive candidate with our local preference.
     */
    private static long reflexivePriority(Candidate local) {
        int preference = (int) (local.priority() >>> 8 & 0xFFFF);
        return Candidate.priority(Candidate.Type.PEER_REFLEXIVE, preference, local.component());
    }

    /** The check that this is the authentic answer to, which is then over; or null. */
    @Nullable Check answered(StunMessage answer, InetSocketAddress from) {
        Check check = inFlight.get(answer.transactionId());
        if (check == null) {
            sink.event(new IceEvent.Discarded("answer to no request", from));
            return null;
        }
        IntegrityKey key = check.session().remoteKey();
        if (key == null || !answer.isAuthentic(key)) { // RFC 8489 §9.1.4: as if never received
            sink.event(new IceEvent.Discarded("answer without right integrity", from));
            return null;
        }
        inFlight.remove(check.id());
        return check;
    }

    /** Sends the pair's check no more, though its answer is still welcome. */
    void cancel(Pair pair) {
        for (Check check : inFlight.values()) {
            if (check.pair() == pair && !check.isConsent()) {
                check.cancel();
            }
        }
    }

    /** The pair works: what else was asked about it is moot, a nomination apart. */
    void settle(Pair pair) {
        inFlight.values().removeIf(c -> c.pair() == pair && !c.isConsent() && !c.isNominating());
    }

    /** Whether a check of the pair is under way. */
    boolean isChecking(Pair pair) {
        for (Check check : inFlight.values()) {
            if (check.pair() == pair && !check.isConsent()) {
                return true;
            }
        }
        return false;
    }

    /** Forgets all but the consent checks. */
    void forgetChecks() {
        inFlight.values().removeIf(check -> !check.isConsent());
    }

    /** Sends again what is due; returns a check that has failed, null when there is none. */
    @Nullable Check resend(long nowNanos) {
        Check failed = null;
        for (Check check : inFlight.values()) {
            if (check.dueAt() <= nowNanos) {
                if (!check.resend(nowNanos)) {
                    failed = check;
                    break;
                }
                transmit(check);
            }
        }
        if (failed != null) {
            inFlight.remove(failed.id());
        }
        return failed;
    }

    private void transmit(Check check) {
        byte[] packet = check.packet();
        sink.transmit(packet, 0, packet.length, check.pair().socket(), check.pair().remote());
    }

    /** When {@link #resend} is next wanted. */
    long deadline() {
        long next = NEVER;
        for (Check check : inFlight.values()) {
            next = Math.min(next, check.dueAt());
        }
        return next;
    }
}
