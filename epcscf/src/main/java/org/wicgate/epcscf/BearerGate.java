package org.wicgate.epcscf;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.wicgate.epcscf.TokenVerdict.Claims;

/**
 * Has each token verified once and remembers the verdict under its hash until the token expires
 * (RFC 8898 §2.2). Requests with the same token that is being verified wait together.
 */
final class BearerGate {
    /** Seconds' worth from one source. To verify a token costs more than to send one. */
    static final int WRONG_AT_ONCE = 20;

    /** Who wants to know. */
    @FunctionalInterface
    interface Asker {
        void told(TokenVerdict verdict, Instant now);
    }

    /** One token on its way to whoever verifies it. */
    private final class Question {
        final String hash;
        final List<Waiting> askers = new ArrayList<>(1);
        final Shard.Alarm silence;

        Question(String hash, long correlation) {
            this.hash = hash;
            this.silence = now -> verified(correlation, new TokenVerdict.Unknown(), now);
        }
    }

    private record Waiting(String source, Asker asker) {}

    private final Shard shard;
    private final Throttle wrong;
    private final Map<String, Claims> known = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<String, Long> asked = new HashMap<>();
    private final Map<Long, Question> questions = new HashMap<>();
    private final LinkedHashSet<String> revoked = new LinkedHashSet<>();
    private long lastCorrelation;
    private int waiting;

    BearerGate(Shard shard) {
        this.shard = shard;
        int perSecond = shard.config.registration().wrongTokensPerSecond();
        wrong = new Throttle(perSecond, perSecond * WRONG_AT_ONCE);
    }

    /**
     * Finds out about a token; tells at once when it is known. Who keeps sending wrong ones is told
     * nothing about any new one for a while.
     */
    void check(Flow flow, String token, Asker asker, Instant now) {
        String hash = hash(token);
        var claims = known.get(hash);
        if (claims != null) {
            asker.told(judge(hash, claims, now), now);
            return;
        }
        if (waiting >= shard.config.registration().maxPending()
                || wrong.isEmpty(flow.source(), now)) {
            asker.told(new TokenVerdict.Unknown(), now);
            return;
        }
        Long correlation = asked.get(hash);
        var question = correlation == null ? ask(hash, token, now) : questions.get(correlation);
        if (question == null) {
            throw new IllegalStateException("question " + correlation + " is lost");
        }
        question.askers.add(new Waiting(flow.source(), asker));
        waiting++;
    }

    /** The answer came, or will not come. */
    void verified(long correlation, TokenVerdict verdict, Instant now) {
        var question = questions.remove(correlation);
        if (question == null) {
            return; // too late
        }
        asked.remove(question.hash);
        shard.timers.stop(question.silence);
        waiting -= question.askers.size();
        var judged = verdict;
        if (verdict instanceof TokenVerdict.Valid(var claims)) {
            remember(question.hash, claims);
            judged = judge(question.hash, claims, now);
        }
        for (var waiting : question.askers) {
            if (judged instanceof TokenVerdict.Invalid) {
                boolean _ = wrong.take(waiting.source(), now);
            }
            waiting.asker().told(judged, now);
        }
    }

    /** From now on no token with this id, or of this session, is good. */
    void revoked(String id) {
        revoked.add(id);
        if (revoked.size() > shard.config.registration().maxTokens()) {
            revoked.removeFirst();
        }
        known.values().removeIf(claims -> isRevoked(claims));
    }

    /** Whether this token or its login is known to be over. */
    boolean isRevoked(Binding.Token token) {
        return revoked.contains(token.id()) || revoked.contains(token.login());
    }

    private boolean isRevoked(Claims claims) {
        return isRevoked(new Binding.Token(claims.id(), claims.session()));
    }

    /** How many requests wait for a verdict. */
    int waiting() {
        return waiting;
    }

    private Question ask(String hash, String token, Instant now) {
        long correlation = ++lastCorrelation;
        var question = new Question(hash, correlation);
        questions.put(correlation, question);
        asked.put(hash, correlation);
        Instant until = now.plus(shard.config.registration().verifyPatience());
        shard.timers.start(question.silence, until);
        shard.verify(correlation, token);
        return question;
    }

    private void remember(String hash, Claims claims) {
        known.put(hash, claims);
        if (known.size() > shard.config.registration().maxTokens()) {
            known.remove(known.keySet().iterator().next());
        }
    }

    private TokenVerdict judge(String hash, Claims claims, Instant now) {
        if (isRevoked(claims)) {
            known.remove(hash);
            return new TokenVerdict.Invalid(TokenVerdict.Reason.REVOKED);
        }
        if (now.isBefore(claims.expiry())) {
            return new TokenVerdict.Valid(claims);
        }
        known.remove(hash);
        return new TokenVerdict.Invalid(TokenVerdict.Reason.EXPIRED);
    }

    private static String hash(String token) {
        try {
            byte[] bytes = token.getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
