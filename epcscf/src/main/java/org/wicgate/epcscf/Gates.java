package org.wicgate.epcscf;

import org.wicgate.iq.Stream;
import org.wicgate.sdp.SessionDescription;

/** The gates that two directions allow: open where one end sends and the other receives. */
final class Gates {
    private Gates() {}

    static Stream.Gates of(SessionDescription access, SessionDescription core, int index) {
        var wic = Crossing.direction(access, access.media().get(index));
        var far = Crossing.direction(core, core.media().get(index));
        return new Stream.Gates(wic.sends() && far.receives(), far.sends() && wic.receives());
    }
}
