package org.wicgate.ice;

import org.jspecify.annotations.Nullable;
import org.wicgate.ice.stun.IntegrityKey;

/** One ICE session: our credentials, and the peer's once they are known, with keys prepared. */
final class Session {
    private final Credentials local;
    private final IntegrityKey localKey;
    private @Nullable Credentials remote;
    private @Nullable IntegrityKey remoteKey;

    Session(Credentials local) {
        this.local = local;
        localKey = IntegrityKey.of(local.password());
    }

    Credentials local() {
        return local;
    }

    /** Keys the checks that come in and our answers to them. */
    IntegrityKey localKey() {
        return localKey;
    }

    /** Keys our checks and the answers to them; null until the peer's description is here. */
    @Nullable IntegrityKey remoteKey() {
        return remoteKey;
    }

    boolean knows(Credentials credentials) {
        return credentials.equals(remote);
    }

    void remote(Credentials credentials) {
        remote = credentials;
        remoteKey = IntegrityKey.of(credentials.password());
    }

    /** USERNAME of the checks that we send (RFC 8445 §7.2.2). */
    String usernameToSend() {
        return (remote == null ? "" : remote.ufrag()) + ":" + local.ufrag();
    }

    /**
     * Whether a check with this USERNAME is for this session. A peer may check before its
     * description is here (RFC 8445 §7.3), so its half is compared only when it is known.
     */
    boolean isNamedBy(String username) {
        int colon = username.indexOf(':');
        return colon == local.ufrag().length()
                && username.startsWith(local.ufrag())
                && (remote == null || username.substring(colon + 1).equals(remote.ufrag()));
    }
}
