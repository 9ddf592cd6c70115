package org.wicgate.sip.locate;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Entropy;
import org.wicgate.base.Machine;
import org.wicgate.base.Timers;
import org.wicgate.sip.Hop;
import org.wicgate.sip.SipUri;

/**
 * Finds the targets of SIP URIs (RFC 3263 §4). A URI with a numeric host, or one whose answers are
 * known, is located at once; equal questions are asked once.
 */
public final class Locator implements Machine<Locator.In, Locator.Out> {
    /** What happens to it. */
    public sealed interface In {
        /**
         * The user wants to know where a request for this URI goes.
         *
         * @param id the user's name for this search, not in use for another one
         */
        record Locate(long id, SipUri uri) implements In {}

        /** The DNS answered; an answer that nobody waits for is dropped. */
        record Answered(Question question, Answer answer) implements In {}
    }

    /** What it wants done. */
    public sealed interface Out {
        /** Asks the DNS. */
        record Ask(Question question) implements Out {}

        /**
         * A search is over.
         *
         * @param targets in the order to try them (RFC 3263 §4.3), none twice; the host string of
         *     one that the DNS named is the URI's domain
         * @param why there is none; empty when there is
         */
        record Located(long id, List<Hop.Address> targets, String why) implements Out {}
    }

    /** One URI, and what was learnt for it: an answer may hold shorter than the search takes. */
    private static final class Search {
        final long id;
        final SipUri uri;
        final Map<Question, Answer> learnt = new HashMap<>();
        int questions;
        int waitsFor;

        Search(long id, SipUri uri) {
            this.id = id;
            this.uri = uri;
        }
    }

    /** So many are remembered; a core has a few. */
    private static final int MAX_LITERALS = 64;

    private final LocatorSettings settings;
    private final Entropy entropy;
    private final AnswerCache cache;
    private final Map<Question, List<Search>> asked = new LinkedHashMap<>();
    private final Timers<Question> timers = new Timers<>();
    private final Queue<Out> out = new ArrayDeque<>();
    private int searches;

    /** What {@link #literal} found. */
    private final Map<SipUri, List<Hop.Address>> literals = new HashMap<>();

    public Locator(LocatorSettings settings, Entropy entropy) {
        this.settings = settings;
        this.entropy = entropy;
        this.cache = new AnswerCache(settings);
    }

    @Override
    public void handle(In input, Instant now) {
        switch (input) {
            case In.Locate(var id, var uri) -> go(new Search(id, uri), now);
            case In.Answered(var question, var answer) -> answered(question, answer, now);
        }
    }

    @Override
    public void tick(Instant now) {
        for (var late = timers.due(now); late != null; late = timers.due(now)) {
            answered(late, new Answer.Failed("no answer"), now);
        }
    }

    @Override
    public @Nullable Out poll() {
        return out.poll();
    }

    @Override
    public Instant deadline() {
        return timers.deadline();
    }

    /**
     * The targets of a URI that names an address, which takes nobody to ask and never changes; null
     * for any other, and where there is none.
     */
    public @Nullable List<Hop.Address> literal(SipUri uri) {
        var known = literals.get(uri);
        if (known == null && Procedure.isLiteral(uri)) {
            var targets = new Procedure(settings, entropy, _ -> null).targets(uri);
            known = targets.isEmpty() ? null : targets;
            if (known != null && literals.size() < MAX_LITERALS) {
                literals.put(uri, known);
            }
        }
        return known;
    }

    /** How many searches wait for an answer. */
    public int waiting() {
        return searches;
    }

    /** How many answers are kept. */
    public int cached() {
        return cache.size();
    }

    private void go(Search search, Instant now) {
        var procedure = new Procedure(settings, entropy, q -> known(search, q, now));
        var targets = procedure.targets(search.uri);
        while (!procedure.missing().isEmpty()) {
            if (searches >= settings.maxSearches()) {
                out.add(new Out.Located(search.id, List.of(), "too many searches"));
                return;
            }
            for (var question : procedure.missing()) {
                ask(search, question, now);
            }
            if (search.waitsFor > 0) {
                searches++;
                return;
            }
            procedure = new Procedure(settings, entropy, q -> known(search, q, now));
            targets = procedure.targets(search.uri);
        }
        out.add(new Out.Located(search.id, targets, targets.isEmpty() ? procedure.why() : ""));
    }

    private @Nullable Answer known(Search search, Question question, Instant now) {
        var learnt = search.learnt.get(question);
        return learnt != null ? learnt : cache.get(question, now);
    }

    private void ask(Search search, Question question, Instant now) {
        if (search.questions++ >= Procedure.MAX_QUESTIONS) {
            search.learnt.put(question, new Answer.Failed("too many questions"));
            return;
        }
        var waiting = asked.get(question);
        if (waiting == null && asked.size() >= settings.maxQuestions()) {
            search.learnt.put(question, new Answer.Failed("too many questions at once"));
            return;
        }
        if (waiting == null) {
            waiting = new ArrayList<>();
            asked.put(question, waiting);
            timers.start(question, now.plus(settings.patience()));
            out.add(new Out.Ask(question));
        }
        waiting.add(search);
        search.waitsFor++;
    }

    private void answered(Question question, Answer answer, Instant now) {
        var waiting = asked.remove(question);
        if (waiting == null) {
            return; // too late, or never asked
        }
        timers.stop(question);
        var taken = cache.put(question, answer, now);
        for (var search : waiting) {
            search.learnt.put(question, taken);
            search.waitsFor--;
            if (search.waitsFor == 0) {
                searches--;
                go(search, now);
            }
        }
    }
}
