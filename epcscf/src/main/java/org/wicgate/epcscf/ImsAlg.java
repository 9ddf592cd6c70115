package org.wicgate.epcscf;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Decoded;
import org.wicgate.iq.Command;
import org.wicgate.iq.ContextId;
import org.wicgate.iq.Local;
import org.wicgate.iq.Stream;
import org.wicgate.sdp.Origin;
import org.wicgate.sdp.SessionDescription;

/**
 * The IMS-ALG: one call's session descriptions between W2 and Mw, and what they ask of the eIMS-AGW
 * (TS 24.229 §6.7.2, TS 24.371 §7.3). A value: each description taken gives what to ask, and then,
 * with what was reserved, the description to send on and the ALG to use from then on. Who drops
 * that one, because the other side refused, is back where it was (RFC 3264 §8). Parallel early
 * dialogs each go on from the ALG as it was after the offer.
 */
public final class ImsAlg {
    /** The offer that an answer is awaited for, or was taken for last. */
    enum Offerer {
        NOBODY,
        ACCESS,
        CORE
    }

    /** What became of a description. */
    public sealed interface Outcome {}

    /**
     * It can go on. Send {@link #command}, when there is one; when the eIMS-AGW has answered it,
     * {@link #write} with the streams of its answer, or with none.
     *
     * @param first whether the context is still to be made
     * @param streams what to ask for; may be empty
     * @param writer writes the description to send on
     */
    public record Prepared(boolean first, List<Stream> streams, Writer writer) implements Outcome {
        /** What to ask of the eIMS-AGW; null when nothing. */
        public @Nullable Command command(ContextId context) {
            if (first) {
                return new Command.Reserve(context, streams);
            }
            return streams.isEmpty() ? null : new Command.Configure(context, streams);
        }

        /** The description to send on. */
        public Written write(List<Local> reserved) {
            return writer.write(reserved);
        }
    }

    /**
     * The WIC restarts ICE and changes nothing that the core knows. {@code here} gives the answer
     * to it, and the core hears nothing (RFC 8445 §9); {@code onward} gives the offer to the core
     * as if there were no other way, for a request that must get there for another reason, such as
     * refreshing a session timer.
     */
    public record IceRestart(Prepared here, Prepared onward) implements Outcome {}

    /**
     * It cannot go on.
     *
     * @param status 400 or 488 for an offer; 502 for an answer, whose call is to be ended
     * @param warnCode for the Warning header (RFC 3261 §20.43)
     * @param why for its text and the log
     * @param acceptable what could have been accepted, for the body of a 488 (RFC 3261 §21.4.26)
     */
    public record Refused(int status, int warnCode, String why, SessionDescription acceptable)
            implements Outcome {}

    /** Writes a description when the streams are reserved. */
    @FunctionalInterface
    public interface Writer {
        Written write(List<Local> reserved);
    }

    /** The description to send on, and the ALG after it. */
    public record Written(SessionDescription description, ImsAlg next) {}

    private static final SessionDescription NOTHING =
            SessionDescription.of(new Origin("-", "0", "0", "IN", "IP4", "0.0.0.0"), List.of());

    /** The ALG of a call that is over. */
    static final ImsAlg OVER = start(0, MediaPolicy.USUAL);

    final String sessionId;
    final MediaPolicy policy;
    final Offerer offerer;
    final Leg access;
    final Leg core;
    final Map<Integer, MediaState> media;

    ImsAlg(
            String sessionId,
            MediaPolicy policy,
            Offerer offerer,
            Leg access,
            Leg core,
            Map<Integer, MediaState> media) {
        this.sessionId = sessionId;
        this.policy = policy;
        this.offerer = offerer;
        this.access = access;
        this.core = core;
        this.media = Map.copyOf(media);
    }

    /**
     * The ALG of a new call.
     *
     * @param sessionId for the o= lines that this call sends; random, and only its size matters
     */
    public static ImsAlg start(int sessionId, MediaPolicy policy) {
        String id = Long.toString(1L << 32 | (sessionId & 0xFFFF_FFFFL));
        return new ImsAlg(id, policy, Offerer.NOBODY, Leg.NEW, Leg.NEW, Map.of());
    }

    /** Takes the WIC's offer, the first or a later one. */
    public Outcome offerFromAccess(byte[] body) {
        return switch (SessionDescription.decode(body)) {
            case Decoded.Ok<SessionDescription>(var offer) -> AccessOffer.take(this, offer);
            case Decoded.Malformed<SessionDescription>(var why) ->
                    new Refused(400, 399, "SDP: " + why, Acceptable.FROM_ACCESS);
        };
    }

    /** Takes the core's answer to the WIC's last offer; again when it comes again. */
    public Outcome answerFromCore(byte[] body) {
        return switch (SessionDescription.decode(body)) {
            case Decoded.Ok<SessionDescription>(var answer) -> CoreAnswer.take(this, answer);
            case Decoded.Malformed<SessionDescription>(var why) ->
                    new Refused(502, 399, "SDP: " + why, Acceptable.FROM_CORE);
        };
    }

    /** Takes the core's offer, the first or a later one. */
    public Outcome offerFromCore(byte[] body) {
        return switch (SessionDescription.decode(body)) {
            case Decoded.Ok<SessionDescription>(var offer) -> CoreOffer.take(this, offer);
            case Decoded.Malformed<SessionDescription>(var why) ->
                    new Refused(400, 399, "SDP: " + why, Acceptable.FROM_CORE);
        };
    }

    /** Takes the WIC's answer to the core's last offer; again when it comes again. */
    public Outcome answerFromAccess(byte[] body) {
        return switch (SessionDescription.decode(body)) {
            case Decoded.Ok<SessionDescription>(var answer) -> AccessAnswer.take(this, answer);
            case Decoded.Malformed<SessionDescription>(var why) ->
                    new Refused(502, 399, "SDP: " + why, Acceptable.FROM_ACCESS);
        };
    }

    /** Why an offer with so many m-lines cannot follow what was said before; null when it can. */
    @Nullable Refused shrunk(SessionDescription offer, @Nullable SessionDescription before) {
        if (before == null || offer.media().size() >= before.media().size()) {
            return null;
        }
        // RFC 3264 §8: "the "m=" line for that stream MUST be present"
        String why = offer.media().size() + " m-lines after " + before.media().size();
        return new Refused(400, 399, why, Acceptable.FROM_ACCESS);
    }

    /** Whether the eIMS-AGW has a context for this call. */
    public boolean hasContext() {
        return !media.isEmpty();
    }

    /** The same when the eIMS-AGW carries the media of another dialog of the call by now. */
    ImsAlg unsettled() {
        var unsettled = new HashMap<>(media);
        unsettled.replaceAll((_, state) -> state.unsettled());
        return next(offerer, access, core, unsettled);
    }

    /** What brings the media back to this dialog as it was last agreed; nothing is to be said. */
    Prepared again() {
        var streams = new TreeMap<>(media).values().stream().map(MediaState::again).toList();
        return new Prepared(false, streams, _ -> new Written(NOTHING, this));
    }

    /** Which codecs are brought into others. */
    Transcoding transcoding() {
        return new Transcoding(policy.transcode());
    }

    /** Nothing to agree on; for what else the eIMS-AGW is to be told. */
    Prepared unchanged() {
        return new Prepared(false, List.of(), _ -> new Written(NOTHING, this));
    }

    ImsAlg next(Offerer by, Leg newAccess, Leg newCore, Map<Integer, MediaState> newMedia) {
        return new ImsAlg(sessionId, policy, by, newAccess, newCore, newMedia);
    }

    /** What was just said to the core, and this. */
    Written toCore() {
        return new Written(core.latest(), this);
    }

    /** What was just said to the WIC, and this. */
    Written toAccess() {
        return new Written(access.latest(), this);
    }

    /** The media as known, with new addresses from the eIMS-AGW. */
    static Map<Integer, MediaState> located(Map<Integer, MediaState> media, List<Local> reserved) {
        var out = new HashMap<>(media);
        for (var local : reserved) {
            out.computeIfPresent(local.index(), (_, state) -> state.with(local));
        }
        return out;
    }
}
