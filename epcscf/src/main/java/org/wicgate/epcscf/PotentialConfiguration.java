package org.wicgate.epcscf;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.wicgate.epcscf.MediaPolicy.CoreProfile;
import org.wicgate.epcscf.MediaPolicy.CoreSrtp;
import org.wicgate.sdp.Crypto;
import org.wicgate.sdp.Line;
import org.wicgate.sdp.MediaDescription;
import org.wicgate.sdp.Section;
import org.wicgate.sdp.SessionDescription;

/**
 * A configuration of an m-line that the core would rather have than the one it names (RFC 5939): in
 * the place of RTP/AVP one with feedback, as TS 26.114 §6.2.1a writes it, or SRTP with the keys
 * that come along. Others are not taken.
 *
 * @param number of the configuration; the lower the better
 * @param taken it, as a=acfg names it
 * @param proto its transport protocol
 * @param keys its a=crypto lines, when it has some beside those of the m-line
 */
record PotentialConfiguration(int number, String taken, String proto, List<Line> keys) {
    private static final String NUMBER = "[1-9][0-9]{0,8}";
    private static final Pattern CAPABILITY = Pattern.compile("(" + NUMBER + ") +(\\S.*)");
    private static final Pattern PCFG =
            Pattern.compile(
                    ("(N) +t=(N(?:\\|N)*+)" + "(?: +a=(N(?:,N)*+(?:\\|N(?:,N)*+)*+))?")
                            .replace("N", NUMBER));
    private static final Pattern BAR = Pattern.compile("\\|");
    private static final Pattern COMMA = Pattern.compile(",");

    /** What a line's lists call by number. */
    private record Known(Map<Integer, String> transports, Map<Integer, String> attributes) {}

    /**
     * Our offer of an m-line with what else it could be by policy.
     *
     * @param ours the a=crypto lines of a configuration with SRTP
     */
    static MediaDescription offered(MediaDescription media, MediaPolicy policy, List<Crypto> ours) {
        var protos = alternatives(media.mediaLine().proto(), policy);
        if (protos.isEmpty()) {
            return media;
        }
        var numbers = new ArrayList<String>();
        var lines = new ArrayList<Line>();
        lines.add(Line.attribute("tcap", "1 " + String.join(" ", protos)));
        for (var crypto : protos.stream().anyMatch(p -> brings(p, media)) ? ours : NO_KEYS) {
            numbers.add(Integer.toString(numbers.size() + 1));
            lines.add(Line.attribute("acap", numbers.getLast() + " crypto:" + crypto.value()));
        }
        for (int i = 0; i < protos.size(); i++) {
            String keys = brings(protos.get(i), media) ? " a=" + String.join("|", numbers) : "";
            lines.add(Line.attribute("pcfg", (i + 1) + " t=" + (i + 1) + keys));
        }
        return media.with(lines);
    }

    private static final List<Crypto> NO_KEYS = List.of();

    private static boolean brings(String proto, MediaDescription media) {
        return Sdes.isSecure(proto) && !Sdes.isSecure(media.mediaLine().proto());
    }

    /** What we would rather have than this, the best first. */
    private static List<String> alternatives(String proto, MediaPolicy policy) {
        var out = new ArrayList<String>();
        boolean hasFeedback = policy.profile() == CoreProfile.CAPABILITY;
        String withFeedback = proto.endsWith("F") ? proto : proto + "F";
        if (policy.srtp() == CoreSrtp.CAPABILITY) {
            if (hasFeedback) {
                out.add(Sdes.secured(withFeedback));
            }
            out.add(Sdes.secured(proto));
        }
        if (hasFeedback) {
            out.add(withFeedback);
        }
        return out;
    }

    /** The core's offer with what we take of it as its actual configuration. */
    static SessionDescription taken(SessionDescription offer, MediaPolicy policy) {
        if (offer.media().stream().noneMatch(media -> media.has("pcfg"))) {
            return offer;
        }
        return offer.withMedia(
                offer.media().stream()
                        .map(media ->
                                best(offer, media, policy).map(c -> c.in(media)).orElse(media))
                        .toList());
    }

    private MediaDescription in(MediaDescription media) {
        return media.with(media.mediaLine().withProto(proto))
                .without(line ->
                        line.isAttribute("pcfg")
                                || line.isAttribute("tcap")
                                || line.isAttribute("acap"))
                .with(keys)
                .with(Line.attribute("acfg", taken));
    }

    private static Optional<PotentialConfiguration> best(
            SessionDescription offer, MediaDescription media, MediaPolicy policy) {
        boolean isPlain = media.port() != 0 && media.mediaLine().proto().equals("RTP/AVP");
        if (!isPlain || requiresMore(offer) || requiresMore(media)) {
            return Optional.empty();
        }
        var known = new Known(listed(offer, media, "tcap"), listed(offer, media, "acap"));
        return media.values("pcfg").stream()
                .flatMap(value -> read(value, known))
                .filter(configuration -> configuration.isTakeable(media, policy))
                .min(Comparator.comparingInt(PotentialConfiguration::number));
    }

    private boolean isTakeable(MediaDescription media, MediaPolicy policy) {
        if (proto.equals("RTP/AVPF")) {
            return keys.isEmpty();
        }
        return Sdes.isSecure(proto)
                && policy.srtp() != CoreSrtp.OFF
                && Sdes.chosen(media.with(keys), policy) != null;
    }

    /** RFC 5939 §3.3.2: an extension that we do not know forbids to take anything. */
    private static boolean requiresMore(Section section) {
        return section.values("creq").stream().anyMatch(value -> !value.strip().equals("cap-v0"));
    }

    private static Map<Integer, String> listed(
            SessionDescription offer, MediaDescription media, String name) {
        var found = new HashMap<Integer, String>();
        for (String value :
                Stream.concat(offer.values(name).stream(), media.values(name).stream()).toList()) {
            var line = CAPABILITY.matcher(value.strip());
            if (line.matches()) {
                int number = Integer.parseInt(line.group(1));
                if (name.equals("acap")) {
                    found.put(number, line.group(2));
                    continue;
                }
                // RFC 5939 §3.4.2: the numbers of a line count up from its first
                for (String proto : List.of(line.group(2).split(" +", -1))) {
                    found.put(number++, proto);
                }
            }
        }
        return found;
    }

    /** The configurations that a line lists; none when it speaks of what we do not know. */
    private static Stream<PotentialConfiguration> read(String value, Known known) {
        var line = PCFG.matcher(value.strip());
        if (!line.matches()) {
            return Stream.empty();
        }
        int number = Integer.parseInt(line.group(1));
        var lists = line.group(3) == null ? List.of("") : List.of(BAR.split(line.group(3), -1));
        return BAR.splitAsStream(line.group(2))
                .flatMap(t -> lists.stream().flatMap(list -> one(number, t, list, known)));
    }

    private static Stream<PotentialConfiguration> one(
            int number, String transport, String list, Known known) {
        String proto = known.transports.get(Integer.valueOf(transport));
        var keys =
                COMMA.splitAsStream(list)
                        .filter(n -> !n.isEmpty())
                        .map(n -> known.attributes.get(Integer.valueOf(n)))
                        .toList();
        boolean areKeys = keys.stream().allMatch(a -> a != null && a.startsWith(Sdes.CRYPTO + ":"));
        if (proto == null || !areKeys) {
            return Stream.empty();
        }
        var lines = keys.stream().filter(Objects::nonNull).map(key -> Line.of('a', key)).toList();
        String taken = number + " t=" + transport + (list.isEmpty() ? "" : " a=" + list);
        return Stream.of(new PotentialConfiguration(number, taken, proto, lines));
    }
}
