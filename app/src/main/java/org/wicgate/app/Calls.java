package org.wicgate.app;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.wicgate.epcscf.Report;
import org.wicgate.iq.Counters;

/**
 * Calls in progress, for the admin API. Shards write, the admin API reads. A call between two WICs
 * is there twice, with one Call-ID: once from each side.
 */
final class Calls {
    private record Key(String callId, Report.Side from) {}

    private record Call(Report.CallStarted started, Instant since, boolean answered) {}

    private final Map<Key, Call> all = new ConcurrentHashMap<>();
    private volatile @Nullable IqLink iq;

    /** Where counters of calls can be had. */
    void audit(IqLink link) {
        iq = link;
    }

    void started(Report.CallStarted r) {
        all.put(new Key(r.callId(), r.from()), new Call(r, Instant.now(), false));
    }

    void answered(Report.CallAnswered r) {
        all.computeIfPresent(
                new Key(r.callId(), r.from()),
                (_, call) -> new Call(call.started, call.since, true));
    }

    void ended(Report.CallEnded r) {
        all.remove(new Key(r.callId(), r.from()));
    }

    /** How many there are. */
    int size() {
        return all.size();
    }

    /** As JSON objects, with the counters of their media as they are now. */
    List<Map<String, Object>> json() {
        return all.values().stream().map(this::json).toList();
    }

    /** One call: its sides, as {@link #json()} has them; null when it is not in progress. */
    @Nullable Object one(String callId) {
        var sides =
                all.values().stream()
                        .filter(call -> call.started.callId().equals(callId))
                        .map(this::json)
                        .toList();
        return sides.isEmpty() ? null : sides;
    }

    private Map<String, Object> json(Call call) {
        var out = new LinkedHashMap<String, Object>();
        out.put("call", call.started.callId());
        out.put("from", call.started.from().name().toLowerCase(Locale.ROOT));
        out.put("caller", call.started.caller());
        out.put("callee", call.started.callee());
        out.put("state", call.answered ? "answered" : "ringing");
        out.put("since", call.since.toString());
        out.put("timeline", CallTimelines.path(call.started.callId()));
        var link = iq;
        if (link != null) {
            var streams = link.audit(call.started.media());
            out.put("gateway", link.gateway(call.started.media()));
            out.put("media", streams.stream().map(Calls::judged).toList());
        }
        return out;
    }

    private static Map<String, Object> judged(Counters counters) {
        var verdict = MediaVerdict.of(counters, Instant.now());
        var out = json(counters);
        out.put("verdict", verdict.word());
        out.put("why", verdict.why());
        return out;
    }

    /** A stream's counters as JSON objects. */
    static Map<String, Object> json(Counters counters) {
        var out = new LinkedHashMap<String, Object>();
        out.put("stream", counters.index());
        out.put("pair", counters.pair());
        out.put("profile", counters.profile());
        out.put("dtls", counters.dtls().word());
        if (!counters.dtls().cipher().isEmpty()) {
            out.put("cipher", counters.dtls().cipher());
        }
        if (!counters.transcoding().isEmpty()) {
            out.put("transcoded", counters.transcoding());
        }
        out.put("to_core", counters.toCore().document());
        out.put("to_access", counters.toAccess().document());
        out.put("quality_to_core", counters.qualityToCore().document());
        out.put("quality_to_access", counters.qualityToAccess().document());
        return out;
    }
}
