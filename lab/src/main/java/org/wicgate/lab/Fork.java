package org.wicgate.lab;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;
import org.wicgate.sip.Transport;

/**
 * The response context of one request that went to one or more targets: RFC 3261 §16.7. Only keeps
 * what came; {@link Proxy} acts on it.
 */
final class Fork {
    /** A final answer, or what stands for one that never came. */
    record Final(int status, @Nullable Response response) {}

    final long transaction;
    final Request request;
    final Transport cameBy;
    private final List<Target> waiting;
    private final Map<Long, Target> pending = new HashMap<>();
    private @Nullable Final best;
    private boolean answered;
    private boolean ending;

    Fork(long transaction, Request request, Transport cameBy, List<Target> targets) {
        this.transaction = transaction;
        this.request = request;
        this.cameBy = cameBy;
        this.waiting = new ArrayList<>(targets);
    }

    /** Takes the targets of the greatest preference out; none when the fork is ending. */
    List<Target> next() {
        if (ending) {
            return List.of();
        }
        int most = waiting.stream().mapToInt(Target::preference).max().orElse(0);
        var group = waiting.stream().filter(t -> t.preference() == most).toList();
        waiting.removeAll(group);
        return group;
    }

    void sent(long handle, Target target) {
        pending.put(handle, target);
    }

    /** The branches without a final answer. */
    List<Long> pending() {
        return List.copyOf(pending.keySet());
    }

    @Nullable Target targetOf(long handle) {
        return pending.get(handle);
    }

    /** A branch has its final answer. */
    void settled(long handle, Final result) {
        pending.remove(handle);
        var other = best;
        if (other == null || rank(result.status()) < rank(other.status())) {
            best = result;
        }
    }

    boolean isSettled() {
        return pending.isEmpty();
    }

    /** No further targets are tried: it was cancelled, answered, or refused for everybody. */
    void end() {
        ending = true;
    }

    boolean isEnding() {
        return ending;
    }

    void answered() {
        answered = true;
        ending = true;
    }

    boolean isAnswered() {
        return answered;
    }

    @Nullable Final best() {
        return best;
    }

    /** The lower the better: RFC 3261 §16.7 step 6. */
    private static int rank(int status) {
        if (status >= 600) {
            return 0;
        }
        return switch (status) {
            case 401, 407, 415, 420, 484 -> 400; // these tell the caller how to do better
            case 408, 430 -> 499; // nobody was there: says less than any answer
            case 503 -> 599;
            default -> status;
        };
    }
}
