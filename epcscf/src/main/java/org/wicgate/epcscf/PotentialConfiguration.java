package org.wicgate.epcscf;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.wicgate.sdp.Line;
import org.wicgate.sdp.MediaDescription;
import org.wicgate.sdp.Section;
import org.wicgate.sdp.SessionDescription;

/**
 * A configuration of an m-line that the core would rather have than the one it names (RFC 5939):
 * RTP/AVPF instead of RTP/AVP, as TS 26.114 §6.2.1a writes it. Others are not taken.
 *
 * @param number of the configuration; the lower the better
 * @param transport the number of its transport protocol
 */
record PotentialConfiguration(int number, int transport) {
    static final String AVPF = "RTP/AVPF";

    private static final Pattern TCAP = Pattern.compile("([1-9][0-9]{0,8}) +(\\S.*)");
    private static final Pattern PCFG =
            Pattern.compile("([1-9][0-9]{0,8}) +t=([1-9][0-9]{0,8}(?:\\|[1-9][0-9]{0,8})*+)");

    /** An offer of RTP/AVP that says: RTP/AVPF if you can. */
    static MediaDescription offered(MediaDescription media) {
        return media.with(Line.attribute("tcap", "1 " + AVPF))
                .with(Line.attribute("pcfg", "1 t=1"));
    }

    /** The core's offer with what we take of it as its actual configuration. */
    static SessionDescription taken(SessionDescription offer) {
        if (offer.media().stream().noneMatch(media -> media.has("pcfg"))) {
            return offer;
        }
        return offer.withMedia(
                offer.media().stream()
                        .map(media -> best(offer, media).map(c -> c.in(media)).orElse(media))
                        .toList());
    }

    private MediaDescription in(MediaDescription media) {
        return media.with(media.mediaLine().withProto(AVPF))
                .without(line -> line.isAttribute("pcfg") || line.isAttribute("tcap"))
                .with(Line.attribute("acfg", number + " t=" + transport));
    }

    private static Optional<PotentialConfiguration> best(
            SessionDescription offer, MediaDescription media) {
        boolean isPlain = media.port() != 0 && media.mediaLine().proto().equals("RTP/AVP");
        if (!isPlain || requiresMore(offer) || requiresMore(media)) {
            return Optional.empty();
        }
        var transports = new HashMap<>(transports(offer));
        transports.putAll(transports(media));
        return media.values("pcfg").stream()
                .flatMap(value -> read(value, transports).stream())
                .min(Comparator.comparingInt(PotentialConfiguration::number));
    }

    /** RFC 5939 §3.3.2: an extension that we do not know forbids to take anything. */
    private static boolean requiresMore(Section section) {
        return section.values("creq").stream().anyMatch(value -> !value.strip().equals("cap-v0"));
    }

    /** RFC 5939 §3.4.2: the numbers of a line count up from its first. */
    private static Map<Integer, String> transports(Section section) {
        var found = new HashMap<Integer, String>();
        for (String value : section.values("tcap")) {
            var line = TCAP.matcher(value.strip());
            if (line.matches()) {
                int number = Integer.parseInt(line.group(1));
                for (String proto : List.of(line.group(2).split(" +", -1))) {
                    found.put(number++, proto);
                }
            }
        }
        return found;
    }

    private static Optional<PotentialConfiguration> read(String value, Map<Integer, String> known) {
        var line = PCFG.matcher(value.strip());
        if (!line.matches()) {
            return Optional.empty(); // attributes or extensions come with it
        }
        return Pattern.compile("\\|")
                .splitAsStream(line.group(2))
                .map(Integer::valueOf)
                .filter(number -> AVPF.equals(known.get(number)))
                .findFirst()
                .map(number -> new PotentialConfiguration(Integer.parseInt(line.group(1)), number));
    }
}
