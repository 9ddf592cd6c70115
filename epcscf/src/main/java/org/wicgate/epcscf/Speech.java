package org.wicgate.epcscf;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.wicgate.iq.Interworking.Encoding;
import org.wicgate.iq.Interworking.Payload;
import org.wicgate.iq.Interworking.Payloads;
import org.wicgate.sdp.Line;
import org.wicgate.sdp.MediaDescription;
import org.wicgate.sdp.RtpMap;

/** The formats of an m-line that can be transcoded: which they are, and lines about them. */
final class Speech {
    static final List<Encoding> G711 = List.of(Encoding.PCMA, Encoding.PCMU);

    /** What Opus of 8000 Hz asks of a WIC (RFC 7587 §6.1): it need not send more. */
    private static final String OPUS_PARAMETERS =
            "minptime=10;useinbandfec=1;maxplaybackrate=8000;sprop-maxcapturerate=8000";

    private static final int FIRST_DYNAMIC = 96;
    private static final int LAST_DYNAMIC = 127;

    /** What G.711 of 20 ms and SRTP over IPv6 takes: 160 bytes and 82 of headers. */
    private static final int G711_KILOBITS = 97;

    private static final int G711_BITS = 64_000;

    private Speech() {}

    /** What a format is; null when it is nothing that we can transcode. */
    static @Nullable Encoding encoding(MediaDescription media, String format) {
        var map = media.rtpMap(format).orElse(null);
        if (map == null) {
            return null;
        }
        String channels = map.parameters();
        boolean isMono = channels.isEmpty() || channels.equals("1");
        return switch (map.encoding().toUpperCase(Locale.ROOT) + "/" + map.clockRate()) {
            case "OPUS/48000" -> channels.equals("2") ? Encoding.OPUS : null;
            case "PCMA/8000" -> isMono ? Encoding.PCMA : null;
            case "PCMU/8000" -> isMono ? Encoding.PCMU : null;
            case "TELEPHONE-EVENT/8000" -> Encoding.EVENT_8000;
            case "TELEPHONE-EVENT/48000" -> Encoding.EVENT_48000;
            default -> null;
        };
    }

    /** The first format that is one of these; null when none is. */
    static @Nullable Payload first(MediaDescription media, List<Encoding> of) {
        for (String format : media.mediaLine().formats()) {
            var encoding = encoding(media, format);
            if (encoding != null && of.contains(encoding)) {
                return new Payload(Integer.parseInt(format), encoding);
            }
        }
        return null;
    }

    /** The first format that says something by itself: no event, no comfort noise. */
    static @Nullable String firstOfAll(MediaDescription media) {
        for (String format : media.mediaLine().formats()) {
            String name = media.rtpMap(format).map(RtpMap::encoding).orElse("");
            if (!name.equalsIgnoreCase("telephone-event") && !name.equalsIgnoreCase("CN")) {
                return format;
            }
        }
        return null;
    }

    /** The first format of events on a clock that we know; null when there is none. */
    static @Nullable Payload event(MediaDescription media) {
        return first(media, List.of(Encoding.EVENT_8000, Encoding.EVENT_48000));
    }

    /** The events that go with a codec: those on its clock, or what there is. */
    static @Nullable Payload eventFor(Payload speech, MediaDescription of) {
        boolean isOpus = speech.encoding() == Encoding.OPUS;
        var same = first(of, List.of(isOpus ? Encoding.EVENT_48000 : Encoding.EVENT_8000));
        return same == null ? event(of) : same;
    }

    /** Those of these formats that an end may send, in its order, and its events behind them. */
    static Payloads payloads(MediaDescription of, List<Encoding> speech, int ptime) {
        var out = new ArrayList<Payload>();
        var events = new ArrayList<Payload>();
        for (String format : of.mediaLine().formats()) {
            var encoding = encoding(of, format);
            if (encoding != null && (!encoding.isSpeech() || speech.contains(encoding))) {
                var payload = new Payload(Integer.parseInt(format), encoding);
                (encoding.isSpeech() ? out : events).add(payload);
            }
        }
        out.addAll(events);
        return new Payloads(out, ptime);
    }

    /**
     * An answer with these formats of the offer only.
     *
     * @param event null for none
     */
    static MediaDescription only(
            MediaDescription answer,
            MediaDescription offer,
            Payload speech,
            @Nullable Payload event) {
        var formats = new ArrayList<String>();
        formats.add("" + speech.type());
        if (event != null) {
            formats.add("" + event.type());
        }
        var out =
                answer.with(answer.mediaLine().withFormats(formats))
                        .without(line -> Formats.isAboutOther(line, List.of()));
        for (String format : formats) {
            var map = offer.rtpMap(format).orElseThrow();
            out = out.with(Line.attribute("rtpmap", map.toString()));
        }
        if (speech.encoding() == Encoding.OPUS) {
            out = out.with(Line.attribute("fmtp", speech.type() + " " + OPUS_PARAMETERS));
        }
        return event == null ? out : out.with(Line.attribute("fmtp", event.type() + " 0-15"));
    }

    /** An offer whose bandwidth is enough for G.711 too, as it is counted on W3 (RFC 3550 §6.2). */
    static MediaDescription widened(MediaDescription offer) {
        var out = offer;
        for (var line : offer.lines()) {
            boolean isAs = line.type() == 'b' && line.value().startsWith("AS:");
            boolean isTias = line.type() == 'b' && line.value().startsWith("TIAS:");
            int least = isAs ? G711_KILOBITS : isTias ? G711_BITS : 0;
            if (least > 0 && isLess(line.value(), least)) {
                String type = isAs ? "AS:" : "TIAS:";
                out = out.without(line::equals).with(Line.of('b', type + least));
            }
        }
        return out;
    }

    private static boolean isLess(String bandwidth, int than) {
        String number = bandwidth.substring(bandwidth.indexOf(':') + 1);
        return number.matches("[1-9][0-9]{0,8}") && Integer.parseInt(number) < than;
    }

    /** An offer to which formats are added, each under a payload type that means nothing else. */
    static final class Adding {
        private final @Nullable MediaDescription before;
        private MediaDescription media;
        private boolean hasGrown;

        /**
         * For an offer.
         *
         * @param before what was said last in its place: its payload types keep their meaning (RFC
         *     3264 §8.3.2); null when nothing was
         */
        Adding(MediaDescription offer, @Nullable MediaDescription before) {
            this.media = offer;
            this.before = before;
        }

        MediaDescription media() {
            return media;
        }

        /** Whether something was added. */
        boolean hasGrown() {
            return hasGrown;
        }

        /** Adds one, if there is a number for it. */
        void add(Encoding encoding) {
            int type = type(encoding);
            if (type < 0) {
                return;
            }
            var formats = new ArrayList<>(media.mediaLine().formats());
            formats.add("" + type);
            hasGrown = true;
            media =
                    media.with(media.mediaLine().withFormats(formats))
                            .with(Line.attribute("rtpmap", type + " " + name(encoding)));
            String parameters = parameters(encoding);
            if (!parameters.isEmpty()) {
                media = media.with(Line.attribute("fmtp", type + " " + parameters));
            }
        }

        /** Puts these first, in their order as it is. */
        void prefer(List<Encoding> encodings) {
            var formats = new ArrayList<String>();
            var rest = new ArrayList<String>();
            for (String format : media.mediaLine().formats()) {
                var encoding = encoding(media, format);
                (encoding != null && encodings.contains(encoding) ? formats : rest).add(format);
            }
            formats.addAll(rest);
            if (!formats.equals(media.mediaLine().formats())) {
                media = media.with(media.mediaLine().withFormats(formats));
            }
        }

        private int type(Encoding encoding) {
            if (encoding == Encoding.PCMA || encoding == Encoding.PCMU) {
                int fixed = encoding == Encoding.PCMA ? 8 : 0;
                return isFree(fixed) ? fixed : -1;
            }
            var known = before == null ? null : first(before, List.of(encoding));
            if (known != null && isFree(known.type())) {
                return known.type();
            }
            int usual =
                    switch (encoding) {
                        case OPUS -> 111;
                        case EVENT_48000 -> 110;
                        default -> 101;
                    };
            if (isFree(usual) && !isTaken(usual)) {
                return usual;
            }
            for (int type = FIRST_DYNAMIC; type <= LAST_DYNAMIC; type++) {
                if (isFree(type) && !isTaken(type)) {
                    return type;
                }
            }
            return -1;
        }

        private boolean isFree(int type) {
            String format = Integer.toString(type);
            return !Formats.isTakenForRtcp(format)
                    && !media.mediaLine().formats().contains(format)
                    && media.values("rtpmap").stream().noneMatch(v -> v.startsWith(format + " "));
        }

        private boolean isTaken(int type) {
            return before != null && before.mediaLine().formats().contains("" + type);
        }

        private static String name(Encoding encoding) {
            return switch (encoding) {
                case PCMU -> "PCMU/8000";
                case PCMA -> "PCMA/8000";
                case OPUS -> "opus/48000/2";
                case EVENT_8000 -> "telephone-event/8000";
                case EVENT_48000 -> "telephone-event/48000";
            };
        }

        private static String parameters(Encoding encoding) {
            return switch (encoding) {
                case PCMU, PCMA -> "";
                case OPUS -> OPUS_PARAMETERS;
                case EVENT_8000, EVENT_48000 -> "0-15";
            };
        }
    }
}
