package org.wicgate.epcscf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.wicgate.epcscf.ImsAlg.Offerer;
import org.wicgate.epcscf.ImsAlg.Outcome;
import org.wicgate.epcscf.ImsAlg.Prepared;
import org.wicgate.epcscf.Report.Side;
import org.wicgate.iq.AccessRemote;
import org.wicgate.iq.Stream;
import org.wicgate.sdp.SessionDescription;

/** The core's offer on its way to the WIC. */
final class CoreOffer {
    private CoreOffer() {}

    static Outcome take(ImsAlg alg, SessionDescription given) {
        var shrunk = alg.shrunk(given, alg.core.heard());
        if (shrunk != null) {
            return shrunk;
        }
        var offer = Formats.muxable(PotentialConfiguration.taken(given, alg.policy));
        var usable = new HashSet<Integer>();
        var refusals = new Refusals();
        var media = new HashMap<>(alg.media);
        var streams = new ArrayList<Stream>();
        for (int i = 0; i < offer.media().size(); i++) {
            if (Formats.muxable(offer.media().get(i)) == null) {
                refusals.add(i, 305, "no payload type that RTCP leaves free on a shared port");
                continue;
            }
            switch (CoreMedia.offered(offer, offer.media().get(i), alg.policy)) {
                case CoreMedia.Usable(var remote) -> {
                    usable.add(i);
                    if (!media.containsKey(i)) {
                        var medium = StreamMedium.ofCore(offer.media().get(i));
                        var nobody = new AccessRemote.Unset();
                        var state = MediaState.create(i, nobody, remote, medium);
                        media.put(i, state);
                        streams.add(state.whole());
                    }
                }
                case CoreMedia.Disabled _ -> {}
                case CoreMedia.Unusable(var code, var why) -> refusals.add(i, code, why);
            }
        }
        if (usable.isEmpty() && (!alg.hasContext() || !refusals.isEmpty())) {
            return refusals.refuse(488, Acceptable.fromCore(alg.policy));
        }
        return new Prepared(
                !alg.hasContext(),
                streams,
                reserved -> written(alg, offer, usable, ImsAlg.located(media, reserved)));
    }

    private static ImsAlg.Written written(
            ImsAlg alg,
            SessionDescription offer,
            Set<Integer> usable,
            Map<Integer, MediaState> located) {
        var carried = Optimisation.offered(alg.policy, offer);
        Usable ended = i -> usable.contains(i) && !carried.containsKey(i);
        var more = alg.transcoding().offered(offer, Side.ACCESS, alg.access.said(), ended);
        var draft =
                new AccessDescription(alg.sessionId, located, carried)
                        .offer(more, alg.access.heard(), usable::contains);
        var access = alg.access.saying(draft);
        var core = alg.core.hearing(offer);
        return alg.next(Offerer.CORE, access, core, located).toAccess();
    }
}
