package org.wicgate.ice;

import org.wicgate.ice.stun.TransactionId;

/** A Binding request of ours that waits for its answer (RFC 8489 §6.2.1). */
final class Check {
    private static final int MAX_SENDS = 7; // Rc
    private static final int LAST_WAIT = 16; // Rm, times the first RTO

    private final TransactionId id;
    private final Pair pair;
    private final Session session;
    private final boolean consent;
    private final boolean controlling;
    private final boolean nominating;
    private final byte[] packet;
    private final long firstRto;
    private long rto;
    private int sends = 1;
    private long dueAt;

    /**
     * @param consent whether it is a consent check, which is never sent again (RFC 7675 §5.1)
     * @param controlling our role when it was sent
     * @param nominating whether it carries USE-CANDIDATE
     */
    Check(
            TransactionId id,
            Pair pair,
            Session session,
            boolean consent,
            boolean controlling,
            boolean nominating,
            byte[] packet,
            long rto,
            long nowNanos) {
        this.id = id;
        this.pair = pair;
        this.session = session;
        this.consent = consent;
        this.controlling = controlling;
        this.nominating = nominating;
        this.packet = packet;
        this.firstRto = rto;
        this.rto = rto;
        this.dueAt = nowNanos + rto;
    }

    TransactionId id() {
        return id;
    }

    Pair pair() {
        return pair;
    }

    Session session() {
        return session;
    }

    boolean isConsent() {
        return consent;
    }

    boolean isControlling() {
        return controlling;
    }

    boolean isNominating() {
        return nominating;
    }

    byte[] packet() {
        return packet;
    }

    long dueAt() {
        return dueAt;
    }

    /** No more sending, but an answer is still welcome (RFC 8445 §7.3.1.4). */
    void cancel() {
        sends = MAX_SENDS;
    }

    /** At {@link #dueAt}: whether to send it once more, or it has failed. */
    boolean resend(long nowNanos) {
        if (consent || sends >= MAX_SENDS) {
            return false;
        }
        sends++;
        rto = sends == MAX_SENDS ? LAST_WAIT * firstRto : 2 * rto;
        dueAt = nowNanos + rto;
        return true;
    }
}
