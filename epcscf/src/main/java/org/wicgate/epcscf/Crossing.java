package org.wicgate.epcscf;

import java.util.List;
import java.util.Set;
import org.wicgate.sdp.Direction;
import org.wicgate.sdp.Line;
import org.wicgate.sdp.MediaDescription;
import org.wicgate.sdp.SessionDescription;

/**
 * Which lines of a description mean something on the other side. What belongs to one transport,
 * names an address or a key, or is an extension of WebRTC stays behind (TS 23.228 §U.1.1, TS 24.371
 * §7.3); codecs, packet times, bandwidths and what IMS defines (preconditions) go through
 * untouched.
 */
final class Crossing {
    /** What two WICs whose media go through tell each other, and nobody else. */
    private static final Set<String> END_TO_END =
            Set.of(
                    "extmap",
                    "extmap-allow-mixed",
                    "fingerprint",
                    "msid",
                    "rid",
                    "rtcp-mux",
                    "rtcp-rsize",
                    "setup",
                    "simulcast",
                    "ssrc",
                    "ssrc-group",
                    "tls-id",
                    "x-google-flag");

    /** RFC 9143 §15: of use in a BUNDLE alone, whose names of lines end here. */
    private static final String MID_IN_PACKETS = "urn:ietf:params:rtp-hdrext:sdes:mid";

    private static final Set<String> DIRECTIONS =
            Set.of("sendrecv", "sendonly", "recvonly", "inactive");
    private static final Set<String> FEEDBACK_OF_WEBRTC = Set.of("transport-cc", "goog-remb");

    private Crossing() {}

    /** The session's lines that go through: bandwidths and attributes. */
    static List<Line> of(SessionDescription description) {
        return description.lines().stream()
                .filter(line -> crosses(line, true))
                .map(line -> Line.of(line.type(), line.value()))
                .toList();
    }

    /**
     * A medium's lines that go through, its direction apart.
     *
     * @param feedback whether the profile of the core's side has RTCP feedback (RFC 4585)
     */
    static List<Line> of(MediaDescription media, boolean feedback) {
        return media.lines().stream()
                .filter(line -> crosses(line, feedback))
                .map(line -> Line.of(line.type(), line.value()))
                .toList();
    }

    /** A medium's lines that one WIC hears from another, its direction apart. */
    static List<Line> endToEnd(MediaDescription media) {
        return media.lines().stream()
                .filter(Crossing::crossesEndToEnd)
                .map(line -> Line.of(line.type(), line.value()))
                .toList();
    }

    private static boolean crossesEndToEnd(Line line) {
        if (line.isAttribute("extmap") && line.value().contains(MID_IN_PACKETS)) {
            return false;
        }
        boolean isTheirs = line.type() == 'a' && END_TO_END.contains(line.attributeName());
        return isTheirs || line.isAttribute("rtcp-fb") || crosses(line, true);
    }

    private static boolean crosses(Line line, boolean feedback) {
        if (line.type() == 'b') {
            return true;
        }
        if (line.type() != 'a') {
            return false;
        }
        String name = line.attributeName();
        if (name.equals("rtcp-fb")) {
            return feedback && FEEDBACK_OF_WEBRTC.stream().noneMatch(line.value()::endsWith);
        }
        return OfOneLeg.named(name) == null
                && !DIRECTIONS.contains(name)
                && !name.startsWith("tra-"); // TS 24.229 §7.5.4: only between IMS nodes
    }

    /** The direction as it goes through: an unspecified address is a hold (RFC 3264 §8.4). */
    static Direction direction(SessionDescription description, MediaDescription media) {
        var stated = description.direction(media);
        boolean hold =
                !description.ice(media).isPresent()
                        && description.connection(media).filter(c -> c.isUnspecified()).isPresent();
        return hold ? Direction.of(stated.sends(), false) : stated;
    }

    /** The direction of an answer, within what the offer allows (RFC 3264 §6.1). */
    static Direction answered(SessionDescription offer, SessionDescription answer, int index) {
        var asked = direction(offer, offer.media().get(index));
        var given = direction(answer, answer.media().get(index));
        return asked.answeredBy(given);
    }

    /** Whether an answer's lines are about the same media as the offer's, one by one. */
    static boolean isLikeOffer(SessionDescription offer, SessionDescription answer) {
        if (offer.media().size() != answer.media().size()) {
            return false;
        }
        for (int i = 0; i < offer.media().size(); i++) {
            String asked = offer.media().get(i).mediaLine().media();
            if (!asked.equals(answer.media().get(i).mediaLine().media())) {
                return false;
            }
        }
        return true;
    }
}
