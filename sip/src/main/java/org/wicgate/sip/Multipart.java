package org.wicgate.sip;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.wicgate.base.Decoded;

/**
 * A body of several parts (RFC 2046 §5.1, RFC 5621 §3). Immutable; keeps every part that is not
 * changed octet for octet. Text is one character for each octet.
 */
public final class Multipart {
    /** More parts than this nobody sends in earnest. */
    static final int MAX_PARTS = 16;

    /** RFC 2046 §5.1.1: a boundary has 1 to 70 characters. */
    private static final Pattern BOUNDARY =
            Pattern.compile(
                    ";\\s*boundary\\s*=\\s*(?:\"([^\"\\\\]{1,70})\"|([^\\s;\"]{1,70}))",
                    Pattern.CASE_INSENSITIVE);

    /**
     * One part.
     *
     * @param head its header lines, each with its line end
     * @param content what follows the empty line
     */
    public record Part(String head, String content) {
        /** The value of a header field of this part; empty for none. */
        public String header(HeaderName name) {
            return header(name.toString());
        }

        private String header(String name) {
            for (String line : head.split("\r?\n(?![ \t])", -1)) {
                int colon = line.indexOf(':');
                if (colon > 0 && line.substring(0, colon).strip().equalsIgnoreCase(name)) {
                    return line.substring(colon + 1).replaceAll("\\s+", " ").strip();
                }
            }
            return "";
        }

        /** Type and subtype in lower case; text/plain when there is none (RFC 2046 §5.1). */
        public String contentType() {
            String value = header(HeaderName.CONTENT_TYPE);
            int end = value.indexOf(';');
            String type = end < 0 ? value : value.substring(0, end);
            return type.isEmpty() ? "text/plain" : type.strip().toLowerCase(Locale.ROOT);
        }

        /** Whether the octets are as they are, without base64 or the like (RFC 2045 §6). */
        public boolean isPlain() {
            return switch (header("Content-Transfer-Encoding").toLowerCase(Locale.ROOT)) {
                case "", "7bit", "8bit", "binary" -> header(HeaderName.CONTENT_ENCODING).isEmpty();
                default -> false;
            };
        }

        /** Whether who does not understand it may pass it over (RFC 3261 §20.11). */
        public boolean isOptional() {
            return header(HeaderName.CONTENT_DISPOSITION)
                    .toLowerCase(Locale.ROOT)
                    .replace(" ", "")
                    .contains(";handling=optional");
        }

        /** The octets of the content. */
        public byte[] octets() {
            return content.getBytes(StandardCharsets.ISO_8859_1);
        }

        private Part with(byte[] other) {
            var kept = new StringBuilder();
            for (String line : head.split("(?<=\n)(?![ \t])", -1)) {
                if (!line.toLowerCase(Locale.ROOT).startsWith("content-length")) {
                    kept.append(line);
                }
            }
            return new Part(kept.toString(), new String(other, StandardCharsets.ISO_8859_1));
        }
    }

    private final String boundary;
    private final List<Part> parts;

    private Multipart(String boundary, List<Part> parts) {
        this.boundary = boundary;
        this.parts = List.copyOf(parts);
    }

    /** Whether a body of this type, in lower case, has parts. */
    public static boolean is(String mediaType) {
        return mediaType.startsWith("multipart/");
    }

    /**
     * Reads a body.
     *
     * @param contentType the value of Content-Type, with its boundary
     */
    public static Decoded<Multipart> decode(String contentType, byte[] body) {
        var found = BOUNDARY.matcher(contentType);
        if (!found.find()) {
            return new Decoded.Malformed<>("multipart without boundary");
        }
        String boundary = found.group(1) == null ? found.group(2) : found.group(1);
        return decode(boundary.stripTrailing(), new String(body, StandardCharsets.ISO_8859_1));
    }

    private static Decoded<Multipart> decode(String boundary, String body) {
        String text = "\n" + body; // so that the first delimiter too begins behind a line end
        String delimiter = "\n--" + boundary;
        var parts = new ArrayList<Part>();
        int at = text.indexOf(delimiter);
        while (at >= 0) {
            int from = at + delimiter.length();
            if (text.startsWith("--", from)) {
                return parts.isEmpty()
                        ? new Decoded.Malformed<>("multipart without parts")
                        : new Decoded.Ok<>(new Multipart(boundary, parts));
            }
            int start = text.indexOf('\n', from);
            int next = start < 0 ? -1 : text.indexOf(delimiter, start);
            if (next < 0 || !text.substring(from, start).isBlank()) {
                break;
            }
            if (parts.size() == MAX_PARTS) {
                return new Decoded.Malformed<>("more than " + MAX_PARTS + " parts");
            }
            boolean crlf = next > start && text.charAt(next - 1) == '\r';
            parts.add(part(text.substring(start + 1, Math.max(start + 1, next - (crlf ? 1 : 0)))));
            at = next;
        }
        return new Decoded.Malformed<>("multipart without its end");
    }

    private static Part part(String text) {
        if (text.startsWith("\r\n") || text.startsWith("\n")) {
            return new Part("", text.substring(text.indexOf('\n') + 1));
        }
        int crlf = text.indexOf("\r\n\r\n");
        int lf = text.indexOf("\n\n");
        if (crlf >= 0 && (lf < 0 || crlf < lf)) {
            return new Part(text.substring(0, crlf + 2), text.substring(crlf + 4));
        }
        return lf < 0
                ? new Part(text, "")
                : new Part(text.substring(0, lf + 1), text.substring(lf + 2));
    }

    /** The parts in order. */
    public List<Part> parts() {
        return parts;
    }

    /** The same with another content of one part. */
    public Multipart with(int index, byte[] content) {
        var out = new ArrayList<>(parts);
        out.set(index, parts.get(index).with(content));
        return new Multipart(boundary, out);
    }

    /** The same without the parts that match. */
    public Multipart without(Predicate<Part> match) {
        return new Multipart(boundary, parts.stream().filter(match.negate()).toList());
    }

    /** The octets to send; Content-Type stays as it was. */
    public byte[] encode() {
        var out = new StringBuilder();
        for (var part : parts) {
            out.append("--").append(boundary).append("\r\n").append(part.head());
            if (!part.head().isEmpty() && !part.head().endsWith("\n")) {
                out.append("\r\n");
            }
            out.append("\r\n").append(part.content()).append("\r\n");
        }
        out.append("--").append(boundary).append("--\r\n");
        return out.toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
