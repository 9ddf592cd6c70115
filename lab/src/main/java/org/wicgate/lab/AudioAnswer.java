package org.wicgate.lab;

import java.net.InetSocketAddress;
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
import org.wicgate.sdp.RtpMap;
import org.wicgate.sdp.SessionDescription;

/** The descriptions of a service: G.711 and telephone-event, over plain RTP (RFC 3264 §6). */
final class AudioAnswer {
    private static final String PROTO = "RTP/AVP";
    private static final int RATE = 8000;

    /** The one audio line of the other side that is taken. */
    record Remote(
            InetSocketAddress rtp,
            InetSocketAddress rtcp,
            int payloadType,
            G711 law,
            boolean wantsMedia) {}

    private AudioAnswer() {}

    /** What the other side's description means for our media; null when nothing in it is for us. */
    static @Nullable Remote remote(SessionDescription theirs) {
        int i = taken(theirs);
        if (i < 0) {
            return null;
        }
        var media = theirs.media().get(i);
        var rtp = theirs.rtpAddress(media);
        if (rtp.isEmpty()) {
            return null;
        }
        var connection = theirs.connection(media);
        boolean held = connection.isPresent() && connection.get().isUnspecified();
        var format = audio(media).getFirst();
        return new Remote(
                rtp.get(),
                theirs.rtcpAddress(media).orElse(rtp.get()),
                format.payloadType(),
                format.is("PCMU", RATE) ? G711.MU_LAW : G711.A_LAW,
                theirs.direction(media).receives() && !held);
    }

    /** The answer; only for an offer that {@link #remote} understands. */
    static SessionDescription to(
            SessionDescription offer, InetSocketAddress local, long session, long version) {
        int taken = taken(offer);
        var lines = new ArrayList<MediaDescription>();
        for (int i = 0; i < offer.media().size(); i++) {
            var asked = offer.media().get(i);
            if (i == taken) {
                var direction = offer.direction(asked).answeredBy(Direction.SENDRECV);
                lines.add(line(formats(asked), local, direction));
            } else {
                lines.add(MediaDescription.of(asked.mediaLine().withPort(0)));
            }
        }
        return SessionDescription.of(origin(local, session, version), lines);
    }

    /** An offer of ours, for an INVITE that brought none. */
    static SessionDescription offer(InetSocketAddress local, long session, long version) {
        var formats =
                List.of(
                        new RtpMap(0, "PCMU", RATE, ""),
                        new RtpMap(8, "PCMA", RATE, ""),
                        new RtpMap(101, "telephone-event", RATE, ""));
        return SessionDescription.of(
                origin(local, session, version), List.of(line(formats, local, Direction.SENDRECV)));
    }

    private static Origin origin(InetSocketAddress local, long session, long version) {
        var address = local.getAddress();
        return new Origin(
                "wicgate",
                Long.toString(session),
                Long.toString(version),
                "IN",
                Connection.addrType(address),
                Connection.text(address));
    }

    private static MediaDescription line(
            List<RtpMap> formats, InetSocketAddress local, Direction direction) {
        var numbers = formats.stream().map(f -> Integer.toString(f.payloadType())).toList();
        var media =
                MediaDescription.of(new MediaLine("audio", local.getPort(), 1, PROTO, numbers))
                        .with(Connection.of(local.getAddress()));
        for (var format : formats) {
            media = media.with(Line.attribute("rtpmap", format.toString()));
            if (isEvent(format)) {
                media = media.with(Line.attribute("fmtp", format.payloadType() + " 0-15"));
            }
        }
        return media.with(Line.attribute("ptime", "20")).with(direction);
    }

    /** The first line that we can take, or -1. */
    private static int taken(SessionDescription offer) {
        for (int i = 0; i < offer.media().size(); i++) {
            var media = offer.media().get(i);
            if (media.mediaLine().media().equals("audio")
                    && media.mediaLine().proto().equals(PROTO)
                    && !media.isRejected()
                    && !audio(media).isEmpty()) {
                return i;
            }
        }
        return -1;
    }

    private static List<RtpMap> audio(MediaDescription media) {
        return media.rtpMaps().stream().filter(AudioAnswer::isG711).toList();
    }

    private static List<RtpMap> formats(MediaDescription media) {
        return media.rtpMaps().stream().filter(f -> isG711(f) || isEvent(f)).toList();
    }

    private static boolean isG711(RtpMap format) {
        return format.is("PCMU", RATE) || format.is("PCMA", RATE);
    }

    private static boolean isEvent(RtpMap format) {
        return format.is("telephone-event", RATE);
    }
}
