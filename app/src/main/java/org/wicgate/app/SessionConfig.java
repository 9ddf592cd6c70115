package org.wicgate.app;

import org.jspecify.annotations.Nullable;

/**
 * Calls.
 *
 * @param lossGraceSeconds how long a call outlives its WebSocket
 * @param maxCalls at once, in all
 * @param lateMs how late a shard may be before it refuses part of what is new
 * @param minSeSeconds the shortest session timer let through (RFC 4028 §5)
 * @param sessionExpiresSeconds asked for when nobody asks for one; 0 for never
 * @param accessNetwork access-type to state as network-provided; empty for none
 */
record SessionConfig(
        int lossGraceSeconds,
        int maxCalls,
        int lateMs,
        int minSeSeconds,
        @Nullable Integer sessionExpiresSeconds,
        String accessNetwork) {
    SessionConfig {
        lossGraceSeconds = lossGraceSeconds == 0 ? 3 : lossGraceSeconds;
        maxCalls = maxCalls == 0 ? 10_000 : maxCalls;
        lateMs = lateMs == 0 ? 500 : lateMs;
        minSeSeconds = minSeSeconds == 0 ? 90 : minSeSeconds;
        accessNetwork = accessNetwork == null ? "" : accessNetwork;
    }

    int sessionExpires() {
        return sessionExpiresSeconds == null ? 1800 : sessionExpiresSeconds;
    }
}
