package org.wicgate.ng;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Decoded;
import org.wicgate.iq.AccessRemote;
import org.wicgate.iq.AccessRemote.DtlsRole;
import org.wicgate.iq.Command;
import org.wicgate.iq.ContextId;
import org.wicgate.iq.CoreRemote;
import org.wicgate.iq.Counters;
import org.wicgate.iq.Fingerprint;
import org.wicgate.iq.Local;
import org.wicgate.iq.Stream;
import org.wicgate.sdp.Candidate;
import org.wicgate.sdp.Connection;
import org.wicgate.sdp.Direction;
import org.wicgate.sdp.Line;
import org.wicgate.sdp.MediaDescription;
import org.wicgate.sdp.MediaLine;
import org.wicgate.sdp.Origin;
import org.wicgate.sdp.SessionDescription;
import org.wicgate.sdp.Setup;

/**
 * A context as an rtpengine has it: a call with the tags {@link #ACCESS} and {@link #CORE}. What
 * the records of Iq say of streams is told to it in descriptions of our own making, one m-line for
 * each stream in the order in which they came to be; what it answers is read back into records.
 */
final class NgSession {
    static final String ACCESS = "access";
    static final String CORE = "core";

    /** Where nothing is sent: ICE finds the way to a WIC. */
    private static final InetSocketAddress NOWHERE = loopback();

    private static final Fingerprint UNKNOWN = new Fingerprint("sha-256", "");

    /** One stream, and what is known of the rtpengine's ends of it. */
    private static final class Wire {
        private Stream stream;
        private @Nullable MediaDescription atAccess;
        private @Nullable InetSocketAddress w3;
        private @Nullable InetSocketAddress rtp;
        private @Nullable InetSocketAddress rtcp;

        private Wire(Stream stream) {
            this.stream = stream;
        }
    }

    private final ContextId id;
    private final Map<Integer, Wire> lines = new LinkedHashMap<>();

    private final Queue<Command> waiting = new ArrayDeque<>();
    private final Set<String> blocked = new HashSet<>();
    private @Nullable NgJob job;
    private List<Counters> last = List.of();
    private String offerer = ACCESS;
    private boolean awaitsAccess;
    private boolean isAnswered;

    NgSession(ContextId id) {
        this.id = id;
    }

    ContextId id() {
        return id;
    }

    /** The command that is being carried out; null when none is. */
    @Nullable NgJob job() {
        return job;
    }

    void start(NgJob next) {
        job = next;
    }

    void finish() {
        job = null;
    }

    /** A command waits for the one before it. */
    void queue(Command command) {
        waiting.add(command);
    }

    @Nullable Command queued() {
        return waiting.poll();
    }

    /** What is being done and what waits does not matter any more. */
    void abandon() {
        job = null;
        waiting.clear();
    }

    /** Takes what a command says of streams; whether one of them is new. */
    boolean take(Collection<Stream> streams) {
        boolean isNew = false;
        for (var stream : streams) {
            var known = lines.get(stream.index());
            if (known == null) {
                lines.put(stream.index(), new Wire(stream));
                isNew = true;
            } else {
                known.stream = merged(known.stream, stream);
            }
        }
        return isNew;
    }

    /** The side that made the last offer. */
    String offerer() {
        return offerer;
    }

    /** An offer is made from this side. */
    void offered(String side) {
        offerer = side;
        awaitsAccess = side.equals(CORE);
    }

    /** Whether an offer waits for the WIC's answer. */
    boolean awaitsAccess() {
        return awaitsAccess;
    }

    void answered() {
        awaitsAccess = false;
        isAnswered = true;
    }

    /** Whether what comes from a side is to be let through or stopped, where it was not before. */
    boolean gate(String from) {
        if (!isAnswered || isBlocked(from) == blocked.contains(from)) {
            return false;
        }
        return isBlocked(from) ? blocked.add(from) : blocked.remove(from);
    }

    /** An answer that says what was carried. */
    void counted(Value.Dictionary answer) {
        last = NgStatistics.read(answer, List.copyOf(lines.keySet()));
    }

    /** What was carried when it was last asked. */
    List<Counters> last() {
        return last;
    }

    private static Stream merged(Stream was, Stream now) {
        return new Stream(
                was.index(),
                now.access() instanceof AccessRemote.Unset ? was.access() : now.access(),
                now.core() instanceof CoreRemote.Unset ? was.core() : now.core(),
                now.gates(),
                was.interworking(),
                was.medium().with(now.medium()));
    }

    /** Whether no stream may pass in that direction. */
    boolean isBlocked(String from) {
        return lines.values().stream()
                .map(line -> line.stream.gates())
                .noneMatch(gates -> from.equals(ACCESS) ? gates.toCore() : gates.toAccess());
    }

    /** What the WIC said, as far as an rtpengine has to know it. */
    String access() {
        var media = new ArrayList<MediaDescription>();
        for (var line : lines.values()) {
            var at =
                    new MediaLine("audio", NOWHERE.getPort(), 1, "UDP/TLS/RTP/SAVPF", List.of("0"));
            media.add(
                    line.stream.access() instanceof AccessRemote.Described d
                            ? MediaDescription.of(at)
                                    .with(direction(line.stream.gates(), true))
                                    .with(described(d))
                            : MediaDescription.of(at.withPort(0)));
        }
        return text(NOWHERE.getAddress(), media);
    }

    /** What the core said, as far as an rtpengine has to know it. */
    String core() {
        var media = new ArrayList<MediaDescription>();
        for (var line : lines.values()) {
            var at = line.stream.core() instanceof CoreRemote.At found ? found : null;
            var rtp = at == null ? NOWHERE : at.rtp();
            var written =
                    MediaDescription.of(
                                    new MediaLine(
                                            "audio", rtp.getPort(), 1, "RTP/AVPF", List.of("0")))
                            .with(Connection.of(rtp.getAddress()))
                            .with(direction(line.stream.gates(), false));
            media.add(
                    at == null
                            ? written
                            : written.with(
                                    Line.attribute("rtcp", Integer.toString(at.rtcp().getPort()))));
        }
        return text(NOWHERE.getAddress(), media);
    }

    /** Reads what an rtpengine says to the WIC; why not, or empty. */
    String readAccess(String sdp) {
        return read(
                sdp,
                (line, description, media) -> {
                    line.atAccess = media;
                    line.w3 =
                            media.candidates().stream()
                                    .filter(Candidate::isUdp)
                                    .map(Candidate::socketAddress)
                                    .findFirst()
                                    .orElse(null);
                    return line.w3 != null && description.ice(media).isPresent();
                });
    }

    /** Reads what an rtpengine says to the core; why not, or empty. */
    String readCore(String sdp) {
        return read(
                sdp,
                (line, description, media) -> {
                    line.rtp = description.rtpAddress(media).orElse(null);
                    line.rtcp = description.rtcpAddress(media).orElse(null);
                    return line.rtp != null && line.rtcp != null;
                });
    }

    /** The streams as they are now, for the answer to a command that named these. */
    List<Local> locals(Collection<Stream> named) {
        return named.stream().map(stream -> local(stream.index())).toList();
    }

    private interface Reader {
        boolean read(Wire line, SessionDescription description, MediaDescription media);
    }

    private String read(String sdp, Reader reader) {
        return switch (SessionDescription.decode(sdp.getBytes(ISO_8859_1))) {
            case Decoded.Malformed<SessionDescription>(var why) -> "its SDP: " + why;
            case Decoded.Ok<SessionDescription>(var description) -> {
                int place = 0;
                for (var line : lines.values()) {
                    var media =
                            place < description.media().size()
                                    ? description.media().get(place)
                                    : null;
                    place++;
                    if (media == null
                            || media.port() == 0
                            || !reader.read(line, description, media)) {
                        yield "its SDP has no usable m-line " + place;
                    }
                }
                yield "";
            }
        };
    }

    private Local local(int index) {
        var line = lines.get(index);
        if (line == null) {
            throw new IllegalStateException("no stream " + index + " in " + id);
        }
        var media = line.atAccess;
        String ufrag = media == null ? "" : value(media, "ice-ufrag");
        String password = media == null ? "" : value(media, "ice-pwd");
        String print = media == null ? "" : value(media, "fingerprint");
        int space = print.indexOf(' ');
        return new Local(
                index,
                new Local.Access(
                        line.w3 == null ? NOWHERE : line.w3,
                        ufrag,
                        password,
                        space < 0
                                ? UNKNOWN
                                : new Fingerprint(
                                        print.substring(0, space), print.substring(space + 1)),
                        Optional.empty()),
                new Local.Core(
                        line.rtp == null ? NOWHERE : line.rtp,
                        line.rtcp == null ? NOWHERE : line.rtcp,
                        Map.of()));
    }

    private static String value(MediaDescription media, String name) {
        var values = media.values(name);
        return values.isEmpty() ? "" : values.getFirst();
    }

    private static List<Line> described(AccessRemote.Described wic) {
        var out = new ArrayList<Line>();
        out.add(Line.attribute("ice-ufrag", wic.ufrag()));
        out.add(Line.attribute("ice-pwd", wic.password()));
        for (var print : wic.fingerprints()) {
            out.add(Line.attribute("fingerprint", print.hash() + " " + print.value()));
        }
        var setup = wic.role() == DtlsRole.CLIENT ? Setup.PASSIVE : Setup.ACTIVE;
        out.add(Line.attribute("setup", setup.toString()));
        if (wic.rtcpMux()) {
            out.add(Line.attribute("rtcp-mux"));
        }
        return out;
    }

    /** A stream whose other end is not known yet passes nothing, and is not to look held. */
    private Direction direction(Stream.Gates gates, boolean isAccess) {
        if (!isAnswered) {
            return Direction.SENDRECV;
        }
        return isAccess
                ? Direction.of(gates.toCore(), gates.toAccess())
                : Direction.of(gates.toAccess(), gates.toCore());
    }

    private static String text(InetAddress at, List<MediaDescription> media) {
        String type = Connection.addrType(at);
        String address = Connection.text(at);
        var description =
                SessionDescription.of(new Origin("-", "1", "1", "IN", type, address), media)
                        .with(Line.of('c', new Connection("IN", type, address).toString()));
        return new String(description.encode(), ISO_8859_1);
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 9);
    }
}
