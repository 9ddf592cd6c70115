package org.wicgate.epcscf;

import org.jspecify.annotations.Nullable;
import org.wicgate.sdp.Origin;
import org.wicgate.sdp.SessionDescription;

/** One side's descriptions: the last one heard and the last one said. */
final class Leg {
    static final Leg NEW = new Leg(null, null);

    private final @Nullable SessionDescription heard;
    private final @Nullable SessionDescription said;

    private Leg(@Nullable SessionDescription heard, @Nullable SessionDescription said) {
        this.heard = heard;
        this.said = said;
    }

    /** The last description received on this side; null when none was. */
    @Nullable SessionDescription heard() {
        return heard;
    }

    /** The last description sent on this side; null when none was. */
    @Nullable SessionDescription said() {
        return said;
    }

    /** The last description sent on this side, when there must be one. */
    SessionDescription latest() {
        if (said == null) {
            throw new IllegalStateException("nothing said yet");
        }
        return said;
    }

    Leg hearing(SessionDescription description) {
        return new Leg(description, said);
    }

    /**
     * Sends a draft: numbered one higher than what was said last, or the very same when it says the
     * same (RFC 3264 §8).
     */
    Leg saying(SessionDescription draft) {
        if (said == null) {
            return new Leg(heard, draft.with(versioned(draft.origin(), 1)));
        }
        long last = Long.parseLong(said.origin().version());
        var same = draft.with(versioned(draft.origin(), last));
        return new Leg(
                heard, same.equals(said) ? said : draft.with(versioned(draft.origin(), last + 1)));
    }

    private static Origin versioned(Origin origin, long version) {
        return new Origin(
                origin.username(),
                origin.sessionId(),
                Long.toString(version),
                origin.netType(),
                origin.addrType(),
                origin.address());
    }
}
