package org.wicgate.ice;

import java.net.InetSocketAddress;

/** A local and a remote candidate that may work together (RFC 8445 §6.1.2). */
final class Pair {
    /** RFC 8445 §6.1.2.6, without Frozen: see {@link CheckList}. */
    enum State {
        WAITING,
        IN_PROGRESS,
        SUCCEEDED,
        FAILED
    }

    private static final long MAX_PRIORITY = 0x7FFF_FFFFL;

    private final int socket;
    private final Candidate local;
    private final Candidate remote;
    private State state = State.WAITING;
    private boolean nominateWhenValid;
    private boolean proposed;

    /**
     * @param socket the number of the local socket, the base of {@code local}
     */
    Pair(int socket, Candidate local, Candidate remote) {
        this.socket = socket;
        this.local = local;
        this.remote = remote;
    }

    int socket() {
        return socket;
    }

    Candidate local() {
        return local;
    }

    /** The peer's candidate. */
    Candidate peer() {
        return remote;
    }

    InetSocketAddress remote() {
        return remote.address();
    }

    State state() {
        return state;
    }

    void become(State next) {
        state = next;
    }

    /** Whether the controlling peer has nominated it before our own check succeeded. */
    boolean isNominatedWhenValid() {
        return nominateWhenValid;
    }

    void nominateWhenValid() {
        nominateWhenValid = true;
    }

    /** It is selected now; a nomination counts once. */
    void nominated() {
        nominateWhenValid = false;
    }

    /** Whether we, controlling, have chosen it and tell the peer with USE-CANDIDATE. */
    boolean isProposed() {
        return proposed;
    }

    void propose(boolean now) {
        proposed = now;
    }

    boolean is(int otherSocket, InetSocketAddress otherRemote) {
        return socket == otherSocket && remote.address().equals(otherRemote);
    }

    /** RFC 8445 §6.1.2.3: G is the controlling agent's candidate priority, D the other's. */
    long priority(boolean controlling) {
        long own = bounded(local.priority());
        long peer = bounded(remote.priority());
        long g = controlling ? own : peer;
        long d = controlling ? peer : own;
        return (Math.min(g, d) << 32) + 2 * Math.max(g, d) + (g > d ? 1 : 0);
    }

    private static long bounded(long priority) {
        return Math.clamp(priority, 1, MAX_PRIORITY);
    }

    @Override
    public String toString() {
        return "Pair[" + socket + ", " + remote.address() + ", " + state + "]";
    }
}
