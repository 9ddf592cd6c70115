package org.wicgate.epcscf;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wicgate.epcscf.Report.Side;
import org.wicgate.iq.Interworking;
import org.wicgate.iq.Interworking.Encoding;
import org.wicgate.iq.Interworking.Payload;
import org.wicgate.iq.Interworking.Payloads;
import org.wicgate.sdp.MediaDescription;
import org.wicgate.sdp.SessionDescription;

/**
 * Codecs that the eIMS-AGW can bring into each other, Opus and G.711: which of them are added to an
 * offer, and what an answer then asks of it (TS 23.334 §5.13.4, TS 23.228 §U.1). An answer never
 * reaches who offered with a codec that he did not name.
 */
final class Transcoding {
    /** An answer in the terms of who offered, and what happens to its media. */
    record Answered(MediaDescription media, Interworking how) {}

    private static final int PTIME = 20;

    private final MediaPolicy.Transcode mode;

    Transcoding(MediaPolicy.Transcode mode) {
        this.mode = mode;
    }

    boolean isOff() {
        return mode == MediaPolicy.Transcode.OFF;
    }

    /**
     * An offer with what can be added to it.
     *
     * @param to who will hear it
     * @param said what was said to that side last, whose payload types stay; null when nothing was
     * @param usable the lines that carry media
     */
    SessionDescription offered(
            SessionDescription offer, Side to, @Nullable SessionDescription said, Usable usable) {
        if (isOff()) {
            return offer;
        }
        var media = new ArrayList<MediaDescription>();
        for (int i = 0; i < offer.media().size(); i++) {
            boolean isKnown = said != null && i < said.media().size();
            var before = said != null && isKnown ? said.media().get(i) : null;
            var own = offer.media().get(i);
            media.add(usable.has(i) ? offered(own, to, before) : own);
        }
        return offer.withMedia(media);
    }

    private MediaDescription offered(
            MediaDescription offer, Side to, @Nullable MediaDescription before) {
        var source = source(to);
        if (!isSpeech(offer) || Speech.first(offer, source) == null) {
            return offer;
        }
        var wanted = counterparts(source);
        var out = new Speech.Adding(offer, before);
        if (Speech.first(offer, wanted) == null) {
            wanted.forEach(out::add);
            var event = wanted.contains(Encoding.OPUS) ? Encoding.EVENT_48000 : Encoding.EVENT_8000;
            boolean hasOther = Speech.event(offer) != null;
            if (hasOther && Speech.first(offer, List.of(event)) == null) {
                out.add(event);
            }
        }
        if (mode == MediaPolicy.Transcode.ALWAYS) {
            out.prefer(wanted);
        }
        boolean isWider = to == Side.CORE && out.hasGrown();
        return isWider ? Speech.widened(out.media()) : out.media();
    }

    /** What the other side must have for something to be added for this one. */
    private static List<Encoding> source(Side to) {
        return to == Side.CORE ? List.of(Encoding.OPUS) : Speech.G711;
    }

    private static List<Encoding> counterparts(List<Encoding> of) {
        return of.contains(Encoding.OPUS) ? Speech.G711 : List.of(Encoding.OPUS);
    }

    private static boolean isSpeech(MediaDescription media) {
        return media.mediaLine().media().equals("audio") && media.mediaLine().isRtp();
    }

    /**
     * An answer in the terms of who offered. It is his own codec that counts, when the first one
     * that was answered is among his.
     *
     * @param by who offered
     * @param offer what he offered
     * @param answer to what we made of it, and nothing else in it
     * @return null when it has nothing that he could hear
     */
    @Nullable Answered answered(Side by, MediaDescription offer, MediaDescription answer) {
        if (!isSpeech(offer) || answer.port() == 0) {
            return new Answered(answer, new Interworking.Relayed());
        }
        var target = target(by, offer, answer);
        if (target == null) {
            var common = Formats.offered(answer, offer);
            return common == null ? null : new Answered(common, new Interworking.Relayed());
        }
        var event = Speech.event(answer) == null ? null : Speech.eventFor(target, offer);
        var translated = Speech.only(answer, offer, target, event);
        var formats = event == null ? List.of(target) : List.of(target, event);
        var asked = new Payloads(formats, ptime(offer, answer));
        var given = Speech.payloads(answer, other(target), ptime(answer, offer));
        return new Answered(
                translated,
                by == Side.ACCESS
                        ? new Interworking.Transcoded(asked, given)
                        : new Interworking.Transcoded(given, asked));
    }

    /** What is sent to who offered, when it must be made of something else; null when not. */
    private @Nullable Payload target(Side by, MediaDescription offer, MediaDescription answer) {
        var first = Speech.firstOfAll(answer);
        var encoding = first == null ? null : Speech.encoding(answer, first);
        boolean isCommon = first != null && Formats.isIn(offer, answer, first);
        boolean isOpus = encoding == Encoding.OPUS;
        boolean isForced = mode == MediaPolicy.Transcode.ALWAYS && by == Side.ACCESS && !isOpus;
        if (encoding == null || (isCommon && !isForced)) {
            return null;
        }
        return Speech.first(offer, isOpus ? Speech.G711 : List.of(Encoding.OPUS));
    }

    private static List<Encoding> other(Payload target) {
        return target.encoding() == Encoding.OPUS ? Speech.G711 : List.of(Encoding.OPUS);
    }

    private static int ptime(MediaDescription own, MediaDescription other) {
        return own.ptime().or(other::ptime).orElse(PTIME);
    }
}
