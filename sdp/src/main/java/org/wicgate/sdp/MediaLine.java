package org.wicgate.sdp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An m= line (RFC 8866 §5.14).
 *
 * @param media audio, video, text, application, message or image
 * @param port where media is wanted; 0 refuses it (RFC 3264 §6)
 * @param ports how many ports, 1 unless said otherwise
 * @param proto such as {@code UDP/TLS/RTP/SAVPF}
 * @param formats payload types for RTP
 */
public record MediaLine(String media, int port, int ports, String proto, List<String> formats) {
    public MediaLine {
        formats = List.copyOf(formats);
        if (formats.isEmpty() || port < 0 || port > 65535) {
            throw new IllegalArgumentException("media line " + media + " " + port + " " + formats);
        }
    }

    /** Reads the value of an m= line; null when it is none. */
    static @Nullable MediaLine parse(String value) {
        var words = Words.of(value);
        if (words.size() < 4 || words.contains("")) {
            return null;
        }
        String port = words.get(1);
        int slash = port.indexOf('/');
        int first = Words.number(slash < 0 ? port : port.substring(0, slash), 65535);
        int count = slash < 0 ? 1 : Words.number(port.substring(slash + 1), 65535);
        if (first < 0 || count < 1) {
            return null;
        }
        return new MediaLine(
                words.get(0), first, count, words.get(2), words.subList(3, words.size()));
    }

    /** The same line with another port. */
    public MediaLine withPort(int newPort) {
        return new MediaLine(media, newPort, 1, proto, formats);
    }

    /** The same line with another transport protocol. */
    public MediaLine withProto(String newProto) {
        return new MediaLine(media, port, ports, newProto, formats);
    }

    /** The same line with other formats. */
    public MediaLine withFormats(List<String> newFormats) {
        return new MediaLine(media, port, ports, proto, newFormats);
    }

    /** Whether the line carries RTP, in whatever profile. */
    public boolean isRtp() {
        return proto.contains("RTP/");
    }

    /** Whether RTP is keyed by DTLS (RFC 5764 §8), over UDP or TCP (RFC 7850). */
    public boolean isDtlsSrtp() {
        return proto.equals("UDP/TLS/RTP/SAVPF")
                || proto.equals("UDP/TLS/RTP/SAVP")
                || proto.equals("TCP/DTLS/RTP/SAVPF")
                || proto.equals("TCP/DTLS/RTP/SAVP");
    }

    /** The value as it stands behind {@code m=}. */
    @Override
    public String toString() {
        return media
                + " "
                + port
                + (ports == 1 ? "" : "/" + ports)
                + " "
                + proto
                + " "
                + String.join(" ", formats);
    }
}
