package org.wicgate.sdp;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.wicgate.base.Decoded;

/**
 * A session description (RFC 8866). Immutable; keeps every line as it came, so that what nobody
 * changed is encoded octet for octet. Readers that take a {@link MediaDescription} look there first
 * and then in the session part, where the attribute allows it.
 */
public final class SessionDescription implements Section {
    private static final String ORDER = "vosiuepcbtrzka";

    /** What is accepted from a stranger. */
    public record Limits(int octets, int lines, int media) {
        public static final Limits DEFAULT = new Limits(65_536, 2_000, 32);
    }

    private final Origin origin;
    private final List<Line> lines;
    private final List<MediaDescription> media;

    private SessionDescription(Origin origin, List<Line> lines, List<MediaDescription> media) {
        this.origin = origin;
        this.lines = List.copyOf(lines);
        this.media = List.copyOf(media);
    }

    /** The least a description must have (RFC 8866 §5), and the media. */
    public static SessionDescription of(Origin origin, List<MediaDescription> media) {
        var lines =
                List.of(
                        Line.of('v', "0"),
                        Line.of('o', origin.toString()),
                        Line.of('s', "-"),
                        Line.of('t', "0 0"));
        return new SessionDescription(origin, lines, media);
    }

    static SessionDescription received(
            Origin origin, List<Line> lines, List<MediaDescription> media) {
        return new SessionDescription(origin, lines, media);
    }

    /** Reads what a stranger sent. */
    public static Decoded<SessionDescription> decode(byte[] octets) {
        return decode(octets, Limits.DEFAULT);
    }

    /** Reads what a stranger sent. */
    public static Decoded<SessionDescription> decode(byte[] octets, Limits limits) {
        return Decoder.decode(octets, limits);
    }

    /** Reads a text. */
    public static Decoded<SessionDescription> decode(String text) {
        return decode(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The o= line. */
    public Origin origin() {
        return origin;
    }

    /** The lines before the first m= line. */
    @Override
    public List<Line> lines() {
        return lines;
    }

    /** The media in order. */
    public List<MediaDescription> media() {
        return media;
    }

    /** Whether the end that wrote this is ICE lite (RFC 8839 §5.3). */
    public boolean isIceLite() {
        return has("ice-lite");
    }

    /** The groups (RFC 5888 §5). */
    public List<Group> groups() {
        return values("group").stream().map(Group::parse).toList();
    }

    /** Where media is wanted. */
    public Optional<Connection> connection(MediaDescription of) {
        return of.ownConnection().or(this::ownConnection);
    }

    /** The direction, sendrecv when none is given (RFC 8866 §6.7). */
    public Direction direction(MediaDescription of) {
        return of.ownDirection().or(this::ownDirection).orElse(Direction.SENDRECV);
    }

    /** The ICE credentials; empty unless both are there (RFC 8839 §5.4). */
    public Optional<IceCredentials> ice(MediaDescription of) {
        var ufrag = inherited(of, "ice-ufrag");
        var password = inherited(of, "ice-pwd");
        return ufrag.flatMap(u -> password.map(p -> new IceCredentials(u, p)));
    }

    /** The fingerprints: the media's own, or else the session's (RFC 8122 §5). */
    public List<Fingerprint> fingerprints(MediaDescription of) {
        var own = of.ownFingerprints();
        return own.isEmpty() ? ownFingerprints() : own;
    }

    /** The role in the DTLS handshake or TCP connection. */
    public Optional<Setup> setup(MediaDescription of) {
        return inherited(of, "setup").map(Setup::parse);
    }

    /** Where RTP is wanted; empty when that is not a literal address. */
    public Optional<InetSocketAddress> rtpAddress(MediaDescription of) {
        return connection(of).map(Connection::literal).map(a -> at(a, of.port()));
    }

    /** Where RTCP is wanted: by a=rtcp, or on the next port (RFC 3605 §2.1, RFC 3550 §11). */
    public Optional<InetSocketAddress> rtcpAddress(MediaDescription of) {
        var rtcp = of.rtcp();
        int port = rtcp.map(Rtcp::port).orElse(Math.min(of.port() + 1, 65535));
        return rtcp.flatMap(Rtcp::connection)
                .or(() -> connection(of))
                .map(Connection::literal)
                .map(a -> at(a, port));
    }

    private static InetSocketAddress at(InetAddress address, int port) {
        return new InetSocketAddress(address, port);
    }

    private Optional<String> inherited(MediaDescription of, String name) {
        return of.value(name).or(() -> value(name));
    }

    /** The same with another o= line. */
    public SessionDescription with(Origin other) {
        var out =
                lines.stream()
                        .map(line -> line.type() == 'o' ? Line.of('o', other.toString()) : line)
                        .toList();
        return new SessionDescription(other, out, media);
    }

    /** The same with other media. */
    public SessionDescription withMedia(List<MediaDescription> other) {
        return new SessionDescription(origin, lines, other);
    }

    /** The same with one more line in the session part, in its place by RFC 8866 §5. */
    public SessionDescription with(Line line) {
        return new SessionDescription(origin, Section.plus(lines, line, ORDER), media);
    }

    /** The same without the session lines that match; v=, o=, s= and t= stay. */
    public SessionDescription without(Predicate<Line> match) {
        var out =
                lines.stream()
                        .filter(l -> "vost".indexOf(l.type()) >= 0 || !match.test(l))
                        .toList();
        return new SessionDescription(origin, out, media);
    }

    /** The octets to send. */
    public byte[] encode() {
        return text().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The text to send, one character for each octet. */
    public String text() {
        var out = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            lines.get(i).writeTo(out, media.isEmpty() && i == lines.size() - 1);
        }
        for (int m = 0; m < media.size(); m++) {
            var of = media.get(m).lines();
            for (int i = 0; i < of.size(); i++) {
                of.get(i).writeTo(out, m == media.size() - 1 && i == of.size() - 1);
            }
        }
        return out.toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SessionDescription that
                && lines.equals(that.lines)
                && media.equals(that.media);
    }

    @Override
    public int hashCode() {
        return 31 * lines.hashCode() + media.hashCode();
    }

    /** Names no address of ICE and no password: fit for a log. */
    @Override
    public String toString() {
        return "SessionDescription[" + origin.sessionId() + ", " + media + "]";
    }
}
