package org.wicgate.epcscf;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.wicgate.epcscf.ImsAlg.Offerer;
import org.wicgate.epcscf.ImsAlg.Outcome;
import org.wicgate.epcscf.ImsAlg.Prepared;
import org.wicgate.epcscf.Report.Side;
import org.wicgate.iq.AccessRemote;
import org.wicgate.iq.CoreRemote;
import org.wicgate.sdp.MediaDescription;
import org.wicgate.sdp.SessionDescription;

/** The WIC's answer on its way to the core. */
final class AccessAnswer {
    private AccessAnswer() {}

    static Outcome take(ImsAlg alg, SessionDescription given) {
        var offer = alg.core.heard();
        if (alg.offerer != Offerer.CORE || offer == null) {
            return Refusals.answer("an answer to no offer", Acceptable.FROM_ACCESS);
        }
        var asked = alg.access.latest();
        if (!Crossing.isLikeOffer(asked, given)) {
            return Refusals.answer("other m-lines than offered", Acceptable.FROM_ACCESS);
        }
        var answer = Formats.offered(given, asked);
        var told = new Translation(alg.transcoding(), Side.CORE, offer, answer);
        var carried = Optimisation.offered(alg.policy, offer);
        var usable = new HashSet<Integer>();
        var refusals = new Refusals();
        var next = new HashMap<>(alg.media);
        for (int i = 0; i < answer.media().size(); i++) {
            if (asked.media().get(i).port() == 0) {
                next.computeIfPresent(i, (_, state) -> state.closed());
                continue;
            }
            boolean isHeard = Formats.haveCommon(given.media().get(i), asked.media().get(i));
            if (!isHeard || !told.translate(i)) {
                refusals.add(i, 305, "none of the formats that were offered");
                continue;
            }
            switch (AccessMedia.answered(answer, answer.media().get(i))) {
                case AccessMedia.Usable(var remote) -> {
                    boolean isThrough = carried.containsKey(i);
                    if (isThrough && !remote.rtcpMux()) {
                        refusals.add(i, 303, "no rtcp-mux in answer to rtcp-mux-only");
                    }
                    usable.add(i);
                    var how = Optimisation.how(alg.policy, isThrough, told.how(i));
                    next.put(i, agreed(alg, offer, answer, remote, i).with(how));
                }
                case AccessMedia.Disabled _ ->
                        next.computeIfPresent(i, (_, state) -> state.closed());
                case AccessMedia.Unusable(var code, var why) -> refusals.add(i, code, why);
            }
        }
        if (!refusals.isEmpty()) {
            return refusals.refuse(502, Acceptable.FROM_ACCESS);
        }
        return prepared(alg, told, next, usable, carried);
    }

    private static Prepared prepared(
            ImsAlg alg,
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
                            new CoreDescription(alg.sessionId, alg.policy, located)
                                    .answer(told.answer(), told.offer(), usable::contains);
                    var said = Optimisation.answering(draft, told.heard(), carried);
                    var core = alg.core.saying(said);
                    var access = alg.access.hearing(told.heard());
                    return alg.next(Offerer.CORE, access, core, located).toCore();
                });
    }

    private static MediaState agreed(
            ImsAlg alg,
            SessionDescription offer,
            SessionDescription answer,
            AccessRemote remote,
            int i) {
        var state = alg.media.get(i);
        var core =
                CoreMedia.offered(offer, offer.media().get(i), alg.policy)
                                instanceof CoreMedia.Usable(var at)
                        ? at
                        : new CoreRemote.Unset();
        if (state == null) {
            throw new IllegalStateException("stream " + i + " was offered and is not there");
        }
        return state.with(remote, core, Gates.of(answer, offer, i))
                .with(StreamMedium.of(answer.media().get(i), offer.media().get(i)));
    }
}
