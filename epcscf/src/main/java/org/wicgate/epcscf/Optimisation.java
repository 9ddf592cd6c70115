package org.wicgate.epcscf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Decoded;
import org.wicgate.iq.Interworking;
import org.wicgate.sdp.Fingerprint;
import org.wicgate.sdp.Line;
import org.wicgate.sdp.MediaDescription;
import org.wicgate.sdp.SessionDescription;
import org.wicgate.sdp.Setup;
import org.wicgate.sdp.TransparentMedia;

/**
 * WebRTC media plane optimisation (TS 23.228 §U.2.4, TS 24.229 §6.7.1.5). Beside the plain
 * description of each medium the core hears the WIC's own one. The eP-CSCF of another WIC shows its
 * WIC that one and answers in the same way: then DTLS and SRTP are between the two WICs, and both
 * eIMS-AGWs pass them on. Whoever else answers knows nothing of it, and everything is as ever.
 */
final class Optimisation {
    private static final List<String> FROM_SESSION =
            List.of("fingerprint", "tls-id", "extmap-allow-mixed");

    /** What an answer of the core carries for a line. */
    sealed interface Carried {
        /** Nothing, or nothing that was asked for: the media are interworked. */
        record Nothing() implements Carried {}

        /** What the far WIC says. */
        record Medium(MediaDescription media) implements Carried {}

        /** The far WIC was promised what we cannot understand. */
        record Broken(String why) implements Carried {}
    }

    private Optimisation() {}

    /** Our offer to the core, with what the WIC offers in each line that may go through. */
    static SessionDescription offering(
            MediaPolicy policy, SessionDescription draft, SessionDescription offer) {
        if (!policy.optimise()) {
            return draft;
        }
        var media = new ArrayList<MediaDescription>();
        for (int i = 0; i < draft.media().size(); i++) {
            var line = draft.media().get(i);
            var theirs = offer.media().get(i);
            var at = draft.rtpAddress(line);
            boolean isFit = line.port() != 0 && isFit(theirs) && at.isPresent();
            media.add(
                    isFit
                            ? line.with(
                                    TransparentMedia.offer(
                                            own(offer, theirs, Setup.ACTIVE), at.orElseThrow()))
                            : line);
        }
        return draft.withMedia(media);
    }

    /**
     * What the core's offer carries for a WIC, line by line: no more formats than its plain part
     * has, for what the network took out there is not wanted. A line with anything in it that is
     * not understood, or of somebody who put himself between, is as if it carried nothing.
     */
    static Map<Integer, MediaDescription> offered(MediaPolicy policy, SessionDescription offer) {
        var found = new HashMap<Integer, MediaDescription>();
        for (int i = 0; policy.optimise() && i < offer.media().size(); i++) {
            var line = offer.media().get(i);
            var at = offer.rtpAddress(line);
            boolean isHere =
                    line.port() != 0
                            && TransparentMedia.isIn(line)
                            && at.filter(a -> TransparentMedia.isAt(line, a)).isPresent();
            if (isHere && read(line) instanceof Carried.Medium(var media)) {
                var common = Formats.offered(media, line);
                boolean isOffer = setup(media).filter(s -> s != Setup.HOLDCONN).isPresent();
                if (common != null && isOffer) {
                    found.put(i, common);
                }
            }
        }
        return found;
    }

    /** Our answer to the core, with what the WIC answered in these lines. */
    static SessionDescription answering(
            SessionDescription draft,
            SessionDescription answer,
            Map<Integer, MediaDescription> offered) {
        var media = new ArrayList<>(draft.media());
        for (int i : offered.keySet()) {
            var theirs = answer.media().get(i);
            if (media.get(i).port() != 0) {
                var carried = TransparentMedia.answer(own(answer, theirs, Setup.PASSIVE));
                media.set(i, media.get(i).with(carried));
            }
        }
        return draft.withMedia(media);
    }

    /**
     * What a line of the core's answer carries.
     *
     * @param said what we had offered
     * @param offer what the WIC had offered
     */
    static Carried answered(
            SessionDescription said, SessionDescription offer, SessionDescription answer, int i) {
        var line = answer.media().get(i);
        if (line.port() == 0
                || !TransparentMedia.isIn(said.media().get(i))
                || !TransparentMedia.isIn(line)) {
            return new Carried.Nothing();
        }
        return switch (read(line)) {
            case Carried.Medium(var media) -> {
                var theirs = own(offer, offer.media().get(i), Setup.ACTIVE);
                var asked = setup(theirs).orElse(Setup.ACTIVE);
                var role = setup(media).filter(s -> s != Setup.HOLDCONN && s.answers(asked));
                var common = Formats.offered(media, theirs);
                if (role.isEmpty()) {
                    yield new Carried.Broken("tra-att: no setup that answers " + asked);
                }
                yield common == null
                        ? new Carried.Broken("tra-m-line: none of the formats that were offered")
                        : new Carried.Medium(common.without(l -> isExtensionBeyond(l, theirs)));
            }
            case Carried.Broken broken -> broken;
            case Carried.Nothing nothing -> nothing;
        };
    }

    /** RFC 8285 §6: an answer has extensions of its offer alone. */
    private static boolean isExtensionBeyond(Line line, MediaDescription offer) {
        return line.isAttribute("extmap")
                && offer.values("extmap").stream()
                        .noneMatch(of -> extension(of).equals(extension(line.attributeValue())));
    }

    private static String extension(String extmap) {
        String[] words = extmap.split(" ", 3);
        return words.length < 2 ? "" : words[1];
    }

    /** What is to be done to the media of a line. */
    static Interworking how(MediaPolicy policy, boolean isThrough, Interworking told) {
        if (isThrough) {
            return new Interworking.Transparent();
        }
        boolean isNew = told instanceof Interworking.Unset && policy.optimise();
        return isNew ? new Interworking.Relayed() : told; // it may have been otherwise before
    }

    /** RTCP has no way of its own through the core. */
    private static boolean isFit(MediaDescription media) {
        return media.mediaLine().isDtlsSrtp() && media.hasRtcpMux();
    }

    /** A WIC's line as the other WIC may see it, with what it has from its session. */
    private static MediaDescription own(
            SessionDescription of, MediaDescription media, Setup usual) {
        var lines = new ArrayList<>(Crossing.endToEnd(media));
        for (String name : FROM_SESSION) {
            if (!media.has(name)) {
                of.values(name).forEach(value -> lines.add(attribute(name, value)));
            }
        }
        if (!media.has("setup")) {
            lines.add(Line.attribute("setup", of.setup(media).orElse(usual).toString()));
        }
        return MediaDescription.of(media.mediaLine()).with(lines);
    }

    private static Line attribute(String name, String value) {
        return value.isEmpty() ? Line.attribute(name) : Line.attribute(name, value);
    }

    private static Carried read(MediaDescription line) {
        return switch (TransparentMedia.decode(line)) {
            case Decoded.Malformed<MediaDescription>(var why) -> new Carried.Broken(why);
            case Decoded.Ok<MediaDescription>(var media) -> {
                var carried =
                        MediaDescription.of(media.mediaLine())
                                .with(Crossing.endToEnd(media))
                                .without(Optimisation::isWeak);
                String fault = fault(carried, line);
                yield fault == null
                        ? new Carried.Medium(carried)
                        : new Carried.Broken("tra-m-line: " + fault);
            }
        };
    }

    private static boolean isWeak(Line line) {
        var fingerprint = Fingerprint.parse(line.attributeValue());
        return line.isAttribute("fingerprint")
                && (fingerprint == null || !AccessMedia.HASHES.contains(fingerprint.hash()));
    }

    private static @Nullable String fault(MediaDescription carried, MediaDescription line) {
        int fingerprints = carried.ownFingerprints().size();
        if (!carried.mediaLine().media().equals(line.mediaLine().media())) {
            return "another medium";
        }
        if (!isFit(carried)) {
            return "not DTLS-SRTP with rtcp-mux";
        }
        return fingerprints == 0 || fingerprints > AccessMedia.MAX_FINGERPRINTS
                ? fingerprints + " certificate fingerprints of SHA-256 or better"
                : null;
    }

    private static Optional<Setup> setup(MediaDescription media) {
        return media.value("setup").map(Setup::parse);
    }
}
