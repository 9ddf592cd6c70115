package org.wicgate.epcscf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.wicgate.epcscf.ImsAlg.IceRestart;
import org.wicgate.epcscf.ImsAlg.Offerer;
import org.wicgate.epcscf.ImsAlg.Outcome;
import org.wicgate.epcscf.ImsAlg.Prepared;
import org.wicgate.iq.AccessRemote;
import org.wicgate.iq.CoreRemote;
import org.wicgate.sdp.MediaDescription;
import org.wicgate.sdp.SessionDescription;

/**
 * Finds the re-offers of a WIC that only restart ICE (RFC 8839 §4.4.1.1.1), and answers them from
 * what the core said last, within what the new offer allows.
 */
final class IceRestarts {
    private IceRestarts() {}

    static Outcome orOnward(
            ImsAlg alg, SessionDescription offer, Set<Integer> usable, Prepared onward) {
        var core = alg.core.heard();
        var before = alg.access.heard();
        boolean isRelayed = alg.media.values().stream().allMatch(MediaState::isRelayed);
        if (core == null
                || before == null
                || !isRelayed // what the core said is not in the WIC's terms
                || !onlyRestarts(alg, offer, before, usable)) {
            return onward;
        }
        var answer = within(core, offer, usable);
        if (answer == null) {
            return onward;
        }
        var next = new HashMap<>(alg.media);
        for (int i : usable) {
            if (AccessOffer.read(alg, offer, i) instanceof AccessMedia.Usable(var remote)) {
                var gates = Gates.of(offer, core, i);
                next.computeIfPresent(i, (_, s) -> s.with(remote, new CoreRemote.Unset(), gates));
            }
        }
        var here =
                new Prepared(
                        false,
                        MediaState.changes(alg.media, next),
                        reserved -> {
                            var located = ImsAlg.located(next, reserved);
                            var draft =
                                    new AccessDescription(alg.sessionId, located, Map.of())
                                            .answer(answer, offer, usable::contains);
                            var access = alg.access.hearing(offer).saying(draft);
                            return alg.next(Offerer.NOBODY, access, alg.core, located).toAccess();
                        });
        return new IceRestart(here, onward);
    }

    private static boolean onlyRestarts(
            ImsAlg alg, SessionDescription offer, SessionDescription before, Set<Integer> usable) {
        var core = alg.core.heard();
        if (core == null
                || !Crossing.isLikeOffer(offer, before)
                || !Crossing.isLikeOffer(offer, core)) {
            return false;
        }
        boolean restarted = false;
        for (int i = 0; i < offer.media().size(); i++) {
            var now = offer.media().get(i);
            var was = before.media().get(i);
            boolean sameUse = (now.port() == 0) == (was.port() == 0);
            if (!sameUse || offer.direction(now) != before.direction(was)) {
                return false;
            }
            restarted |= usable.contains(i) && isRestart(alg, offer, i);
        }
        return restarted;
    }

    private static boolean isRestart(ImsAlg alg, SessionDescription offer, int i) {
        var state = alg.media.get(i);
        return state != null
                && state.access() instanceof AccessRemote.Described was
                && offer.ice(offer.media().get(i))
                        .filter(ice -> !ice.ufrag().equals(was.ufrag()))
                        .isPresent();
    }

    /**
     * The core's description with the formats only that the offer has too; null when that fails.
     */
    private static @Nullable SessionDescription within(
            SessionDescription core, SessionDescription offer, Set<Integer> usable) {
        var media = new ArrayList<MediaDescription>();
        for (int i = 0; i < core.media().size(); i++) {
            var of = core.media().get(i);
            if (!usable.contains(i)) {
                media.add(of);
                continue;
            }
            var asked = offer.media().get(i);
            var common = of.mediaLine().formats().stream().filter(f -> same(f, of, asked)).toList();
            if (common.isEmpty() || of.port() == 0) {
                return null;
            }
            var direction = offer.direction(asked).answeredBy(Crossing.direction(core, of));
            media.add(
                    of.with(of.mediaLine().withFormats(common))
                            .without(line -> Formats.isAboutOther(line, common))
                            .with(direction));
        }
        return core.withMedia(media);
    }

    private static boolean same(String format, MediaDescription one, MediaDescription other) {
        return other.mediaLine().formats().contains(format)
                && one.rtpMap(format)
                        .flatMap(m ->
                                other.rtpMap(format).filter(o -> o.is(m.encoding(), m.clockRate())))
                        .isPresent();
    }
}
