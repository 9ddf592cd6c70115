package org.wicgate.epcscf;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.wicgate.iq.AccessRemote;
import org.wicgate.iq.AccessRemote.DtlsRole;
import org.wicgate.iq.Local;
import org.wicgate.sdp.Candidate;
import org.wicgate.sdp.Direction;
import org.wicgate.sdp.Line;
import org.wicgate.sdp.MediaDescription;
import org.wicgate.sdp.MediaLine;
import org.wicgate.sdp.SessionDescription;
import org.wicgate.sdp.Setup;

/**
 * Writes a core's description for the WIC: DTLS-SRTP at the eIMS-AGW's W3 address, ICE as it does
 * it, no BUNDLE (TS 24.371 §7.3, TS 23.334 §5.18).
 */
final class AccessDescription {
    private static final String SAVPF = "UDP/TLS/RTP/SAVPF";

    private final String sessionId;
    private final Map<Integer, MediaState> media;
    private final Map<Integer, MediaDescription> carried;

    /**
     * A writer of descriptions.
     *
     * @param carried what another WIC says of lines whose media go through to it: of these only ICE
     *     is ours
     */
    AccessDescription(
            String sessionId,
            Map<Integer, MediaState> media,
            Map<Integer, MediaDescription> carried) {
        this.sessionId = sessionId;
        this.media = media;
        this.carried = carried;
    }

    /**
     * An answer.
     *
     * @param from what the core said
     * @param offer what the WIC offered
     */
    SessionDescription answer(SessionDescription from, SessionDescription offer, Usable usable) {
        var lines = new ArrayList<MediaDescription>();
        var head = new Head(sessionId);
        for (int i = 0; i < offer.media().size(); i++) {
            var asked = offer.media().get(i);
            if (!usable.has(i)) {
                var closed = MediaDescription.of(asked.mediaLine().withPort(0));
                lines.add(closed.with(mid(asked)));
                continue;
            }
            var local = state(i).local();
            String proto = asked.mediaLine().proto();
            var direction = Crossing.answered(offer, from, i);
            var through = carried.get(i);
            lines.add(
                    through == null
                            ? ended(
                                    asked,
                                    open(from.media().get(i), proto, direction, local, head),
                                    i)
                            : place(through, proto, through.lines(), direction, local, head)
                                    .with(mid(asked)));
        }
        return session(head, from, usable, lines);
    }

    /** An answer of ours, whose DTLS and RTCP end here. */
    private MediaDescription ended(MediaDescription asked, MediaDescription open, int i) {
        var role = state(i).access() instanceof AccessRemote.Described d ? d.role() : null;
        var out =
                open.with(setup(role == DtlsRole.CLIENT ? Setup.ACTIVE : Setup.PASSIVE))
                        .with(mid(asked))
                        .with(endToAccessEdge(asked));
        return asked.hasRtcpMux()
                ? out.with(Line.attribute("rtcp-mux"))
                : out.with(second(state(i).local()));
    }

    /**
     * An offer.
     *
     * @param from what the core said
     * @param known the WIC's last description, for its names of the lines; null when it said
     *     nothing
     */
    SessionDescription offer(
            SessionDescription from, @Nullable SessionDescription known, Usable usable) {
        var lines = new ArrayList<MediaDescription>();
        var head = new Head(sessionId);
        for (int i = 0; i < from.media().size(); i++) {
            var of = from.media().get(i);
            var theirs = known != null && i < known.media().size() ? known.media().get(i) : null;
            String mid = mid(i, theirs, known);
            if (!usable.has(i)) {
                lines.add(closed(of, theirs).with(Line.attribute("mid", mid)));
                continue;
            }
            boolean spoken = theirs != null && theirs.mediaLine().isDtlsSrtp();
            String proto = theirs != null && spoken ? theirs.mediaLine().proto() : SAVPF;
            var local = state(i).local();
            var direction = Crossing.direction(from, of);
            var through = carried.get(i);
            lines.add(
                    through == null
                            ? open(of, proto, direction, local, head)
                                    .with(setup(Setup.ACTPASS))
                                    .with(Line.attribute("mid", mid))
                                    .with(Line.attribute("rtcp-mux"))
                                    .with(maySplit(theirs) ? second(local) : List.of())
                            : place(through, proto, through.lines(), direction, local, head)
                                    .with(Line.attribute("mid", mid))
                                    .with(Line.attribute("rtcp-mux-only"))); // RFC 8858 §4
        }
        return session(head, from, usable, lines);
    }

    /** Whether the WIC has not shown yet that it multiplexes (RFC 5761 §5.1.1). */
    private static boolean maySplit(@Nullable MediaDescription theirs) {
        return theirs == null || !theirs.hasRtcpMux();
    }

    /** The component of RTCP alone, when the eIMS-AGW has one (RFC 8839 §5.1, RFC 3605 §2.1). */
    private static List<Line> second(Local local) {
        return local.access()
                .rtcp()
                .map(at ->
                        Stream.concat(
                                        Stream.of(
                                                Line.attribute(
                                                        "rtcp", Integer.toString(at.getPort()))),
                                        candidates(local, 2))
                                .toList())
                .orElse(List.of());
    }

    private static Stream<Line> candidates(Local local, int component) {
        return local.access().candidates().stream()
                .filter(c -> c.component() == component)
                .map(c -> Line.attribute("candidate", written(c).toString()));
    }

    private static Candidate written(org.wicgate.iq.Candidate c) {
        return switch (c.transport()) {
            case UDP -> Candidate.host(c.foundation(), c.component(), c.priority(), c.address());
            case TCP_PASSIVE ->
                    Candidate.passive(c.foundation(), c.component(), c.priority(), c.address());
        };
    }

    private SessionDescription session(
            Head head, SessionDescription from, Usable usable, List<MediaDescription> lines) {
        var bandwidths = new Bandwidths.Session();
        for (int i = 0; i < lines.size(); i++) {
            if (usable.has(i) && !carried.containsKey(i)) {
                var of = from.media().get(i);
                bandwidths.add(Bandwidths.toAccess(state(i).local(), of.mediaLine().proto()), of);
            }
        }
        var crossing = bandwidths.adjusted(Crossing.of(from), from).stream();
        boolean isLite =
                IntStream.range(0, lines.size())
                        .filter(usable::has)
                        .allMatch(i -> state(i).local().access().isLite());
        var lite = isLite ? Stream.of(Line.attribute("ice-lite")) : Stream.<Line>empty();
        var own = Stream.concat(lite, Stream.of(Line.attribute("ice-options", "ice2")));
        return head.with(Stream.concat(crossing, own).toList(), lines);
    }

    private static MediaDescription open(
            MediaDescription of, String proto, Direction direction, Local local, Head head) {
        var crossing = Crossing.of(of, of.mediaLine().proto().endsWith("AVPF"));
        var lines = Bandwidths.toAccess(local, of.mediaLine().proto()).adjusted(crossing, of);
        var fingerprint = local.access().fingerprint();
        return place(of, proto, lines, direction, local, head)
                .with(
                        Line.attribute(
                                "fingerprint", fingerprint.hash() + " " + fingerprint.value()));
    }

    /** A medium with these lines, at our end of W3 and by our ICE. */
    private static MediaDescription place(
            MediaDescription of,
            String proto,
            List<Line> lines,
            Direction direction,
            Local local,
            Head head) {
        MediaLine line =
                of.mediaLine().withProto(proto).withPort(local.access().address().getPort());
        return head.at(MediaDescription.of(line), local.access().address().getAddress())
                .with(lines.stream().filter(each -> each.type() != 'm').toList())
                .with(direction)
                .with(Line.attribute("ice-ufrag", local.access().ufrag()))
                .with(Line.attribute("ice-pwd", local.access().password()))
                .with(candidates(local, 1).toList())
                .with(Line.attribute("end-of-candidates"));
    }

    private static MediaDescription closed(MediaDescription of, @Nullable MediaDescription theirs) {
        boolean spoken = theirs != null && theirs.mediaLine().isDtlsSrtp();
        String secure = theirs != null && spoken ? theirs.mediaLine().proto() : SAVPF;
        String proto = of.mediaLine().isRtp() ? secure : of.mediaLine().proto();
        return MediaDescription.of(of.mediaLine().withProto(proto).withPort(0));
    }

    private MediaState state(int index) {
        var state = media.get(index);
        if (state == null) {
            throw new IllegalStateException("stream " + index + " of " + media.keySet());
        }
        return state;
    }

    private static Line setup(Setup role) {
        return Line.attribute("setup", role.toString());
    }

    private static List<Line> mid(MediaDescription asked) {
        return asked.mid().map(mid -> List.of(Line.attribute("mid", mid))).orElse(List.of());
    }

    /** TS 24.229 §7.5.2: whoever asks for security on the access has it, with DTLS-SRTP. */
    private static List<Line> endToAccessEdge(MediaDescription asked) {
        return asked.values("3ge2ae").contains("requested")
                ? List.of(Line.attribute("3ge2ae", "applied"))
                : List.of();
    }

    /** The WIC's name for a line, or a new one that no line of it has. */
    private static String mid(
            int index, @Nullable MediaDescription theirs, @Nullable SessionDescription known) {
        if (theirs != null && theirs.mid().isPresent()) {
            return theirs.mid().get();
        }
        String mid = Integer.toString(index);
        boolean taken =
                known != null
                        && known.media().stream()
                                .anyMatch(m -> m.mid().filter(mid::equals).isPresent());
        return taken ? "w" + mid : mid;
    }
}
