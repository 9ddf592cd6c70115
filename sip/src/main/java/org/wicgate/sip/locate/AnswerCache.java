package org.wicgate.sip.locate;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/** Answers for as long as they hold; the one that was used longest ago leaves first. */
final class AnswerCache {
    private record Kept(Answer answer, Instant expires, Instant ends) {}

    private final LocatorSettings settings;
    private final LinkedHashMap<Question, Kept> entries = new LinkedHashMap<>(16, 0.75f, true);

    AnswerCache(LocatorSettings settings) {
        this.settings = settings;
    }

    /** What is known and holds; null when the DNS has to be asked. */
    @Nullable Answer get(Question question, Instant now) {
        var entry = entries.get(question);
        if (entry == null) {
            return null;
        }
        if (!entry.ends.isAfter(now)) {
            entries.remove(question);
            return null;
        }
        return entry.expires.isAfter(now) ? entry.answer : null;
    }

    /**
     * Takes an answer.
     *
     * @return the answer to go by: an older one when this says nothing (RFC 8767 §4)
     */
    Answer put(Question question, Answer answer, Instant now) {
        return switch (answer) {
            case Answer.Found(_, var ttl) -> keep(question, answer, ttl, settings.maxTtl(), now);
            case Answer.None(var ttl) ->
                    keep(question, answer, ttl, settings.maxNegativeTtl(), now);
            case Answer.Failed _ -> {
                var entry = entries.get(question);
                if (entry == null || !entry.ends.isAfter(now)) {
                    var until = now.plus(settings.minTtl());
                    keep(question, new Kept(answer, until, until));
                    yield answer;
                }
                var again = now.plus(settings.minTtl());
                keep(question, new Kept(entry.answer, again, entry.ends));
                yield entry.answer;
            }
        };
    }

    int size() {
        return entries.size();
    }

    private Answer keep(
            Question question, Answer answer, Duration ttl, Duration most, Instant now) {
        var atLeast = ttl.compareTo(settings.minTtl()) < 0 ? settings.minTtl() : ttl;
        var expires = now.plus(atLeast.compareTo(most) > 0 ? most : atLeast);
        keep(question, new Kept(answer, expires, expires.plus(settings.stale())));
        return answer;
    }

    private void keep(Question question, Kept kept) {
        entries.put(question, kept);
        if (entries.size() > settings.maxEntries()) {
            entries.pollFirstEntry();
        }
    }
}
