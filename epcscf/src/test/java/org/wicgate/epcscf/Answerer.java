package org.wicgate.epcscf;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** Answers an offer as a text, the way a browser or a phone does, without any code of ours. */
final class Answerer {
    private static final String CERTIFICATE = "11:22:33:44:55:66:77:88".concat(":AA".repeat(24));

    private final boolean isBrowser;
    private final Predicate<String> likes;

    private Answerer(boolean isBrowser, Predicate<String> likes) {
        this.isBrowser = isBrowser;
        this.likes = likes;
    }

    /** A browser that likes what contains one of these, as {@code opus/48000}. */
    static Answerer browser(String... codecs) {
        return new Answerer(true, liking(codecs));
    }

    /** A phone in the core. */
    static Answerer phone(String... codecs) {
        return new Answerer(false, liking(codecs));
    }

    private static Predicate<String> liking(String... codecs) {
        return name -> List.of(codecs).stream().anyMatch(name::startsWith);
    }

    String answer(String offer) {
        var out = new StringBuilder(head());
        String[] media = offer.replace("\r", "").split("(?m)^(?=m=)", -1);
        for (int i = 1; i < media.length; i++) {
            answer(media[i].split("\n", -1), i, out);
        }
        return out.toString();
    }

    private String head() {
        String at = isBrowser ? "192.0.2.17" : "203.0.113.9";
        return "v=0\no=- 9 1 IN IP4 " + at + "\ns=-\nc=IN IP4 " + at + "\nt=0 0\n";
    }

    private void answer(String[] lines, int index, StringBuilder out) {
        String[] m = lines[0].split(" ", -1);
        var liked = new ArrayList<String>();
        var about = new ArrayList<String>();
        for (String format : List.of(m).subList(3, m.length)) {
            String codec = codec(format, lines);
            if (likes.test(codec)) {
                liked.add(format);
                for (String line : lines) {
                    if (line.startsWith("a=rtpmap:" + format + " ")
                            || line.startsWith("a=fmtp:" + format + " ")) {
                        about.add(line);
                    }
                }
            }
        }
        boolean taken = !m[1].equals("0") && m[2].contains("RTP") && !liked.isEmpty();
        int port = taken ? 7000 + 2 * index : 0;
        var formats = taken ? liked : List.of(m).subList(3, m.length);
        out.append(m[0] + " " + port + " " + m[2] + " " + String.join(" ", formats) + "\n");
        if (!taken) {
            return;
        }
        about.forEach(line -> out.append(line).append('\n'));
        out.append("a=" + direction(lines) + "\n");
        if (isBrowser) {
            out.append("a=ice-ufrag:anse\na=ice-pwd:answererpasswordanswerer\na=setup:active\n");
            out.append("a=fingerprint:sha-256 " + CERTIFICATE + "\na=rtcp-mux\n");
        }
        for (String line : lines) {
            if (isBrowser && line.startsWith("a=mid:")) {
                out.append(line).append('\n');
            }
        }
    }

    private static String codec(String format, String[] lines) {
        for (String line : lines) {
            if (line.startsWith("a=rtpmap:" + format + " ")) {
                return line.substring(line.indexOf(' ') + 1).toLowerCase(Locale.ROOT);
            }
        }
        return switch (format) {
            case "0" -> "pcmu/8000";
            case "8" -> "pcma/8000";
            case "9" -> "g722/8000";
            default -> "?";
        };
    }

    private static String direction(String[] lines) {
        for (String line : lines) {
            switch (line) {
                case "a=sendonly" -> {
                    return "recvonly";
                }
                case "a=recvonly" -> {
                    return "sendonly";
                }
                case "a=inactive" -> {
                    return "inactive";
                }
                default -> {}
            }
        }
        return "sendrecv";
    }
}
