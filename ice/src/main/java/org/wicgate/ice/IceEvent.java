package org.wicgate.ice;

import java.net.InetSocketAddress;
import org.wicgate.ice.stun.StunError;

/** What an agent tells its owner. */
public sealed interface IceEvent {
    /** The first authenticated check or answer came from this address. */
    record Validated(int socket, InetSocketAddress remote) implements IceEvent {}

    /** A validated address was given up for a newer one. */
    record Forgotten(int socket, InetSocketAddress remote) implements IceEvent {}

    /** A remote candidate was learnt from a check (RFC 8445 §7.3.1.3). */
    record PeerReflexive(Candidate candidate) implements IceEvent {}

    /** Media goes over this pair from now on. */
    record Selected(int socket, InetSocketAddress remote) implements IceEvent {}

    /** The peer's consent has expired: nothing may be sent any more (RFC 7675 §5.1). */
    record ConsentExpired() implements IceEvent {}

    /** No pair was selected in the time allowed. */
    record TimedOut() implements IceEvent {}

    /** A request was answered with an error. */
    record Refused(StunError error, InetSocketAddress from) implements IceEvent {}

    /** A datagram was dropped without an answer. */
    record Discarded(String why, InetSocketAddress from) implements IceEvent {}
}
