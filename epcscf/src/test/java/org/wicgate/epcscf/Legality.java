package org.wicgate.epcscf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Whether a text is a legal answer to another, or says nothing that another did not (RFC 3264).
 * Written from the RFCs alone, reading the texts itself, so that it shares no error with the code
 * that it judges.
 */
final class Legality {
    private static final Map<String, String> STATIC =
            Map.of(
                    "0",
                    "pcmu/8000",
                    "3",
                    "gsm/8000",
                    "8",
                    "pcma/8000",
                    "9",
                    "g722/8000",
                    "13",
                    "cn/8000",
                    "18",
                    "g729/8000");

    /** One m-line with the lines that belong to it. */
    private record Medium(List<String> m, List<String> lines) {
        static Medium of(String line) {
            var words = List.of(line.substring(2).split(" ", -1));
            return new Medium(new ArrayList<>(words), new ArrayList<>());
        }

        int port() {
            return Integer.parseInt(m.get(1).split("/", -1)[0]);
        }

        List<String> formats() {
            return m.subList(3, m.size());
        }

        List<String> values(String name) {
            return lines.stream()
                    .filter(line -> line.equals("a=" + name) || line.startsWith("a=" + name + ":"))
                    .map(line -> line.substring(Math.min(line.length(), 3 + name.length())))
                    .toList();
        }

        boolean has(String name) {
            return !values(name).isEmpty();
        }

        /** Encoding, clock rate and parameters of a format, in lower case. */
        String codec(String format) {
            for (String value : values("rtpmap")) {
                if (value.startsWith(format + " ")) {
                    return value.substring(format.length() + 1).toLowerCase(Locale.ROOT);
                }
            }
            return STATIC.getOrDefault(format, "?" + format);
        }

        private void judgeAdded(
                Medium was,
                List<String> added,
                Set<String> addable,
                String at,
                List<String> found) {
            if (added.isEmpty()) {
                return;
            }
            int kept = formats().size() - added.size();
            boolean isLast = formats().subList(kept, formats().size()).equals(added);
            require(isLast, at + "added before the others: " + formats(), found);
            var left = formats().subList(0, kept); // RTCP leaves not every number free
            var codecs = left.stream().map(was::codec).toList();
            var needed =
                    addable.equals(FOR_CORE)
                            ? Set.of("opus/48000/2")
                            : Set.of("pcma/8000", "pcmu/8000");
            require(codecs.stream().anyMatch(needed::contains), at + "made of nothing", found);
            require(m.get(0).equals("audio"), at + "added to " + m.get(0), found);
            for (String format : added) {
                boolean isNew = !codecs.contains(codec(format)) && addable.contains(codec(format));
                require(isNew, at + "added " + codec(format), found);
                int type = Integer.parseInt(format); // RFC 5761 §4
                boolean isOwn = type < 64 || type >= 96;
                require(isOwn, at + "added as " + format, found);
            }
        }

        /** The same without the number of channels, which 1 may be left out of. */
        String bare(String format) {
            String[] parts = codec(format).split("/", -1);
            return parts.length < 2 ? parts[0] : parts[0] + "/" + parts[1];
        }
    }

    private static final Set<String> DIRECTIONS =
            Set.of("sendrecv", "sendonly", "recvonly", "inactive");

    private final List<String> session = new ArrayList<>();
    private final List<Medium> media = new ArrayList<>();

    private Legality(String text) {
        for (String line : text.replace("\r", "").split("\n", -1)) {
            if (line.startsWith("m=")) {
                media.add(Medium.of(line));
            } else if (media.isEmpty()) {
                session.add(line);
            } else {
                media.getLast().lines.add(line);
            }
        }
    }

    /** What is illegal in the answer to the offer; empty for nothing. */
    static List<String> ofAnswer(String offer, String answer) {
        var asked = new Legality(offer);
        var given = new Legality(answer);
        var found = new ArrayList<String>();
        if (asked.media.size() != given.media.size()) {
            return List.of(given.media.size() + " m-lines for " + asked.media.size());
        }
        for (int i = 0; i < asked.media.size(); i++) {
            asked.judge(asked.media.get(i), given, given.media.get(i), "m" + i + ": ", found);
        }
        if (given.session.stream().anyMatch(line -> line.startsWith("a=group:BUNDLE"))) {
            found.add("BUNDLE is taken"); // TS 24.371 §5D.4
        }
        return found;
    }

    private void judge(Medium o, Legality answer, Medium a, String at, List<String> found) {
        require(o.m.get(0).equals(a.m.get(0)), at + "media " + a.m.get(0), found);
        boolean negotiated =
                o.has("pcfg")
                        && a.has("acfg")
                        && o.values("tcap").stream()
                                .anyMatch(v -> List.of(v.split(" ", -1)).contains(a.m.get(2)));
        require(o.m.get(2).equals(a.m.get(2)) || negotiated, at + "profile " + a.m.get(2), found);
        require(o.has("mid") || !a.has("mid"), at + "mid invented", found);
        if (a.port() == 0) {
            return;
        }
        require(o.port() != 0, at + "accepts what was rejected or bundle-only", found);
        boolean ungrouped = !a.has("mid") && o.m.get(2).startsWith("RTP/"); // who knows no RFC 5888
        require(ungrouped || o.values("mid").equals(a.values("mid")), at + "mid changed", found);
        require(!a.has("bundle-only"), at + "bundle-only in an answer", found);
        codecs(o, a, at, found);
        String wanted = direction(o);
        String got = answer.direction(a);
        require(allowed(wanted, got), at + got + " answers " + wanted, found);
        security(o, answer, a, at, found);
        require(answer.connected(a), at + "no address", found);
    }

    private void security(Medium o, Legality answer, Medium a, String at, List<String> found) {
        boolean mux = o.has("rtcp-mux") || o.has("rtcp-mux-only");
        require(mux || !a.has("rtcp-mux"), at + "rtcp-mux invented", found);
        require(!o.has("rtcp-mux-only") || a.has("rtcp-mux"), at + "rtcp-mux-only", found);
        if (!a.m.get(2).contains("TLS") && !a.m.get(2).contains("DTLS")) {
            for (String name : List.of("fingerprint", "setup", "ice-ufrag", "candidate")) {
                require(!a.has(name), at + name + " in plain RTP", found);
            }
            return;
        }
        String asked = String.join("", inherited(o, "setup"));
        String given = String.join("", answer.inherited(a, "setup"));
        boolean legal =
                switch (asked) {
                    case "actpass" -> given.equals("active") || given.equals("passive");
                    case "passive" -> given.equals("active");
                    default -> given.equals("passive");
                };
        require(legal, at + "setup " + given + " answers " + asked, found);
        for (String name : List.of("fingerprint", "ice-ufrag", "ice-pwd")) {
            require(!answer.inherited(a, name).isEmpty(), at + "no " + name, found);
        }
    }

    private static void codecs(Medium o, Medium a, String at, List<String> found) {
        require(!a.formats().isEmpty(), at + "no format", found);
        require(new HashSet<>(a.formats()).size() == a.formats().size(), at + "twice", found);
        var known = new HashMap<String, List<String>>();
        for (String format : o.formats()) {
            known.computeIfAbsent(o.bare(format), _ -> new ArrayList<>()).add(format);
        }
        for (String format : a.formats()) {
            String codec = a.bare(format);
            require(known.containsKey(codec), at + "codec invented: " + codec, found);
        }
        for (String name : List.of("rtpmap", "fmtp", "rtcp-fb")) {
            for (String value : a.values(name)) {
                String format = value.split(" ", -1)[0];
                boolean about = format.equals("*") || a.formats().contains(format);
                require(about, at + name + " of no format: " + value, found);
            }
        }
        var feedback = o.values("rtcp-fb").stream().map(Legality::kind).toList();
        for (String value : a.values("rtcp-fb")) {
            require(feedback.contains(kind(value)), at + "feedback invented: " + value, found);
        }
        keys(o, a, at, found);
        for (String name : List.of("extmap", "rid", "simulcast", "ssrc-group")) {
            require(!a.has(name), at + name + " in an answer of ours", found);
        }
    }

    /** RFC 4568 §5.1.2: one line with tag and suite of the offer, and a key of one's own. */
    private static void keys(Medium o, Medium a, String at, List<String> found) {
        var given = a.values("crypto");
        boolean isSdes = a.m.get(2).startsWith("RTP/SAVP");
        require(given.size() == (isSdes ? 1 : 0), at + "crypto " + given, found);
        var asked = new ArrayList<>(o.values("crypto"));
        for (String capability : o.values("acap")) {
            asked.add(capability.replaceFirst("[0-9]+ crypto:", ""));
        }
        for (String value : given) {
            String[] words = value.split(" ", -1);
            boolean matches =
                    asked.stream().anyMatch(v -> v.startsWith(words[0] + " " + words[1] + " "));
            require(matches, at + "crypto " + words[0] + " of no offer", found);
            boolean isTheirs = asked.stream().anyMatch(v -> v.contains(words[2]));
            require(!isTheirs, at + "the key of the offer", found);
        }
    }

    /** What may be added towards the core when there is nobody to transcode. */
    static final Set<String> NOTHING = Set.of();

    /** What may be added for a WIC, or for the core, when Opus and G.711 are transcoded. */
    static final Set<String> FOR_WIC = Set.of("opus/48000/2", "telephone-event/48000");

    static final Set<String> FOR_CORE = Set.of("pcma/8000", "pcmu/8000", "telephone-event/8000");

    /**
     * What is illegal in an offer that may have had codecs added: they come last, under numbers of
     * their own, and only where what they are made from was offered.
     */
    static List<String> ofAddition(String from, String to, Set<String> addable) {
        var one = new Legality(from);
        var other = new Legality(to);
        var found = new ArrayList<String>();
        var stripped = new StringBuilder();
        other.session.forEach(line -> stripped.append(line).append('\n'));
        for (int i = 0; i < other.media.size(); i++) {
            var is = other.media.get(i);
            var was = i < one.media.size() ? one.media.get(i) : is;
            var added = new ArrayList<>(is.formats());
            added.removeAll(was.formats());
            is.judgeAdded(was, added, addable, i + ": ", found);
            is.m.removeAll(added);
            is.lines.removeIf(line ->
                    added.stream().anyMatch(f -> line.matches("a=(rtpmap|fmtp):" + f + " .*")));
            stripped.append("m=").append(String.join(" ", is.m)).append('\n');
            is.lines.forEach(line -> stripped.append(line).append('\n'));
        }
        found.addAll(ofCrossing(from, stripped.toString()));
        return found;
    }

    /** What is wrong with what the gateway is told, or not told, to make of two descriptions. */
    static List<String> ofMedia(String wic, String core, int index, List<String> pair) {
        var access = new Legality(wic).media.get(index);
        var far = new Legality(core).media.get(index);
        var found = new ArrayList<String>();
        if (pair.isEmpty()) {
            var both = new HashSet<>(access.formats().stream().map(access::bare).toList());
            both.retainAll(far.formats().stream().map(far::bare).toList());
            boolean isHeard = access.port() == 0 || far.port() == 0 || !both.isEmpty();
            require(isHeard, access.formats() + " is not " + far.formats(), found);
            return found;
        }
        require(access.formats().contains(pair.get(0)), "not of the WIC: " + pair, found);
        require(far.formats().contains(pair.get(1)), "not of the core: " + pair, found);
        boolean isOpus = access.codec(pair.get(0)).equals("opus/48000/2");
        require(isOpus, access.codec(pair.get(0)) + " is not to be transcoded", found);
        boolean isG711 = Set.of("pcma/8000", "pcmu/8000").contains(far.codec(pair.get(1)));
        require(isG711, far.codec(pair.get(1)) + " is not to be transcoded", found);
        return found;
    }

    /** What the second says of codecs beyond the first, in another order or of another kind. */
    static List<String> ofCrossing(String from, String to) {
        var one = new Legality(from);
        var other = new Legality(to);
        var found = new ArrayList<String>();
        require(one.media.size() == other.media.size(), "number of m-lines", found);
        for (int i = 0; i < other.media.size() && found.isEmpty(); i++) {
            var was = one.media.get(i);
            var is = other.media.get(i);
            require(was.m.get(0).equals(is.m.get(0)), i + ": order of m-lines", found);
            if (is.port() == 0) {
                continue;
            }
            var left = new ArrayList<>(was.formats());
            left.retainAll(is.formats());
            require(left.equals(is.formats()), i + ": formats " + is.formats(), found);
            for (String format : is.formats()) {
                boolean same =
                        was.codec(format).equals(is.codec(format))
                                && parameters(was, format).equals(parameters(is, format));
                require(same, i + ": format " + format + " is another", found);
            }
            for (String name : List.of("ptime", "maxptime", "curr", "des")) {
                require(was.values(name).equals(is.values(name)), i + ": " + name, found);
            }
        }
        return found;
    }

    private static List<String> parameters(Medium of, String format) {
        return of.values("fmtp").stream().filter(v -> v.startsWith(format + " ")).toList();
    }

    private static String kind(String feedback) {
        return feedback.substring(feedback.indexOf(' ') + 1);
    }

    private String direction(Medium of) {
        for (var lines : List.of(of.lines, session)) {
            for (String line : lines) {
                if (line.startsWith("a=") && DIRECTIONS.contains(line.substring(2))) {
                    return line.substring(2);
                }
            }
        }
        return "sendrecv";
    }

    private static boolean allowed(String offer, String answer) {
        return switch (offer) {
            case "sendonly" -> answer.equals("recvonly") || answer.equals("inactive");
            case "recvonly" -> answer.equals("sendonly") || answer.equals("inactive");
            case "inactive" -> answer.equals("inactive");
            default -> true;
        };
    }

    private List<String> inherited(Medium of, String name) {
        var own = of.values(name);
        return own.isEmpty() ? new Medium(of.m, session).values(name) : own;
    }

    private boolean connected(Medium of) {
        return of.lines.stream().anyMatch(line -> line.startsWith("c=IN IP"))
                || session.stream().anyMatch(line -> line.startsWith("c=IN IP"));
    }

    private static void require(boolean claim, String what, List<String> found) {
        if (!claim) {
            found.add(what);
        }
    }
}
