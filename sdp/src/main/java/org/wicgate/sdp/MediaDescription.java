package org.wicgate.sdp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An m= line and the lines that belong to it (RFC 8866 §5.14). Immutable: each change gives another
 * one, and leaves the lines it is not about as they came.
 */
public final class MediaDescription implements Section {
    private static final String ORDER = "micbka";

    private final MediaLine mediaLine;
    private final List<Line> lines;

    /** By format, read when first asked for: they are asked for again and again. */
    private @Nullable Map<String, RtpMap> rtpMaps;

    private MediaDescription(MediaLine mediaLine, List<Line> lines) {
        this.mediaLine = mediaLine;
        this.lines = List.copyOf(lines);
    }

    /** A description of an m= line alone. */
    public static MediaDescription of(MediaLine mediaLine) {
        return new MediaDescription(mediaLine, List.of(Line.of('m', mediaLine.toString())));
    }

    /** The lines as received; the first is the one read as {@code mediaLine}. */
    static MediaDescription received(MediaLine mediaLine, List<Line> lines) {
        return new MediaDescription(mediaLine, lines);
    }

    /** The m= line. */
    public MediaLine mediaLine() {
        return mediaLine;
    }

    /** All lines, the m= line first. */
    @Override
    public List<Line> lines() {
        return lines;
    }

    /** The port of the m= line. */
    public int port() {
        return mediaLine.port();
    }

    /** Port 0, and not because its media goes with another line's (RFC 9143 §6). */
    public boolean isRejected() {
        return port() == 0 && !isBundleOnly();
    }

    /** Offered only as part of a BUNDLE group (RFC 9143 §6). */
    public boolean isBundleOnly() {
        return port() == 0 && has("bundle-only");
    }

    /** What a format stands for, the static types of RFC 3551 §6 included. */
    public Optional<RtpMap> rtpMap(String format) {
        var mapped = maps().get(format);
        return Optional.ofNullable(mapped != null ? mapped : RtpMap.fixed(format));
    }

    private Map<String, RtpMap> maps() {
        var known = rtpMaps;
        if (known == null) {
            known = new HashMap<>();
            for (var line : lines) {
                if (line.isAttribute("rtpmap")) {
                    String value = line.attributeValue();
                    int space = value.indexOf(' ');
                    var map = space < 0 ? null : RtpMap.parse(value);
                    if (map != null) {
                        known.putIfAbsent(value.substring(0, space), map);
                    }
                }
            }
            rtpMaps = known;
        }
        return known;
    }

    /** What the formats of the m= line stand for, in order of preference. */
    public List<RtpMap> rtpMaps() {
        var all = new ArrayList<RtpMap>(mediaLine.formats().size());
        for (String format : mediaLine.formats()) {
            rtpMap(format).ifPresent(all::add);
        }
        return all;
    }

    /** The parameters of a format (RFC 8866 §6.15). */
    public Optional<String> fmtp(String format) {
        return values("fmtp").stream()
                .filter(value -> value.startsWith(format + " "))
                .map(value -> value.substring(format.length() + 1))
                .findFirst();
    }

    /** The candidates; lines that cannot be read are passed over (RFC 8839 §5.1). */
    public List<Candidate> candidates() {
        return values("candidate").stream().map(Candidate::parse).filter(Objects::nonNull).toList();
    }

    /** The RTCP port of RFC 3605, when it is named. */
    public Optional<Rtcp> rtcp() {
        return value("rtcp").map(Rtcp::parse);
    }

    /** Whether RTP and RTCP may share a port (RFC 5761 §5.1.1, RFC 8858). */
    public boolean hasRtcpMux() {
        return has("rtcp-mux") || has("rtcp-mux-only");
    }

    /** The name other lines know this one by (RFC 5888 §4). */
    public Optional<String> mid() {
        return value("mid");
    }

    /** Milliseconds of media in a packet (RFC 8866 §6.4). */
    public Optional<Integer> ptime() {
        return value("ptime").map(v -> Words.number(v, 10_000)).filter(n -> n > 0);
    }

    /** The same with another m= line. */
    public MediaDescription with(MediaLine other) {
        var out = new ArrayList<>(lines);
        out.set(0, Line.of('m', other.toString()));
        return new MediaDescription(other, out);
    }

    /** The same with one more line, in its place by RFC 8866 §5, last of its type. */
    public MediaDescription with(Line line) {
        return new MediaDescription(mediaLine, Section.plus(lines, line, ORDER));
    }

    /** The same with several more lines. */
    public MediaDescription with(List<Line> more) {
        var out = lines;
        for (var line : more) {
            out = Section.plus(out, line, ORDER);
        }
        return new MediaDescription(mediaLine, out);
    }

    /** The same with this address in its only c= line. */
    public MediaDescription with(Connection connection) {
        return without(line -> line.type() == 'c').with(Line.of('c', connection.toString()));
    }

    /** The same with this direction as its only one. */
    public MediaDescription with(Direction direction) {
        return without(line -> line.type() == 'a' && Direction.parse(line.value()) != null)
                .with(Line.attribute(direction.toString()));
    }

    /** The same without the lines that match; the m= line stays. */
    public MediaDescription without(Predicate<Line> match) {
        var out = new ArrayList<Line>();
        for (var line : lines) {
            if (line.type() == 'm' || !match.test(line)) {
                out.add(line);
            }
        }
        return new MediaDescription(mediaLine, out);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MediaDescription that && lines.equals(that.lines);
    }

    @Override
    public int hashCode() {
        return lines.hashCode();
    }

    @Override
    public String toString() {
        return "MediaDescription[" + mediaLine + "]";
    }
}
