package org.wicgate.app;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.wicgate.eimsagw.GatewayPolicy;

/**
 * What the eIMS-AGW does about who asks for more than his share, or for nothing any more.
 *
 * @param priorityCalls contexts beyond max_calls for emergency and priority calls
 * @param heartbeatSeconds how long nothing may be asked about a context, before its owner is asked
 *     whether he needs it
 * @param audioKbps 1000 bits a second that may pass in a direction of an audio stream; 0 for any
 * @param videoKbps the same of video
 * @param described whether b= of session descriptions counts: {@code on} or {@code off}
 * @param audioDscp how audio is marked (RFC 2474), as RFC 8837 §5 has it by default
 * @param videoDscp how video is marked
 */
record LimitsConfig(
        @Nullable Integer priorityCalls,
        int heartbeatSeconds,
        @Nullable Integer audioKbps,
        @Nullable Integer videoKbps,
        String described,
        @Nullable Integer audioDscp,
        @Nullable Integer videoDscp) {
    LimitsConfig {
        heartbeatSeconds = heartbeatSeconds == 0 ? 120 : heartbeatSeconds;
        described = described == null ? "on" : described;
    }

    /** With every default. */
    static LimitsConfig usual() {
        return new LimitsConfig(null, 0, null, null, "on", null, null);
    }

    /** Adds what is wrong to {@code faults}. */
    void check(String at, Faults faults) {
        faults.atLeast(0, at + "priority_calls", priority());
        faults.atLeast(10, at + "heartbeat_seconds", heartbeatSeconds);
        faults.atLeast(0, at + "audio_kbps", audioRate());
        faults.atLeast(0, at + "video_kbps", videoRate());
        faults.oneOf(at + "described", described, Set.of("on", "off"));
        dscp(at + "audio_dscp", audioMark(), faults);
        dscp(at + "video_dscp", videoMark(), faults);
    }

    private static void dscp(String path, int value, Faults faults) {
        if (value < 0 || value > 63) {
            faults.add(path, "must be 0 to 63");
        }
    }

    /** Of one of so many workers. */
    GatewayPolicy policy(int workers) {
        return new GatewayPolicy(
                Math.ceilDiv(priority(), workers),
                Duration.ofSeconds(heartbeatSeconds),
                new GatewayPolicy.Rates(audioRate(), videoRate(), described.equals("on")),
                new GatewayPolicy.Marks(audioMark(), videoMark(), 0));
    }

    int priority() {
        return or(priorityCalls, 100);
    }

    int audioRate() {
        return or(audioKbps, 1_000);
    }

    int videoRate() {
        return or(videoKbps, 20_000);
    }

    int audioMark() {
        return or(audioDscp, 46);
    }

    int videoMark() {
        return or(videoDscp, 34);
    }

    private static int or(@Nullable Integer given, int otherwise) {
        return given == null ? otherwise : given;
    }
}
