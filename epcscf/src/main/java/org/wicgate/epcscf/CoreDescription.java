package org.wicgate.epcscf;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.wicgate.epcscf.MediaPolicy.CoreProfile;
import org.wicgate.epcscf.MediaPolicy.CoreSrtp;
import org.wicgate.iq.Local;
import org.wicgate.sdp.Crypto;
import org.wicgate.sdp.Direction;
import org.wicgate.sdp.Line;
import org.wicgate.sdp.MediaDescription;
import org.wicgate.sdp.SessionDescription;

/**
 * Writes a WIC's description for the core: RTP at the eIMS-AGW's core address, plain or under keys
 * of the eIMS-AGW, nothing of ICE, DTLS, BUNDLE or the WIC's address (TS 24.371 §7.3, TS 23.228
 * §U.1.1).
 */
final class CoreDescription {
    private final String sessionId;
    private final MediaPolicy policy;
    private final Map<Integer, MediaState> media;

    CoreDescription(String sessionId, MediaPolicy policy, Map<Integer, MediaState> media) {
        this.sessionId = sessionId;
        this.policy = policy;
        this.media = media;
    }

    /**
     * An offer.
     *
     * @param from what the WIC said
     * @param like the core's own last description, for the profile of each line; null when the core
     *     has said nothing
     * @param usable the lines to write with a port
     */
    SessionDescription offer(
            SessionDescription from, @Nullable SessionDescription like, Usable usable) {
        var offer = write(from, like, usable, i -> Crossing.direction(from, from.media().get(i)));
        var media = new ArrayList<MediaDescription>();
        for (int i = 0; i < offer.media().size(); i++) {
            var written = offer.media().get(i);
            var known = known(like, i, from.media().get(i));
            media.add(written.port() == 0 ? written : offering(written, known, locals(i)));
        }
        return offer.withMedia(media);
    }

    /** The line with our keys, and with what else it could be when the core has said nothing. */
    private MediaDescription offering(
            MediaDescription written, @Nullable MediaDescription known, Local local) {
        var used = known == null || known.port() == 0 ? null : known;
        boolean isSecure = Sdes.isSecure(written.mediaLine().proto());
        boolean mayBe = used == null && policy.srtp() == CoreSrtp.CAPABILITY;
        List<Crypto> ours = isSecure || mayBe ? Sdes.offered(local, policy, used) : List.of();
        var out = isSecure ? written.with(ours.stream().map(Sdes::line).toList()) : written;
        return used == null ? PotentialConfiguration.offered(out, policy, ours) : out;
    }

    /** An answer to the core's offer, its configurations taken already. */
    SessionDescription answer(SessionDescription from, SessionDescription offer, Usable usable) {
        var answer = write(from, offer, usable, i -> Crossing.answered(offer, from, i));
        var media = new ArrayList<MediaDescription>();
        for (int i = 0; i < answer.media().size(); i++) {
            var written = answer.media().get(i);
            boolean isOpen = written.port() != 0;
            media.add(isOpen ? taking(written, offer.media().get(i), locals(i)) : written);
        }
        return answer.withMedia(media);
    }

    /** The line with what it takes of the offer's configurations and keys. */
    private MediaDescription taking(MediaDescription written, MediaDescription offer, Local local) {
        var lines = new ArrayList<Line>();
        offer.value("acfg").ifPresent(taken -> lines.add(Line.attribute("acfg", taken)));
        var crypto = Sdes.chosen(offer, policy);
        if (crypto != null && Sdes.isSecure(written.mediaLine().proto())) {
            lines.add(Sdes.answer(crypto, local));
        }
        return written.with(lines); // RFC 5939 §3.5.2, RFC 4568 §5.1.2
    }

    private SessionDescription write(
            SessionDescription from,
            @Nullable SessionDescription like,
            Usable usable,
            IntFunction<Direction> directions) {
        var lines = new ArrayList<MediaDescription>();
        var head = new Head(sessionId);
        var bandwidths = new Bandwidths.Session();
        for (int i = 0; i < from.media().size(); i++) {
            var of = from.media().get(i);
            var known = known(like, i, of);
            if (usable.has(i)) {
                bandwidths.add(Bandwidths.toCore(locals(i), proto(known)), of);
            }
            lines.add(
                    usable.has(i)
                            ? open(of, known, locals(i), head).with(directions.apply(i))
                            : closed(of, known));
        }
        return head.with(bandwidths.adjusted(Crossing.of(from), from), lines);
    }

    /** What the core said of this line; null when it said nothing, or meant another medium. */
    private static @Nullable MediaDescription known(
            @Nullable SessionDescription like, int index, MediaDescription of) {
        if (like == null || index >= like.media().size()) {
            return null;
        }
        var known = like.media().get(index);
        boolean isSame = known.mediaLine().media().equals(of.mediaLine().media());
        return isSame && known.mediaLine().isRtp() == of.mediaLine().isRtp() ? known : null;
    }

    private Local locals(int index) {
        var state = media.get(index);
        if (state == null) {
            throw new IllegalStateException("stream " + index + " of " + media.keySet());
        }
        return state.local();
    }

    /** The profile that the core knows of the line, or the one that we begin with. */
    private String proto(@Nullable MediaDescription known) {
        return known != null && known.port() != 0 ? known.mediaLine().proto() : policy.first();
    }

    private MediaDescription open(
            MediaDescription of, @Nullable MediaDescription known, Local local, Head head) {
        boolean isKnown = known != null && known.port() != 0;
        String proto = proto(known);
        boolean hasChoice = !isKnown && policy.profile() == CoreProfile.CAPABILITY;
        var line = of.mediaLine().withProto(proto).withPort(local.core().rtp().getPort());
        var out = head.at(MediaDescription.of(line), local.core().rtp().getAddress());
        var crossing = Crossing.of(of, hasChoice || proto.endsWith("AVPF"));
        out = out.with(Bandwidths.toCore(local, proto).adjusted(crossing, of));
        if (local.core().rtcp().getPort() != local.core().rtp().getPort() + 1) {
            out = out.with(Line.attribute("rtcp", "" + local.core().rtcp().getPort())); // RFC 3605
        }
        return out;
    }

    private static MediaDescription closed(MediaDescription of, @Nullable MediaDescription known) {
        var line = of.mediaLine();
        String own = line.isRtp() ? "RTP/AVP" : line.proto();
        boolean isTaken = known != null && known.has("acfg"); // RFC 5939: refused as it stood
        String proto = known == null ? own : isTaken ? "RTP/AVP" : known.mediaLine().proto();
        return MediaDescription.of(line.withProto(proto).withPort(0));
    }
}
