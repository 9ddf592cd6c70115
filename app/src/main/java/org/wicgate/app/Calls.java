package org.wicgate.app;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.wicgate.epcscf.Report;
import org.wicgate.iq.ContextId;
import org.wicgate.iq.Counters;

/** Calls in progress, for the admin API. Shards write, the admin API reads. */
final class Calls {
    private final Map<String, Map<String, Object>> all = new ConcurrentHashMap<>();
    private final Map<String, ContextId> contexts = new ConcurrentHashMap<>();
    private volatile @Nullable IqLink iq;

    /** Where counters of calls can be had. */
    void audit(IqLink link) {
        iq = link;
    }

    void started(Report.CallStarted r) {
        var call = new ConcurrentHashMap<String, Object>();
        call.put("call", r.callId());
        call.put("from", r.from() == Report.Side.ACCESS ? "access" : "core");
        call.put("caller", r.caller());
        call.put("callee", r.callee());
        call.put("state", "ringing");
        call.put("since", Instant.now().toString());
        contexts.put(r.callId(), r.media());
        all.put(r.callId(), call);
    }

    void answered(Report.CallAnswered r) {
        note(r.callId(), "state", "answered");
    }

    void note(String callId, String key, Object value) {
        all.computeIfPresent(
                callId,
                (_, call) -> {
                    call.put(key, value);
                    return call;
                });
    }

    void ended(String callId) {
        all.remove(callId);
        contexts.remove(callId);
    }

    /** How many there are. */
    int size() {
        return all.size();
    }

    /** As JSON objects, with the counters of their media as they are now. */
    List<Map<String, Object>> json() {
        return all.entrySet().stream().map(e -> json(e.getKey(), e.getValue())).toList();
    }

    private Map<String, Object> json(String callId, Map<String, Object> call) {
        var out = new LinkedHashMap<>(call);
        var link = iq;
        var context = contexts.get(callId);
        if (link != null && context != null) {
            out.put("media", link.audit(context).stream().map(Calls::json).toList());
        }
        return out;
    }

    /** A stream's counters as JSON objects. */
    static Map<String, Object> json(Counters counters) {
        var out = new LinkedHashMap<String, Object>();
        out.put("stream", counters.index());
        out.put("pair", counters.pair());
        out.put("profile", counters.profile());
        out.put("to_core", json(counters.toCore()));
        out.put("to_access", json(counters.toAccess()));
        return out;
    }

    /** All that one direction dropped. */
    static long dropped(Counters.Direction d) {
        return d.gated() + d.unauthentic() + d.replayed() + d.stranger() + d.malformed();
    }

    private static Map<String, Object> json(Counters.Direction d) {
        var out = new LinkedHashMap<String, Object>();
        out.put("packets", d.packets());
        out.put("bytes", d.bytes());
        out.put("gated", d.gated());
        out.put("unauthentic", d.unauthentic());
        out.put("replayed", d.replayed());
        out.put("stranger", d.stranger());
        out.put("malformed", d.malformed());
        out.put(
                "last",
                d.lastMillis() == 0 ? "never" : Instant.ofEpochMilli(d.lastMillis()).toString());
        return out;
    }
}
