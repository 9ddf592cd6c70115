package org.wicgate.epcscf;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.wicgate.epcscf.Report.Side;

/** Why the IMS-ALG takes a line of a description out, or puts one in (TS 24.371 §7.3). */
final class SdpReasons {
    private static final Set<String> DIRECTIONS =
            Set.of("sendrecv", "sendonly", "recvonly", "inactive");
    private static final String OF_ITS_LEG =
            "for the trust domain of its own leg alone (TS 24.229 §7.5)";
    private static final Set<String> OF_FORMATS = Set.of("rtpmap", "fmtp", "rtcp-fb");

    private final boolean toCore;
    private final boolean isAnswer;

    SdpReasons(Side to, boolean isAnswer) {
        this.toCore = to == Side.CORE;
        this.isAnswer = isAnswer;
    }

    /** The formats that an m-line had and has no more. */
    static Set<String> lostFormats(List<String> was, List<String> is) {
        var lost = new TreeSet<>(formats(was));
        formats(is).forEach(lost::remove);
        return lost;
    }

    /**
     * Why a line changed.
     *
     * @param isGone whether it was taken out, else put in
     * @param was the lines of its m-line, or of the session, as they came
     * @param is and as they went on
     * @param lost the formats that are left out
     */
    String of(String line, boolean isGone, List<String> was, List<String> is, Set<String> lost) {
        char type = line.length() < 3 ? ' ' : line.charAt(0);
        if (isCarried(line, isGone ? is : was)) {
            return isGone
                    ? "for a WIC at the other end alone: goes on in tra-att and tra-bw"
                    : "the far WIC's own: DTLS and SRTP go through to it";
        }
        if (type != 'm' && isRefused(was, is)) {
            return ofMediaLine(was, is, lost);
        }
        return switch (type) {
            case 'm' -> ofMediaLine(was, is, lost);
            case 'a' -> ofAttribute(name(line), line, isGone, lost);
            case 'c' -> address();
            case 'b' -> "bandwidth is counted for the packets of this leg";
            case 'k' -> "keys belong to one leg";
            default -> "origin, name and times are our own: who is behind us is not shown";
        };
    }

    /** Whether a description of the core carries the line (TS 24.229 §7.5.4). */
    private static boolean isCarried(String line, List<String> section) {
        String value = line.length() < 3 ? "" : line.substring(2);
        return section.contains("a=tra-att:" + value) || section.contains("a=tra-bw:" + value);
    }

    private String address() {
        return "address and port are the eIMS-AGW's on " + (toCore ? "the core side" : "W3");
    }

    private String ofMediaLine(List<String> was, List<String> is, Set<String> lost) {
        String[] before = was.isEmpty() ? new String[0] : was.getFirst().split(" ", 4);
        String[] after = is.isEmpty() ? new String[0] : is.getFirst().split(" ", 4);
        if (before.length < 4 || after.length < 4) {
            return "the other description has no such m-line";
        }
        if (after[1].equals("0") && !before[1].equals("0")) {
            return "refused: this medium cannot be relayed, or was refused by the other end";
        }
        if (after[1].equals("0")) {
            return "refused by the other end";
        }
        String why = address();
        if (!before[2].equals(after[2])) {
            why +=
                    toCore
                            ? "; profile: the core leg has RTP without DTLS"
                            : "; profile: a browser takes DTLS-SRTP alone";
        }
        return lost.isEmpty() ? why : why + "; " + ofFormats(lost);
    }

    private static boolean isRefused(List<String> was, List<String> is) {
        return !was.isEmpty() && !is.isEmpty() && is.getFirst().matches("m=\\S+ 0 .*");
    }

    private String ofFormats(Set<String> lost) {
        boolean clash = lost.stream().allMatch(f -> f.matches("6[4-9]|[78]\\d|9[0-5]"));
        String which = "formats " + String.join(", ", lost) + " left out: ";
        if (clash) {
            return which + "RTCP has these numbers on a shared port (RFC 5761 §4)";
        }
        return which + (isAnswer ? "not in the offer that this answers" : "not for this leg");
    }

    private String ofAttribute(String name, String line, boolean isGone, Set<String> lost) {
        if (OF_FORMATS.contains(name) && isGone && lost.contains(format(line))) {
            return ofFormats(lost);
        }
        var kind = OfOneLeg.named(name);
        return kind == null ? ofOther(name, isGone) : ofOneLeg(kind, isGone);
    }

    private String ofOneLeg(OfOneLeg kind, boolean isGone) {
        return switch (kind) {
            case ICE ->
                    isGone
                            ? "ICE ends at the eIMS-AGW" + (toCore ? ": the core leg has none" : "")
                            : "ICE is the eIMS-AGW's own on W3: ICE lite, one host candidate";
            case DTLS ->
                    isGone
                            ? "DTLS ends at the eIMS-AGW"
                                    + (toCore ? ": the core leg has none" : "")
                            : "DTLS is the eIMS-AGW's own on W3: its certificate, its part";
            case ADDRESSES -> address();
            case MUX ->
                    toCore
                            ? "RTCP has a port of its own on the core leg"
                            : "RTCP shares the port on W3";
            case KEYS ->
                    isGone
                            ? "keys of SRTP belong to one leg"
                            : "SDES on the core leg, as configured";
            case BUNDLE ->
                    isGone
                            ? "BUNDLE is not taken: each m-line has a transport of its own"
                            : "m-lines are named as the WIC names them";
            case WEBRTC -> "an extension of WebRTC, which the core leg has not";
            case CAPABILITIES -> "RTP profiles are negotiated on the core leg alone (RFC 5939)";
            case DATA -> "data channels are not relayed";
            case ACCESS_SECURITY -> OF_ITS_LEG;
        };
    }

    private static String ofOther(String name, boolean isGone) {
        if (DIRECTIONS.contains(name)) {
            return "direction: an address of zeros is a hold, an answer stays within its offer";
        }
        if (name.startsWith("tra-")) {
            return isGone
                    ? OF_ITS_LEG
                    : "the WIC's own description, for an eP-CSCF that serves another WIC";
        }
        if (name.equals("rtcp-fb")) {
            return "RTCP feedback that this leg's profile, or the other end, does not know";
        }
        return isGone ? "means nothing on the other leg" : "put in by the IMS-ALG";
    }

    private static Set<String> formats(List<String> section) {
        if (section.isEmpty() || !section.getFirst().startsWith("m=")) {
            return Set.of();
        }
        String[] parts = section.getFirst().split(" ", -1);
        return parts.length < 4 ? Set.of() : new TreeSet<>(List.of(parts).subList(3, parts.length));
    }

    private static String name(String line) {
        int colon = line.indexOf(':');
        return colon < 0 ? line.substring(2) : line.substring(2, colon);
    }

    private static String format(String line) {
        int colon = line.indexOf(':');
        return line.substring(colon + 1).split(" ", 2)[0];
    }
}
