package org.wicgate.wic;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wicgate.codec.G711;
import org.wicgate.sdp.Connection;
import org.wicgate.sdp.Direction;
import org.wicgate.sdp.Line;
import org.wicgate.sdp.MediaDescription;
import org.wicgate.sdp.MediaLine;
import org.wicgate.sdp.Origin;
import org.wicgate.sdp.SessionDescription;

/** The offers and answers of one call: one line of G.711 and telephone-event (RFC 3264). */
final class Negotiation {
    private static final String EVENTS = "101";

    private final CallMedia media;
    private final String sessionId;
    private final String address;
    private final String addrType;
    private long version = 1;
    private @Nullable SessionDescription said;

    Negotiation(CallMedia media, int sessionId, InetAddress local) {
        this.media = media;
        this.sessionId = Integer.toUnsignedString(sessionId);
        this.address = Connection.text(local);
        this.addrType = Connection.addrType(local);
    }

    /** Our offer. */
    SessionDescription offer() {
        var line =
                MediaDescription.of(
                                new MediaLine("audio", 9, 1, "RTP/AVP", List.of("0", "8", EVENTS)))
                        .with(Line.attribute("rtpmap", "0 PCMU/8000"))
                        .with(Line.attribute("rtpmap", "8 PCMA/8000"))
                        .with(Line.attribute("rtpmap", EVENTS + " telephone-event/8000"))
                        .with(Line.attribute("fmtp", EVENTS + " 0-15"))
                        .with(Line.attribute("ptime", "20"))
                        .with(Direction.SENDRECV);
        return say(List.of(media.path().describe(line, null)));
    }

    /** Takes the answer to it; what is wrong with it, empty for nothing. */
    String accept(SessionDescription answer, long nowNanos) {
        if (answer.media().isEmpty() || answer.media().getFirst().port() == 0) {
            return "the answer refuses the audio";
        }
        var line = answer.media().getFirst();
        var law = law(line);
        if (law == null) {
            return "the answer has no codec of ours";
        }
        String wrong = media.path().remote(answer, line, false, nowNanos);
        if (wrong.isEmpty()) {
            media.agree(law, answer.direction(line).receives() && !isHeld(answer, line));
        }
        return wrong;
    }

    /** Takes an offer; what is wrong with it, empty for nothing. */
    String take(SessionDescription offer, long nowNanos) {
        int index = audio(offer);
        var law = index < 0 ? null : law(offer.media().get(index));
        if (law == null) {
            return "no audio codec of ours";
        }
        var line = offer.media().get(index);
        String wrong = media.path().remote(offer, line, true, nowNanos);
        if (wrong.isEmpty()) {
            media.agree(law, offer.direction(line).receives() && !isHeld(offer, line));
        }
        return wrong;
    }

    /** Our answer to an offer that was taken: its first audio line, the others refused. */
    SessionDescription answer(SessionDescription offer) {
        int index = audio(offer);
        var lines = new ArrayList<MediaDescription>();
        for (int i = 0; i < offer.media().size(); i++) {
            var asked = offer.media().get(i);
            lines.add(i == index ? accepted(offer, asked) : refused(asked));
        }
        return say(lines);
    }

    private MediaDescription accepted(SessionDescription offer, MediaDescription asked) {
        var law = law(asked);
        var formats = new ArrayList<String>();
        var maps = new ArrayList<Line>();
        for (var map : asked.rtpMaps()) {
            boolean isCodec = law != null && map.payloadType() == law.payloadType();
            if (isCodec || map.is("telephone-event", G711.RATE)) {
                formats.add(Integer.toString(map.payloadType()));
                maps.add(Line.attribute("rtpmap", map.toString()));
            }
        }
        var line =
                MediaDescription.of(asked.mediaLine().withFormats(formats))
                        .with(maps)
                        .with(Line.attribute("ptime", "20"))
                        .with(offer.direction(asked).answeredBy(Direction.SENDRECV));
        return media.path().describe(line, asked);
    }

    private static MediaDescription refused(MediaDescription asked) {
        var line = MediaDescription.of(asked.mediaLine().withPort(0));
        return asked.mid().map(mid -> line.with(Line.attribute("mid", mid))).orElse(line);
    }

    private static int audio(SessionDescription offer) {
        for (int i = 0; i < offer.media().size(); i++) {
            var line = offer.media().get(i);
            if (line.port() != 0 && line.mediaLine().media().equals("audio") && law(line) != null) {
                return i;
            }
        }
        return -1;
    }

    /** The first of its codecs that is G.711 under its own payload type. */
    private static @Nullable G711 law(MediaDescription line) {
        for (var map : line.rtpMaps()) {
            if (map.payloadType() == 0 && map.is("PCMU", G711.RATE)) {
                return G711.MU_LAW;
            }
            if (map.payloadType() == 8 && map.is("PCMA", G711.RATE)) {
                return G711.A_LAW;
            }
        }
        return null;
    }

    private static boolean isHeld(SessionDescription sdp, MediaDescription line) {
        return sdp.ice(line).isEmpty()
                && sdp.connection(line).filter(Connection::isUnspecified).isPresent();
    }

    /** Numbers the description: the same again keeps its number (RFC 3264 §8). */
    private SessionDescription say(List<MediaDescription> lines) {
        var same = SessionDescription.of(origin(), lines);
        if (said != null && !same.equals(said)) {
            version++;
            same = SessionDescription.of(origin(), lines);
        }
        said = same;
        return same;
    }

    private Origin origin() {
        return new Origin("-", sessionId, Long.toString(version), "IN", addrType, address);
    }
}
