package org.wicgate.epcscf;

import java.util.ArrayList;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.wicgate.iq.Local;
import org.wicgate.sdp.Direction;
import org.wicgate.sdp.Line;
import org.wicgate.sdp.MediaDescription;
import org.wicgate.sdp.SessionDescription;

/**
 * Writes a WIC's description for the core: plain RTP at the eIMS-AGW's core address, nothing of
 * ICE, DTLS, BUNDLE or the WIC's address (TS 24.371 §7.3, TS 23.228 §U.1.1).
 */
final class CoreDescription {
    private final String sessionId;
    private final Map<Integer, MediaState> media;

    CoreDescription(String sessionId, Map<Integer, MediaState> media) {
        this.sessionId = sessionId;
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
        return write(from, like, usable, i -> Crossing.direction(from, from.media().get(i)));
    }

    /** An answer to the core's offer. */
    SessionDescription answer(SessionDescription from, SessionDescription offer, Usable usable) {
        return write(from, offer, usable, i -> Crossing.answered(offer, from, i));
    }

    private SessionDescription write(
            SessionDescription from,
            @Nullable SessionDescription like,
            Usable usable,
            IntFunction<Direction> directions) {
        var lines = new ArrayList<MediaDescription>();
        var head = new Head(sessionId);
        for (int i = 0; i < from.media().size(); i++) {
            var of = from.media().get(i);
            var known = like != null && i < like.media().size() ? like.media().get(i) : null;
            lines.add(
                    usable.has(i)
                            ? open(of, known, locals(i), head).with(directions.apply(i))
                            : closed(of, known));
        }
        return head.with(Crossing.of(from), lines);
    }

    private Local locals(int index) {
        var state = media.get(index);
        if (state == null) {
            throw new IllegalStateException("stream " + index + " of " + media.keySet());
        }
        return state.local();
    }

    private static MediaDescription open(
            MediaDescription of, @Nullable MediaDescription known, Local local, Head head) {
        String proto = known != null && known.port() != 0 ? known.mediaLine().proto() : "RTP/AVP";
        var line = of.mediaLine().withProto(proto).withPort(local.coreRtp().getPort());
        var out = head.at(MediaDescription.of(line), local.coreRtp().getAddress());
        out = out.with(Crossing.of(of, proto.endsWith("AVPF")));
        if (local.coreRtcp().getPort() != local.coreRtp().getPort() + 1) {
            out = out.with(Line.attribute("rtcp", "" + local.coreRtcp().getPort())); // RFC 3605
        }
        return out;
    }

    private static MediaDescription closed(MediaDescription of, @Nullable MediaDescription known) {
        var line = of.mediaLine();
        String proto =
                known != null ? known.mediaLine().proto() : line.isRtp() ? "RTP/AVP" : line.proto();
        return MediaDescription.of(line.withProto(proto).withPort(0));
    }
}
