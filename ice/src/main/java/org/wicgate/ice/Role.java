package org.wicgate.ice;

import java.nio.ByteBuffer;
import org.wicgate.base.Entropy;
import org.wicgate.ice.stun.StunMessage;

/** Which agent nominates, and who gives in when both want to or none does (RFC 8445 §7.3.1.1). */
final class Role {
    /** What a check says about the roles. */
    enum Verdict {
        FITS,
        /** The peer has to change its role. */
        PEER_CHANGES,
        /** We have to. */
        WE_CHANGE
    }

    private final long tieBreaker;
    private boolean controlling;

    Role(boolean controlling, Entropy entropy) {
        this.controlling = controlling;
        byte[] random = new byte[Long.BYTES];
        entropy.wire(random);
        this.tieBreaker = ByteBuffer.wrap(random).getLong();
    }

    boolean isControlling() {
        return controlling;
    }

    long tieBreaker() {
        return tieBreaker;
    }

    void change() {
        controlling = !controlling;
    }

    /** Who has the larger tie-breaker controls. */
    Verdict judge(StunMessage request) {
        boolean conflict = controlling ? request.isFromControlling() : request.isFromControlled();
        if (!conflict) {
            return Verdict.FITS;
        }
        boolean weAreLarger = Long.compareUnsigned(tieBreaker, request.tieBreaker()) >= 0;
        return controlling == weAreLarger ? Verdict.PEER_CHANGES : Verdict.WE_CHANGE;
    }
}
