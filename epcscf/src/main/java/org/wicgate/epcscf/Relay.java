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
        if (response.status() == 100) {
            return;
        }
        var back = back(response, now);
        boolean isNew = incoming.side() == Side.ACCESS && !incoming.request().isInDialog();
        if (isNew && Restoration.isCalledFor(response, false)) {
            coreFailed(Refusal.CORE_UNREACHABLE, now);
        } else {
            incoming.answer(shard, back, now);
        }
    }

    @Override
    public void failed(Signalling.Failure failure, Instant now) {
        boolean fromWic = incoming.side() == Side.ACCESS;
        switch (failure) {
            case OVERLOAD -> incoming.refuse(shard, 503, Refusal.OVERLOAD, now);
            case SILENT -> {
                if (fromWic) {
                    coreFailed(Refusal.CORE_SILENT, now);
                } else {
                    incoming.refuse(shard, 408, Refusal.WIC_SILENT, now);
                }
            }
            case UNREACHABLE -> {
                if (fromWic) {
                    coreFailed(Refusal.CORE_UNREACHABLE, now);
                } else {
                    incoming.refuse(shard, 430, Refusal.FLOW_GONE, now);
                }
            }
        }
    }

    private void coreFailed(Refusal why, Instant now) {
        var flow = incoming.flow();
        if (flow == null || incoming.request().isInDialog()) {
            incoming.refuse(shard, 504, why, now);
        } else {
            incoming.answer(shard, Restoration.of(shard, flow, incoming.request()), now);
            incoming.tellRefused(shard, 504, why);
        }
    }
}
