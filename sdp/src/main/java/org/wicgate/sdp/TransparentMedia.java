package org.wicgate.sdp;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Decoded;
import org.wicgate.base.Decoded.Malformed;
import org.wicgate.base.Decoded.Ok;

/**
 * A medium as a WebRTC client described it, carried in the attributes of another description of it:
 * WebRTC media plane optimisation (TS 24.229 §7.5.4, TS 23.228 §U.2.4, TS 29.162 §10.2.25). The
 * names are the standard's; its grammar could not be seen, and what stands here is written in the
 * deviations:
 *
 * <pre>
 * a=tra-contact:IN IP4 192.0.2.1 30000        where the medium is wanted; in offers
 * a=tra-m-line:audio UDP/TLS/RTP/SAVPF 111 0  the m= line, without its port
 * a=tra-bw:AS:64                              a b= line
 * a=tra-att:rtpmap:111 opus/48000/2           an a= line
 * </pre>
 */
public final class TransparentMedia {
    /** How many lines one m-line may carry. */
    public static final int MAX_LINES = 400;

    private static final String PREFIX = "tra-";
    private static final String CONTACT = "tra-contact";
    private static final String MEDIA_LINE = "tra-m-line";
    private static final String BANDWIDTH = "tra-bw";
    private static final String ATTRIBUTE = "tra-att";

    /** Stands in for the port that a tra-m-line does not have. */
    private static final int DISCARD = 9;

    private TransparentMedia() {}

    /** The attributes that carry a medium in an offer. */
    public static List<Line> offer(MediaDescription media, InetSocketAddress at) {
        var contact = Connection.of(at.getAddress()) + " " + at.getPort();
        var lines = new ArrayList<Line>();
        lines.add(Line.attribute(CONTACT, contact));
        lines.addAll(answer(media));
        return lines;
    }

    /** The attributes that carry a medium in an answer. */
    public static List<Line> answer(MediaDescription media) {
        var line = media.mediaLine();
        var lines = new ArrayList<Line>();
        String formats = String.join(" ", line.formats());
        lines.add(Line.attribute(MEDIA_LINE, line.media() + " " + line.proto() + " " + formats));
        for (var each : media.lines()) {
            if (each.type() == 'b' && Bandwidth.parse(each.value()) != null) {
                lines.add(Line.attribute(BANDWIDTH, each.value()));
            } else if (each.type() == 'a' && isAttribute(each.value())) {
                lines.add(Line.attribute(ATTRIBUTE, each.value()));
            }
        }
        return lines;
    }

    /** Whether a medium is carried in this one. */
    public static boolean isIn(MediaDescription outer) {
        return outer.has(MEDIA_LINE);
    }

    /**
     * Whether the offer's tra-contact names the place where the outer description wants its media.
     * It does not when somebody between has put himself into the media without knowing of this.
     */
    public static boolean isAt(MediaDescription outer, InetSocketAddress at) {
        var contacts = outer.values(CONTACT);
        if (contacts.size() != 1) {
            return false;
        }
        var words = Words.of(contacts.getFirst().strip());
        boolean hasPort = words.size() == 4;
        if (hasPort && Words.number(words.get(3), 65_535) != at.getPort()) {
            return false;
        }
        var connection = Connection.parse(String.join(" ", hasPort ? words.subList(0, 3) : words));
        return connection != null
                && connection.netType().equals("IN")
                && at.getAddress() != null
                && at.getAddress().equals(connection.literal());
    }

    /**
     * Reads what a stranger's description carries. The m= line has port 9; there is no c= line.
     *
     * @param outer in which {@link #isIn} said that there is something
     */
    public static Decoded<MediaDescription> decode(MediaDescription outer) {
        var names = outer.values(MEDIA_LINE);
        var mediaLine = names.size() == 1 ? mediaLine(names.getFirst()) : null;
        if (mediaLine == null) {
            return new Malformed<>(names.size() == 1 ? "bad tra-m-line" : "not one tra-m-line");
        }
        var lines = new ArrayList<Line>();
        for (var line : outer.lines()) {
            if (line.isAttribute(BANDWIDTH) && Bandwidth.parse(line.attributeValue()) != null) {
                lines.add(Line.of('b', line.attributeValue()));
            } else if (line.isAttribute(ATTRIBUTE) && isAttribute(line.attributeValue())) {
                lines.add(Line.of('a', line.attributeValue()));
            } else if (line.isAttribute(BANDWIDTH) || line.isAttribute(ATTRIBUTE)) {
                return new Malformed<>("bad " + line.attributeName());
            }
        }
        return lines.size() > MAX_LINES
                ? new Malformed<>(lines.size() + " lines in one medium")
                : new Ok<>(MediaDescription.of(mediaLine).with(lines));
    }

    /** With a port or without: which of both the standard means is not known. */
    private static @Nullable MediaLine mediaLine(String value) {
        var words = new ArrayList<>(Words.of(value.strip()));
        if (words.size() < 3) {
            return null;
        }
        if (words.get(1).indexOf('/') > 0 && !words.get(1).matches("[0-9/]+")) {
            words.add(1, Integer.toString(DISCARD));
        }
        var line = MediaLine.parse(String.join(" ", words));
        return line == null ? null : line.withPort(DISCARD);
    }

    /** RFC 8866 §9: the name of an attribute is a token; and none of these is in itself. */
    private static boolean isAttribute(String value) {
        int colon = value.indexOf(':');
        String name = colon < 0 ? value : value.substring(0, colon);
        return !name.isEmpty()
                && !name.startsWith(PREFIX)
                && name.chars()
                        .allMatch(c -> c > ' ' && c < 0x7F && "\"(),/:;<=>?@[\\]".indexOf(c) < 0);
    }
}
