package org.wicgate.app;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.wicgate.epcscf.CallTrace;
import org.wicgate.epcscf.TimelineView;
import org.wicgate.epcscf.Timelines;

/**
 * The timelines of all shards, for the admin API: each shard copies what it has, and documents are
 * made of the copies on the thread that asks.
 */
final class CallTimelines {
    private static final int PATIENCE_SECONDS = 2;
    private static final int USUAL_COUNT = 100;
    private static final int MAX_COUNT = 1_000;

    /** A shard that answers on its own thread. */
    interface Place {
        /** Runs it there; what it gives, or never anything when the shard is too busy. */
        <T> CompletableFuture<T> ask(Function<Timelines, T> question);
    }

    private volatile List<? extends Place> places = List.of();

    /** Where the timelines are. */
    void open(List<? extends Place> shards) {
        places = List.copyOf(shards);
    }

    /** The path of a call's timeline on the admin API. */
    static String path(String callId) {
        String id = URLEncoder.encode(callId, StandardCharsets.UTF_8).replace("+", "%20");
        return "/api/v1/calls/" + id + "/timeline";
    }

    /** The timeline of a call; null when there is none, or none any more. */
    @Nullable Object timeline(String callId, Map<String, String> query) {
        var traces =
                ask(timelines -> Stream.ofNullable(timelines.of(callId)).toList()).stream()
                        .flatMap(List::stream)
                        .toList();
        if (traces.isEmpty()) {
            return null;
        }
        var document = TimelineView.document(traces);
        return "text".equals(query.get("as")) ? TimelineView.text(document) : document;
    }

    /**
     * The calls that are kept, in progress and over, newest first.
     *
     * @param query {@code call}: this Call-ID alone; {@code identity}: what caller or callee have
     *     to contain; {@code count}: how many at most
     */
    Object recent(Map<String, String> query) {
        String call = query.getOrDefault("call", "");
        String identity = query.getOrDefault("identity", "").toLowerCase(Locale.ROOT);
        int count = count(query.get("count"));
        return byCall(call).values().stream()
                .sorted(Comparator.comparing(CallTimelines::began).reversed())
                .map(CallTimelines::outline)
                .filter(outline -> isOf(outline, identity))
                .limit(count)
                .toList();
    }

    private Map<String, List<CallTrace>> byCall(String call) {
        var calls = new LinkedHashMap<String, List<CallTrace>>();
        for (var traces : ask(Timelines::all)) {
            for (var trace : traces) {
                if (call.isEmpty() || call.equals(trace.callId())) {
                    calls.computeIfAbsent(trace.callId(), _ -> new ArrayList<>()).add(trace);
                }
            }
        }
        return calls;
    }

    private static Instant began(List<CallTrace> traces) {
        return traces.stream().map(CallTrace::began).min(Comparator.naturalOrder()).orElseThrow();
    }

    private static Map<String, Object> outline(List<CallTrace> traces) {
        var outline = TimelineView.outline(traces);
        outline.put("timeline", path(traces.getFirst().callId()));
        return outline;
    }

    private static boolean isOf(Map<String, Object> outline, String identity) {
        return identity.isEmpty()
                || (outline.get("passes") instanceof List<?> passes
                        && passes.stream().anyMatch(pass -> isOfPass(pass, identity)));
    }

    private static boolean isOfPass(Object pass, String identity) {
        return pass instanceof Map<?, ?> known
                && (known.get("caller") + " " + known.get("callee"))
                        .toLowerCase(Locale.ROOT)
                        .contains(identity);
    }

    private static int count(@Nullable String asked) {
        boolean isNumber = asked != null && asked.matches("[0-9]{1,6}");
        int count = isNumber ? Integer.parseInt(Objects.requireNonNull(asked)) : USUAL_COUNT;
        return Math.clamp(count, 1, MAX_COUNT);
    }

    private <T> List<T> ask(Function<Timelines, T> question) {
        var asked = places.stream().map(place -> place.ask(question)).toList();
        CompletableFuture.allOf(asked.toArray(CompletableFuture<?>[]::new))
                .completeOnTimeout(null, PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
        return asked.stream()
                .filter(CompletableFuture::isDone)
                .map(CompletableFuture::join)
                .toList();
    }
}
