package org.wicgate.epcscf;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Challenges of the S-CSCF that a WIC has not answered yet. For four minutes at most (timer
 * reg-await-auth, TS 24.229 §7.8): then a connection over which nobody is registered is closed, as
 * a P-CSCF gives up a security association that was never used.
 */
final class AwaitedAnswers {
    static final Duration PATIENCE = Duration.ofMinutes(4);
    static final int POLICY_VIOLATION = 1008; // RFC 6455 §7.4.1

    /** A browser has one user; more attempts at once are not watched. */
    private static final int MAX_OF_ONE_FLOW = 8;

    private final Shard shard;
    private final Map<Flow, Map<String, Shard.Alarm>> byFlow = new HashMap<>();

    AwaitedAnswers(Shard shard) {
        this.shard = shard;
    }

    /** A challenge went to the WIC. */
    void challenged(Flow flow, String callId, Instant now) {
        if (!shard.isOpen(flow)) {
            return;
        }
        var ofFlow = byFlow.computeIfAbsent(flow, _ -> new HashMap<>(1));
        if (ofFlow.size() < MAX_OF_ONE_FLOW && !ofFlow.containsKey(callId)) {
            Shard.Alarm alarm = _ -> expired(flow, callId);
            ofFlow.put(callId, alarm);
            shard.timers.start(alarm, now.plus(PATIENCE));
        }
    }

    /** The WIC sent REGISTER again. */
    void answered(Flow flow, String callId) {
        var ofFlow = byFlow.get(flow);
        var alarm = ofFlow == null ? null : ofFlow.remove(callId);
        if (ofFlow != null && alarm != null) {
            shard.timers.stop(alarm);
            if (ofFlow.isEmpty()) {
                byFlow.remove(flow);
            }
        }
    }

    /** The connection is closed. */
    void closed(Flow flow) {
        var ofFlow = byFlow.remove(flow);
        if (ofFlow != null) {
            ofFlow.values().forEach(shard.timers::stop);
        }
    }

    private void expired(Flow flow, String callId) {
        answered(flow, callId);
        if (flow.bindings().isEmpty() && !byFlow.containsKey(flow)) {
            shard.close(flow, POLICY_VIOLATION, "challenge not answered");
        }
    }
}
