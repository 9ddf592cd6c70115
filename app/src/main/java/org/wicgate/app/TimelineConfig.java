package org.wicgate.app;

import java.time.Duration;
import java.util.Set;
import org.wicgate.epcscf.Timelines;

/**
 * The timelines of calls: how much is kept of them, in memory.
 *
 * @param record {@code on} or {@code off}
 * @param keepSeconds how long after the end of a call
 * @param maxCalls how many calls
 * @param maxEvents of one call
 * @param maxCallKbytes of one call
 * @param maxMbytes of all together
 */
record TimelineConfig(
        String record,
        int keepSeconds,
        int maxCalls,
        int maxEvents,
        int maxCallKbytes,
        int maxMbytes) {
    private static final int MAX_KBYTES = 1 << 20;

    TimelineConfig {
        record = record == null ? "on" : record;
        keepSeconds = keepSeconds == 0 ? 900 : keepSeconds;
        maxCalls = maxCalls == 0 ? 2_000 : maxCalls;
        maxEvents = maxEvents == 0 ? 300 : maxEvents;
        maxCallKbytes = maxCallKbytes == 0 ? 64 : maxCallKbytes;
        maxMbytes = maxMbytes == 0 ? 64 : maxMbytes;
    }

    /** Adds what is wrong to {@code faults}. */
    void check(String at, Faults faults) {
        faults.oneOf(at + "record", record, Set.of("on", "off"));
        faults.atLeast(1, at + "keep_seconds", keepSeconds);
        faults.atLeast(1, at + "max_calls", maxCalls);
        faults.atLeast(10, at + "max_events", maxEvents);
        faults.atLeast(4, at + "max_call_kbytes", maxCallKbytes);
        faults.atLeast(1, at + "max_mbytes", maxMbytes);
    }

    /** Each shard's part of it. */
    Timelines.Limits ofEach(int shards) {
        return record.equals("off")
                ? Timelines.Limits.NONE
                : new Timelines.Limits(
                        Duration.ofSeconds(keepSeconds),
                        Math.max(1, maxCalls / shards),
                        maxEvents,
                        Math.min(maxCallKbytes, MAX_KBYTES) << 10,
                        ((long) maxMbytes << 20) / shards);
    }
}
