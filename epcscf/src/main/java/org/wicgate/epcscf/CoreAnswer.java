package org.wicgate.epcscf;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.wicgate.epcscf.ImsAlg.Offerer;
import org.wicgate.epcscf.ImsAlg.Outcome;
import org.wicgate.epcscf.ImsAlg.Prepared;
import org.wicgate.epcscf.Optimisation.Carried;
import org.wicgate.epcscf.Report.Side;
import org.wicgate.iq.CoreRemote;
import org.wicgate.sdp.MediaDescription;
import org.wicgate.sdp.SessionDescription;

/** The core's answer on its way to the WIC. */
final class CoreAnswer {
    private CoreAnswer() {}

    static Outcome take(ImsAlg alg, SessionDescription given) {
        var offer = alg.access.heard();
        if (alg.offerer != Offerer.ACCESS || offer == null) {
            return Refusals.answer("an answer to no offer", Acceptable.FROM_CORE);
        }
        var asked = alg.core.latest();
        if (!Crossing.isLikeOffer(asked, given)) {
            return Refusals.answer("other m-lines than offered", Acceptable.FROM_CORE);
        }
        var answer = Formats.offered(given, asked);
        var told = new Translation(alg.transcoding(), Side.ACCESS, offer, answer);
        var carried = new HashMap<Integer, MediaDescription>();
        var usable = new HashSet<Integer>();
        var refusals = new Refusals();
        var next = new HashMap<>(alg.media);
        for (int i = 0; i < answer.media().size(); i++) {
            if (asked.media().get(i).port() == 0) {
                next.computeIfPresent(i, (_, state) -> state.closed());
                continue;
            }
            switch (Optimisation.answered(asked, offer, given, i)) {
                case Carried.Nothing _ -> {}
                case Carried.Medium(var media) -> carried.put(i, media);
                case Carried.Broken(var why) -> {
                    refusals.add(i, 303, why);
                    continue;
                }
            }
            boolean isThrough = carried.containsKey(i);
            boolean isHeard = Formats.haveCommon(given.media().get(i), asked.media().get(i));
            if (!isHeard || !(isThrough || told.translate(i))) {
                refusals.add(i, 305, "none of the formats that were offered");
                continue;
            }
            switch (CoreMedia.answered(answer, answer.media().get(i), asked.media().get(i))) {
                case CoreMedia.Usable(var remote) -> {
                    usable.add(i);
                    var how = Optimisation.how(alg.policy, isThrough, told.how(i));
                    next.put(i, agreed(alg, offer, answer, remote, i).with(how));
                }
                case CoreMedia.Disabled _ -> next.computeIfPresent(i, (_, state) -> state.closed());
                case CoreMedia.Unusable(var code, var why) -> refusals.add(i, code, why);
            }
        }
        if (!refusals.isEmpty()) {
            return refusals.refuse(502, Acceptable.FROM_CORE);
        }
        return prepared(alg, offer, told, next, usable, carried);
    }

    private static MediaState agreed(
            ImsAlg alg,
            SessionDescription offer,
            SessionDescription answer,
            CoreRemote remote,
            int i) {
        var state = alg.media.get(i);
        if (state == null || !(AccessOffer.read(alg, offer, i) instanceof AccessMedia.Usable u)) {
            throw new IllegalStateException("stream " + i + " was offered and is not there");
        }
        return state.with(u.remote(), remote, Gates.of(offer, answer, i))
                .with(StreamMedium.of(offer.media().get(i), answer.media().get(i)));
    }

    private static Prepared prepared(
            ImsAlg alg,
            SessionDescription offer,
            Translation told,
            Map<Integer, MediaState> next,
            Set<Integer> usable,
            Map<Integer, MediaDescription> carried) {
        return new Prepared(
                false,
                MediaState.changes(alg.media, next),
                reserved -> {
                    var located = ImsAlg.located(next, reserved);
                    var draft =
                            new AccessDescription(alg.sessionId, located, carried)
                                    .answer(told.answer(), offer, usable::contains);
                    var access = alg.access.saying(draft);
                    var core = alg.core.hearing(told.heard());
                    return alg.next(Offerer.ACCESS, access, core, located).toAccess();
                });
    }
}
