package org.wicgate.epcscf;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.wicgate.iq.ContextId;
import org.wicgate.iq.Event;

/** Calls that are over, until the eIMS-AGW has said what their media carried. */
final class Releases {
    /** Tells how a call ended. */
    @FunctionalInterface
    interface Ending {
        Report.CallEnded ended(boolean mediaFollows);
    }

    private record Awaited(Report.CallEnded call, Shard.Alarm silence) {}

    private final Shard shard;
    private final Map<ContextId, Awaited> awaited = new HashMap<>();

    Releases(Shard shard) {
        this.shard = shard;
    }

    /** A call is over; of its context, if it has one, the release was asked for. */
    void await(MediaPath media, Ending ending, Instant now) {
        boolean follows = media.wasHeld() && awaited.size() < shard.config.sessions().max();
        var report = ending.ended(follows);
        shard.tell(report);
        if (follows) {
            var id = media.id();
            Shard.Alarm silence = _ -> released(new Event.Released(id, List.of()));
            shard.timers.start(silence, now.plus(shard.config.sessions().gatewayPatience()));
            awaited.put(id, new Awaited(report, silence));
        }
    }

    /** The eIMS-AGW released a context, or has not done so in time. */
    void released(Event.Released counters) {
        var call = awaited.remove(counters.context());
        if (call != null) {
            shard.timers.stop(call.silence);
            shard.tell(new Report.MediaEnded(call.call, counters));
        }
    }
}
