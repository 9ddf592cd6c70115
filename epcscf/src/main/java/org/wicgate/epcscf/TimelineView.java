package org.wicgate.epcscf;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Decoded;
import org.wicgate.epcscf.Report.Side;
import org.wicgate.sip.Limits;
import org.wicgate.sip.SipMessage;

/**
 * Timelines as documents for JSON: maps, lists, texts, numbers. Made when somebody asks, on the
 * thread that asks; holds no token, key or password.
 */
public final class TimelineView {
    private TimelineView() {}

    /**
     * The timeline of one call.
     *
     * @param traces of the same Call-ID, from all shards that had to do with it; at least one
     */
    public static Map<String, Object> document(List<CallTrace> traces) {
        var out = outline(traces);
        var entries = new ArrayList<CallTrace.Entry>();
        traces.forEach(trace -> entries.addAll(trace.entries()));
        entries.sort(Comparator.comparing(CallTrace.Entry::at));
        int leftOut = traces.stream().mapToInt(CallTrace::leftOut).sum();
        if (leftOut > 0) {
            out.put("left_out", leftOut);
        }
        var messages = new MessageView();
        var began = began(traces);
        var events = new ArrayList<Map<String, Object>>();
        for (var entry : entries) {
            var event = new LinkedHashMap<String, Object>();
            event.put("at", entry.at().toString());
            event.put("ms", Duration.between(began, entry.at()).toMillis());
            show(entry.note(), messages, event);
            events.add(event);
        }
        out.put("events", events);
        return out;
    }

    /** Who called whom, and how it ended. */
    public static Map<String, Object> outline(List<CallTrace> traces) {
        var out = new LinkedHashMap<String, Object>();
        out.put("call", Redaction.of(traces.getFirst().callId()));
        out.put("began", began(traces).toString());
        var passes = new LinkedHashMap<Side, Map<String, Object>>();
        for (var trace : traces) {
            for (var mark : trace.marks()) {
                mark(mark, passes);
            }
        }
        if (passes.isEmpty()) {
            passes.put(Side.ACCESS, refused(traces.getFirst()));
        }
        out.put("passes", List.copyOf(passes.values()));
        return out;
    }

    /** The same for a terminal: a line for each pass and each event, and those of the changes. */
    public static String text(Map<String, Object> document) {
        var out = new StringBuilder("call " + document.get("call") + "\n");
        maps(document.get("passes")).forEach(pass -> out.append(pass).append('\n'));
        for (var event : maps(document.get("events"))) {
            out.append(String.format("%9s ms  %s%n", event.get("ms"), event.get("text")));
            for (var change : maps(event.get("sdp_changes"))) {
                out.append(" ".repeat(15) + change.get("of") + ": " + change.get("why") + "\n");
            }
        }
        return out.toString();
    }

    private static List<Map<?, ?>> maps(@Nullable Object list) {
        var out = new ArrayList<Map<?, ?>>();
        if (list instanceof List<?> all) {
            for (Object one : all) {
                if (one instanceof Map<?, ?> map) {
                    out.add(map);
                }
            }
        }
        return out;
    }

    private static Instant began(List<CallTrace> traces) {
        return traces.stream().map(CallTrace::began).min(Comparator.naturalOrder()).orElseThrow();
    }

    /** A call between two WICs passes twice: once from each side. */
    private static void mark(Report mark, Map<Side, Map<String, Object>> passes) {
        switch (mark) {
            case Report.CallStarted r -> {
                var pass = passes.computeIfAbsent(r.from(), _ -> new LinkedHashMap<>());
                pass.put("from", r.from() == Side.ACCESS ? "wic" : "core");
                pass.put("caller", Redaction.of(r.caller()));
                pass.put("callee", Redaction.of(r.callee()));
                pass.put("state", "ringing");
            }
            case Report.CallAnswered r when passes.containsKey(r.from()) -> {
                passes.get(r.from()).put("state", "answered");
                passes.get(r.from()).put("answered_ms", r.after().toMillis());
            }
            case Report.CallEnded r when passes.containsKey(r.from()) ->
                    ended(r, passes.get(r.from()));
            case Report.MediaEnded r when passes.containsKey(r.call().from()) ->
                    passes.get(r.call().from())
                            .put(
                                    "media",
                                    r.counters().streams().stream().map(IqView::carried).toList());
            default -> {}
        }
    }

    private static void ended(Report.CallEnded r, Map<String, Object> pass) {
        pass.put("state", "ended");
        pass.put("lasted_ms", r.lasted().toMillis());
        pass.put("talked_ms", r.talked().toMillis());
        pass.put("cause", word(r.end()));
        pass.put("by", word(r.by()));
        if (r.status() != 0) {
            pass.put("status", r.status());
        }
        if (!r.why().isEmpty()) {
            pass.put("why", Redaction.of(r.why()));
        }
    }

    /** It was refused before it was a call. */
    private static Map<String, Object> refused(CallTrace trace) {
        var out = new LinkedHashMap<String, Object>();
        out.put("state", "refused");
        if (!trace.entries().isEmpty()
                && trace.entries().getFirst().note() instanceof Note.Message m
                && SipMessage.decode(m.bytes, Limits.DEFAULT)
                        instanceof Decoded.Ok<SipMessage>(var message)) {
            out.put("from", m.side == Side.ACCESS ? "wic" : "core");
            out.put("caller", Redaction.of(message.from().uri().toString()));
            out.put("callee", Redaction.of(message.to().uri().toString()));
        }
        for (var mark : trace.marks()) {
            if (mark instanceof Report.RequestRefused r) {
                out.put("status", r.status());
                out.put("cause", word(r.refusal()));
            }
        }
        return out;
    }

    private static void show(Note note, MessageView messages, Map<String, Object> out) {
        switch (note) {
            case Note.Message message -> messages.show(message, out);
            case Note.Wic wic -> wic(wic, out);
            case Note.Told(var report) -> told(report, out);
            case Note.Asked(var command) -> IqView.show(command, out);
            case Note.Heard(var event) -> IqView.show(event, out);
            case Note.Said(var kind, var what, var detail) -> {
                out.put("kind", kind);
                out.put("text", what + ": " + Redaction.of(text(detail)));
            }
        }
    }

    private static void wic(Note.Wic wic, Map<String, Object> out) {
        out.put("kind", "wic");
        out.put("impu", wic.impu().toString());
        out.put("impi", wic.impi());
        out.put("scheme", word(wic.scheme()));
        out.put("hop", MessageView.hop(wic.hop()));
        out.put("address", wic.remote());
        String part = wic.caller() == Side.ACCESS ? "calls" : "is called";
        out.put("text", "the WIC that " + part + " is " + wic.impu() + " from " + wic.remote());
    }

    private static void told(Report report, Map<String, Object> out) {
        out.put("kind", "call");
        String text =
                switch (report) {
                    case Report.CallStarted r ->
                            "a call " + (r.from() == Side.ACCESS ? "of" : "to") + " the WIC began";
                    case Report.CallAnswered r -> "answered after " + r.after().toMillis() + " ms";
                    case Report.CallEnded r -> ended(r);
                    case Report.GatewayRefused r ->
                            "the eIMS-AGW refused, " + word(r.cause()) + ": " + r.why();
                    case Report.RequestRefused r ->
                            "we refused "
                                    + r.method()
                                    + " with "
                                    + r.status()
                                    + ", "
                                    + word(r.refusal());
                    case Report.MediaEnded r -> {
                        out.put("kind", "media");
                        out.put("event", "released");
                        var streams = r.counters().streams();
                        out.put("streams", streams.stream().map(IqView::carried).toList());
                        yield streams.stream()
                                .map(IqView::sums)
                                .collect(
                                        Collectors.joining(
                                                "",
                                                "the eIMS-AGW let go of "
                                                        + IqView.lines(streams.size()),
                                                ""));
                    }
                    default -> report.toString();
                };
        out.put("text", Redaction.of(text));
    }

    private static String ended(Report.CallEnded r) {
        String why = r.why().isEmpty() ? "" : ", " + r.why();
        String status = r.status() == 0 ? "" : ", status " + r.status();
        return "ended: " + word(r.end()) + ", by " + word(r.by()) + why + status;
    }

    private static String text(Object detail) {
        return switch (detail) {
            case Duration time -> time.toMillis() / 1000.0 + " s";
            case org.wicgate.sip.Hop hop -> MessageView.hop(hop);
            case Enum<?> constant -> word(constant);
            default -> detail.toString();
        };
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
