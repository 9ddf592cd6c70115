package org.wicgate.sdp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Decoded;
import org.wicgate.base.Decoded.Malformed;
import org.wicgate.base.Decoded.Ok;

/**
 * Reads a description line by line. Liberal where phones are careless (a bare LF, blank lines at
 * the end, missing s= or t=), strict where a wrong reading would send media astray.
 */
final class Decoder {
    private static final String LETTERS = "vosiuepcbtrzkam";

    private final SessionDescription.Limits limits;
    private final List<Line> session = new ArrayList<>();
    private final List<MediaDescription> media = new ArrayList<>();
    private final List<Line> open = new ArrayList<>();
    private @Nullable MediaLine openMedia;
    private @Nullable Origin origin;
    private int count;

    private Decoder(SessionDescription.Limits limits) {
        this.limits = limits;
    }

    static Decoded<SessionDescription> decode(byte[] octets, SessionDescription.Limits limits) {
        if (octets.length > limits.octets()) {
            return new Malformed<>("description of " + octets.length + " octets");
        }
        return new Decoder(limits).read(new String(octets, StandardCharsets.ISO_8859_1));
    }

    private Decoded<SessionDescription> read(String text) {
        int from = 0;
        while (from < text.length()) {
            if (isBlank(text, from)) {
                break;
            }
            int lf = text.indexOf('\n', from);
            int next = lf < 0 ? text.length() : lf + 1;
            String why = line(text.substring(from, next));
            if (!why.isEmpty()) {
                return new Malformed<>("line " + count + ": " + why);
            }
            from = next;
        }
        closeMedia();
        if (origin == null) {
            return new Malformed<>(count == 0 ? "empty" : "no o= line");
        }
        return new Ok<>(SessionDescription.received(origin, session, media));
    }

    /** Takes a line with its end; the answer is what is wrong with it, empty for nothing. */
    private String line(String raw) {
        count++;
        int length = raw.length();
        if (raw.endsWith("\n")) {
            length -= raw.endsWith("\r\n") ? 2 : 1;
        }
        String content = raw.substring(0, length);
        if (count > limits.lines()) {
            return "too many lines";
        }
        if (content.indexOf('\r') >= 0 || content.indexOf('\0') >= 0) {
            return "control character";
        }
        if (length < 2 || content.charAt(1) != '=' || LETTERS.indexOf(content.charAt(0)) < 0) {
            return "not a line of a session description";
        }
        var line = new Line(content.charAt(0), content.substring(2), raw.substring(length));
        if (count == 1) {
            session.add(line);
            return content.equals("v=0") ? "" : "v=0 expected";
        }
        return place(line);
    }

    private String place(Line line) {
        if (line.type() == 'm') {
            return openMedia(line);
        }
        if (line.type() == 'v' || (line.type() == 'o' && origin != null)) {
            return "second " + line.type() + "= line";
        }
        if (openMedia != null) {
            open.add(line);
            return line.type() == 'o' ? "o= behind m=" : "";
        }
        session.add(line);
        if (line.type() == 'o') {
            origin = Origin.parse(line.value());
            return origin == null ? "bad o= line" : "";
        }
        return "";
    }

    private String openMedia(Line line) {
        closeMedia();
        if (media.size() == limits.media()) {
            return "too many m= lines";
        }
        openMedia = MediaLine.parse(line.value());
        open.add(line);
        return openMedia == null ? "bad m= line" : "";
    }

    private void closeMedia() {
        if (openMedia != null) {
            media.add(MediaDescription.received(openMedia, open));
        }
        open.clear();
    }

    /** Whether nothing but line ends follows. */
    private static boolean isBlank(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            if (text.charAt(i) != '\r' && text.charAt(i) != '\n') {
                return false;
            }
        }
        return true;
    }
}
