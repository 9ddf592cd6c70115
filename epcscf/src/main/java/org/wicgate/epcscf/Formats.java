package org.wicgate.epcscf;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.wicgate.sdp.Line;
import org.wicgate.sdp.MediaDescription;
import org.wicgate.sdp.SessionDescription;

/** Which formats of an m-line go through. */
final class Formats {
    /** RFC 5761 §4: with RTCP on the same port these payload types are taken for RTCP. */
    private static final int FIRST_OF_RTCP = 64;

    private static final int LAST_OF_RTCP = 95;

    private Formats() {}

    /**
     * An answer's m-line with the formats and the feedback only that were offered, whatever their
     * numbers, so that nobody hears of what it did not name; null when no format is left.
     */
    static @Nullable MediaDescription offered(MediaDescription answer, MediaDescription offer) {
        var kept = only(answer, format -> isIn(offer, answer, format));
        return kept == null ? null : kept.without(line -> isFeedbackBeyond(line, offer));
    }

    /** RTCP feedback that the offer knows nothing of (RFC 4585 §4.2). */
    private static boolean isFeedbackBeyond(Line line, MediaDescription offer) {
        return line.isAttribute("rtcp-fb")
                && offer.values("rtcp-fb").stream()
                        .noneMatch(of -> kind(of).equals(kind(line.attributeValue())));
    }

    private static String kind(String feedback) {
        int space = feedback.indexOf(' ');
        return space < 0 ? "" : feedback.substring(space + 1).strip();
    }

    /**
     * An m-line without the payload types that RTCP has on a shared port; null when none is left.
     */
    static @Nullable MediaDescription muxable(MediaDescription media) {
        return only(media, format -> !isTakenForRtcp(format));
    }

    /** An answer with all its m-lines so; those with nothing in common stay as they are. */
    static SessionDescription offered(SessionDescription answer, SessionDescription offer) {
        var media = new ArrayList<MediaDescription>();
        for (int i = 0; i < answer.media().size(); i++) {
            var given = answer.media().get(i);
            var kept = given.port() == 0 ? null : offered(given, offer.media().get(i));
            media.add(kept == null ? given : kept);
        }
        return answer.withMedia(media);
    }

    /** A description with all its m-lines so; those that would have nothing left stay. */
    static SessionDescription muxable(SessionDescription description) {
        return description.withMedia(
                description.media().stream()
                        .map(media -> Objects.requireNonNullElse(muxable(media), media))
                        .toList());
    }

    /** Whether an answer's m-line is refused, or has a format of the offer's. */
    static boolean haveCommon(MediaDescription answer, MediaDescription offer) {
        return answer.port() == 0 || offered(answer, offer) != null;
    }

    /** Whether what a format of the answer stands for is in the offer, by whatever number. */
    static boolean isIn(MediaDescription offer, MediaDescription answer, String format) {
        var meant = answer.rtpMap(format);
        if (meant.isEmpty()) {
            return offer.mediaLine().formats().contains(format);
        }
        String encoding = meant.get().encoding();
        int clockRate = meant.get().clockRate();
        return offer.rtpMaps().stream().anyMatch(o -> o.is(encoding, clockRate));
    }

    /** Whether a payload type would be taken for RTCP on a port that both share. */
    static boolean isTakenForRtcp(String format) {
        int number = format.matches("[0-9]{2}") ? Integer.parseInt(format) : -1;
        return number >= FIRST_OF_RTCP && number <= LAST_OF_RTCP;
    }

    private static @Nullable MediaDescription only(MediaDescription media, Predicate<String> kept) {
        var formats = media.mediaLine().formats().stream().filter(kept).toList();
        if (formats.size() == media.mediaLine().formats().size()) {
            return media;
        }
        return formats.isEmpty()
                ? null
                : media.with(media.mediaLine().withFormats(formats))
                        .without(line -> isAboutOther(line, formats));
    }

    /** Whether the line describes a format that is none of these. */
    static boolean isAboutOther(Line line, List<String> formats) {
        if (!line.isAttribute("rtpmap")
                && !line.isAttribute("fmtp")
                && !line.isAttribute("rtcp-fb")) {
            return false;
        }
        String format = line.attributeValue().split(" ", 2)[0];
        return !format.equals("*") && !formats.contains(format);
    }
}
