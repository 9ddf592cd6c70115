package org.wicgate.epcscf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import org.wicgate.epcscf.ImsAlg.Offerer;
import org.wicgate.epcscf.ImsAlg.Outcome;
import org.wicgate.epcscf.ImsAlg.Prepared;
import org.wicgate.epcscf.Report.Side;
import org.wicgate.iq.AccessRemote;
import org.wicgate.iq.Stream;
import org.wicgate.sdp.SessionDescription;

/** The WIC's offer on its way to the core. */
final class AccessOffer {
    private AccessOffer() {}

    static Outcome take(ImsAlg alg, SessionDescription offer) {
        var shrunk = alg.shrunk(offer, alg.access.heard());
        if (shrunk != null) {
            return shrunk;
        }
        var usable = new HashSet<Integer>();
        var refusals = new Refusals();
        var media = new HashMap<>(alg.media);
        var streams = new ArrayList<Stream>();
        for (int i = 0; i < offer.media().size(); i++) {
            switch (read(alg, offer, i)) {
                case AccessMedia.Usable(var remote) -> {
                    usable.add(i);
                    if (!media.containsKey(i)) {
                        var state = MediaState.create(i, remote, offer.media().get(i));
                        media.put(i, state);
                        streams.add(state.whole());
                    }
                }
                case AccessMedia.Disabled _ -> {}
                case AccessMedia.Unusable(var code, var why) -> refusals.add(i, code, why);
            }
        }
        if (usable.isEmpty() && (!alg.hasContext() || !refusals.isEmpty())) {
            return refusals.refuse(488, Acceptable.FROM_ACCESS);
        }
        var onward =
                new Prepared(
                        !alg.hasContext(),
                        streams,
                        reserved -> {
                            var located = ImsAlg.located(media, reserved);
                            var more =
                                    alg.transcoding()
                                            .offered(
                                                    offer,
                                                    Side.CORE,
                                                    alg.core.said(),
                                                    usable::contains);
                            var draft =
                                    new CoreDescription(alg.sessionId, alg.policy, located)
                                            .offer(more, alg.core.heard(), usable::contains);
                            var core =
                                    alg.core.saying(
                                            Optimisation.offering(alg.policy, draft, offer));
                            var access = alg.access.hearing(offer);
                            return alg.next(Offerer.ACCESS, access, core, located).toCore();
                        });
        return streams.isEmpty() ? IceRestarts.orOnward(alg, offer, usable, onward) : onward;
    }

    /** What an m-line of the WIC's offer is, given what was settled before. */
    static AccessMedia read(ImsAlg alg, SessionDescription offer, int i) {
        var known = alg.media.get(i);
        return AccessMedia.offered(
                offer,
                offer.media().get(i),
                known == null ? new AccessRemote.Unset() : known.access());
    }
}
