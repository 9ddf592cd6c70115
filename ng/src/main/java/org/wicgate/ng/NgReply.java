package org.wicgate.ng;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.wicgate.iq.Counters;
import org.wicgate.iq.Event;
import org.wicgate.ng.Value.Dictionary;
import org.wicgate.sdp.SessionDescription;

/** The answers of the server, as rtpengine words them. */
final class NgReply {
    private NgReply() {}

    static Dictionary ok() {
        return Dictionary.empty().with("result", "ok");
    }

    static Dictionary pong() {
        return Dictionary.empty().with("result", "pong");
    }

    static Dictionary warning(String what) {
        return ok().with("warning", what);
    }

    static Dictionary error(String why) {
        return Dictionary.empty().with("result", "error").with("error-reason", why);
    }

    static Dictionary sdp(SessionDescription description) {
        return ok().with("sdp", new String(description.encode(), ISO_8859_1));
    }

    /** The gateway refused: another one may take the call. */
    static Dictionary refused(Event.Cause cause, String why, boolean supportsLoadLimit) {
        boolean isFull = cause == Event.Cause.NO_PORTS || cause == Event.Cause.TOO_MANY_CONTEXTS;
        String text = "eIMS-AGW: " + cause + ": " + why;
        return isFull && supportsLoadLimit
                ? Dictionary.empty().with("result", "load limit").with("message", text)
                : error(text);
    }

    static Dictionary calls(List<String> callIds) {
        return ok().with("calls", Value.Sequence.of(callIds));
    }

    /**
     * What a call carried. The two tags stand for what came from them; RTP and RTCP are counted
     * together, as RTP.
     */
    static Dictionary statistics(NgCall call, List<Counters> streams) {
        long packets = 0;
        long bytes = 0;
        long errors = 0;
        for (var stream : streams) {
            for (var way : List.of(stream.toCore(), stream.toAccess())) {
                packets += way.packets();
                bytes += way.bytes();
                errors += errors(way);
            }
        }
        var none = sums(0, 0, 0);
        return ok().with("created", call.created().getEpochSecond())
                .with("last signal", call.lastSignal().getEpochSecond())
                .with("tags", tags(call, streams))
                .with(
                        "totals",
                        new Dictionary(Map.of("RTP", sums(packets, bytes, errors), "RTCP", none)));
    }

    private static Dictionary tags(NgCall call, List<Counters> streams) {
        var out = Dictionary.empty();
        for (var entry : call.tags().entrySet()) {
            boolean isAccess = entry.getValue() == NgCall.Side.ACCESS;
            var medias = streams.stream().map(each -> (Value) media(each, isAccess)).toList();
            out =
                    out.with(
                            entry.getKey(),
                            Dictionary.empty()
                                    .with("tag", entry.getKey())
                                    .with("created", call.created().getEpochSecond())
                                    .with("medias", new Value.Sequence(medias)));
        }
        return out;
    }

    private static Dictionary media(Counters stream, boolean isAccess) {
        var way = isAccess ? stream.toCore() : stream.toAccess();
        var packets =
                Dictionary.empty()
                        .with(
                                "last packet",
                                Instant.ofEpochMilli(way.lastMillis()).getEpochSecond())
                        .with("stats", sums(way.packets(), way.bytes(), errors(way)));
        if (isAccess && !stream.profile().isEmpty()) {
            packets = packets.with("crypto suite", stream.profile());
        }
        return Dictionary.empty()
                .with("index", stream.index() + 1)
                .with("protocol", isAccess ? "UDP/TLS/RTP/SAVPF" : "RTP/AVP")
                .with("streams", new Value.Sequence(List.of(packets)));
    }

    private static Dictionary sums(long packets, long bytes, long errors) {
        return Dictionary.empty()
                .with("packets", packets)
                .with("bytes", bytes)
                .with("errors", errors);
    }

    private static long errors(Counters.Direction way) {
        return way.dropped() - way.dropped(Counters.Drop.GATED);
    }
}
