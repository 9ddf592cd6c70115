package org.wicgate.epcscf;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Offers and answers out of a seed: legal ones, odd ones, and answers that invent things. */
final class OfferGenerator {
    private static final List<String> AUDIO =
            List.of(
                    "opus/48000/2",
                    "PCMU/8000",
                    "PCMA/8000",
                    "G722/8000",
                    "AMR/8000",
                    "AMR-WB/16000",
                    "EVS/16000",
                    "CN/8000",
                    "telephone-event/8000",
                    "telephone-event/16000",
                    "telephone-event/48000");
    private static final List<String> VIDEO =
            List.of("VP8/90000", "VP9/90000", "H264/90000", "H265/90000", "rtx/90000");
    private static final List<String> DIRECTIONS =
            List.of("sendrecv", "sendonly", "recvonly", "inactive");
    private static final List<String> FEEDBACK =
            List.of("nack", "nack pli", "ccm fir", "goog-remb", "transport-cc");
    private static final List<String> SECURE = List.of("RTP/SAVP", "RTP/SAVPF");
    private static final List<String> SUITES =
            List.of(
                    "AES_CM_128_HMAC_SHA1_80",
                    "AES_CM_128_HMAC_SHA1_32",
                    "AEAD_AES_128_GCM",
                    "AES_256_CM_HMAC_SHA1_80");
    private static final List<String> PARAMETERS =
            List.of("KDR=4", "UNENCRYPTED_SRTCP", "WSH=128", "-odd", "odd=1");
    private static final String CERTIFICATE = "sha-256 " + "AB:".repeat(31) + "AB";

    private final Random random;

    OfferGenerator(long seed) {
        random = new Random(seed);
    }

    private boolean chance(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }

    private String one(List<String> of) {
        return of.get(random.nextInt(of.size()));
    }

    /** An offer of a browser, or of something that is nearly one. */
    String ofWic() {
        var out = new StringBuilder(head("192.0.2.17"));
        out.append(chance(3) ? "" : "a=group:BUNDLE 0 1 2\n");
        for (int i = 0, n = random.nextInt(1, 5); i < n; i++) {
            boolean data = chance(8);
            boolean bundled = !data && i > 0 && chance(5);
            String proto = chance(6) ? "UDP/TLS/RTP/SAVP" : "UDP/TLS/RTP/SAVPF";
            int port = bundled || chance(10) ? 0 : 5000 + i;
            if (data) {
                out.append("m=application " + port + " UDP/DTLS/SCTP webrtc-datachannel\n");
                out.append("a=sctp-port:5000\n");
            } else {
                out.append(medium(chance(3), port, chance(12) ? "RTP/AVP" : proto, 35));
            }
            out.append(bundled ? "a=bundle-only\n" : "");
            out.append(webRtc(i, chance(8) ? "active" : "actpass"));
            out.append("a=msid:- track\na=ssrc:1 cname:x\na=extmap:1 urn:x\na=rtcp-rsize\n");
        }
        return out.toString();
    }

    /** An offer of something in the core. */
    String ofCore() {
        var out = new StringBuilder(head("203.0.113.9"));
        for (int i = 0, n = random.nextInt(1, 5); i < n; i++) {
            if (chance(7)) {
                out.append("m=message 2855 TCP/MSRP *\na=path:msrp://203.0.113.9:2855/x;tcp\n");
                continue;
            }
            String proto = chance(3) ? one(SECURE) : chance(4) ? "RTP/AVPF" : "RTP/AVP";
            out.append(medium(chance(3), chance(10) ? 0 : 5000 + 2 * i, proto, 60));
            out.append(proto.contains("SAVP") || chance(8) ? keys() : "");
            out.append(chance(4) ? "a=tcap:1 RTP/AVPF\na=pcfg:1 t=1\n" : "");
            out.append(
                    chance(4)
                            ? "a=tcap:7 RTP/SAVP RTP/SAVPF\na=acap:3 crypto:9 AEAD_AES_128_GCM inline:"
                                    + ("D".repeat(38) + "==\na=pcfg:" + random.nextInt(1, 4))
                                    + (" t=8|7 a=" + (chance(4) ? "4|3" : "3") + "\n")
                            : "");
            out.append(chance(5) ? "a=rtcp:6000\n" : "").append(chance(5) ? "a=rtcp-mux\n" : "");
            out.append(chance(12) ? "a=rtcp-mux-only\n" : "");
            out.append(
                    chance(6)
                            ? "a=tra-bw:AS:1\na=candidate:1 1 udp 1 203.0.113.9 9 typ host\n"
                            : "");
        }
        return out.toString();
    }

    /** Lines of a=crypto, some of which nobody could take. */
    private String keys() {
        var out = new StringBuilder();
        for (int tag = random.nextInt(1, 4), last = tag + random.nextInt(4); tag < last; tag++) {
            String suite = one(SUITES);
            int length = suite.startsWith("AEAD") ? 38 : chance(9) ? 39 : 40;
            out.append("a=crypto:" + tag + " " + suite + " inline:");
            out.append("K".repeat(length) + (suite.startsWith("AEAD") ? "==" : ""));
            out.append(chance(3) ? "|2^31" : "").append(chance(6) ? "|1:4" : "");
            out.append(chance(6) ? " " + one(PARAMETERS) : "").append("\n");
        }
        return out.toString();
    }

    /** What answers an offer's keys: its profile and the lines, or nothing. */
    private String[] answeredKeys(String medium, String proto) {
        var offered =
                medium.lines()
                        .filter(l -> l.startsWith("a=crypto:") || l.contains(" crypto:"))
                        .map(l -> l.replaceFirst(".*crypto:", ""))
                        .toList();
        boolean takes = proto.startsWith("RTP/SAVP") || (!offered.isEmpty() && chance(2));
        if (!takes || offered.isEmpty()) {
            return new String[] {proto, ""};
        }
        String[] words = one(offered).split(" ", -1);
        String tag = chance(12) ? "77" : words[0];
        String line = "a=crypto:" + tag + " " + words[1] + " inline:P" + words[2].substring(8);
        String lines = (chance(15) ? "" : line + "\n") + "a=acfg:1 t=1 a=1\n";
        return new String[] {proto.replace("RTP/A", "RTP/SA"), lines};
    }

    private static String head(String at) {
        return "v=0\no=- 5 1 IN IP4 " + at + "\ns=-\nc=IN IP4 " + at + "\nt=0 0\n";
    }

    private String medium(boolean video, int port, String proto, int lowest) {
        var names = new ArrayList<>(video ? VIDEO : AUDIO);
        Collections.shuffle(names, random);
        var formats = new ArrayList<String>();
        var lines = new StringBuilder();
        int next = random.nextInt(lowest, 100);
        for (String name : names.subList(0, random.nextInt(1, names.size()))) {
            String format =
                    name.startsWith("PCMU") ? "0" : name.startsWith("PCMA") ? "8" : "" + next++;
            formats.add(format);
            if (format.length() > 1 || chance(2)) {
                lines.append("a=rtpmap:" + format + " " + name + "\n");
            }
            lines.append(chance(2) ? "a=fmtp:" + format + " x=" + random.nextInt(100) + "\n" : "");
            lines.append(chance(3) ? "a=rtcp-fb:" + format + " " + one(FEEDBACK) + "\n" : "");
        }
        lines.append(chance(3) ? "a=ptime:" + 10 * random.nextInt(1, 7) + "\n" : "");
        lines.append(chance(3) ? "a=rtcp-fb:* " + one(FEEDBACK) + "\n" : "");
        lines.append(chance(3) ? "" : "a=" + one(DIRECTIONS) + "\n");
        String bandwidth = chance(3) ? "b=AS:" + random.nextInt(0, 600) + "\nb=RS:0\n" : "";
        return ("m=" + (video ? "video " : "audio ") + port + " " + proto + " ")
                + (String.join(" ", formats) + "\n")
                + bandwidth
                + lines;
    }

    private String webRtc(int mid, String setup) {
        return (chance(15) ? "" : "a=ice-ufrag:gene\na=ice-pwd:generatedpasswordgenerate\n")
                + (chance(15) ? "" : "a=fingerprint:" + CERTIFICATE + "\n")
                + ("a=setup:" + setup + "\n")
                + (chance(6) ? "" : "a=mid:" + mid + "\n")
                + (chance(5) ? "" : chance(5) ? "a=rtcp-mux-only\n" : "a=rtcp-mux\n");
    }

    /** An answer to an offer, which now and then refuses, invents or contradicts. */
    String answer(String offer, boolean ofWic) {
        var out = new StringBuilder(head(ofWic ? "192.0.2.17" : "203.0.113.9"));
        String[] media = offer.replace("\r", "").split("(?m)^(?=m=)", -1);
        for (int i = 1; i < media.length; i++) {
            String[] m = media[i].split("\n", 2)[0].split(" ", -1);
            boolean refused = m[1].equals("0") || !m[2].contains("RTP") || chance(6);
            var formats = new ArrayList<>(List.of(m).subList(3, m.length));
            formats.removeIf(_ -> formats.size() > 1 && chance(3));
            if (refused) {
                out.append(m[0] + " 0 " + m[2] + " " + String.join(" ", formats) + "\n");
                continue;
            }
            var lines = new StringBuilder();
            for (String line : media[i].split("\n", -1)) {
                boolean about =
                        formats.stream()
                                .anyMatch(f -> line.matches("a=(rtpmap|fmtp):" + f + " .*"));
                lines.append(about ? line + "\n" : "");
            }
            if (chance(3)) {
                formats.add("127");
                lines.append("a=rtpmap:127 invented/8000\na=fmtp:127 y=1\n");
            }
            lines.append(chance(3) ? "a=rtcp-fb:* " + one(FEEDBACK) + "\n" : "");
            lines.append(chance(4) ? "a=extmap:9 urn:invented\na=mid:invented\n" : "");
            lines.append(chance(3) ? "" : "a=" + one(DIRECTIONS) + "\n");
            String[] keys = ofWic ? new String[] {m[2], ""} : answeredKeys(media[i], m[2]);
            lines.append(keys[1]);
            out.append(m[0] + " " + (6000 + 2 * i) + " " + keys[0] + " ");
            out.append(String.join(" ", formats) + "\n").append(lines);
            out.append(ofWic ? webRtc(i, chance(2) ? "active" : "passive") : "");
        }
        return out.toString();
    }
}
