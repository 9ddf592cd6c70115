package org.wicgate.epcscf;

import java.time.Instant;
import org.wicgate.epcscf.Report.Refusal;
import org.wicgate.epcscf.Report.Side;
import org.wicgate.sip.Response;

/** Brings the answers to a request that is no call's back to who sent it. */
abstract class Relay implements Signalling.Reply {
    private final Shard shard;
    private final Incoming incoming;

    Relay(Shard shard, Incoming incoming) {
        this.shard = shard;
        this.incoming = incoming;
    }

    /** The response as it goes back. */
    abstract Response back(Response response, Instant now);

    @Override
    public void answered(Response response, Instant now) {
        if (response.status() != 100) {
            incoming.answer(shard, back(response, now), now);
        }
    }

    @Override
    public void failed(Signalling.Failure failure, Instant now) {
        boolean fromWic = incoming.side() == Side.ACCESS;
        switch (failure) {
            case OVERLOAD -> incoming.refuse(shard, 503, Refusal.OVERLOAD, now);
            case SILENT ->
                    incoming.refuse(
                            shard,
                            fromWic ? 504 : 408,
                            fromWic ? Refusal.CORE_SILENT : Refusal.WIC_SILENT,
                            now);
            case UNREACHABLE ->
                    incoming.refuse(
                            shard,
                            fromWic ? 504 : 430,
                            fromWic ? Refusal.CORE_UNREACHABLE : Refusal.FLOW_GONE,
                            now);
        }
    }
}
