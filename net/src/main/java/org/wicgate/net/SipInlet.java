package org.wicgate.net;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wicgate.base.Decoded;
import org.wicgate.sip.Hop;
import org.wicgate.sip.Refusal;
import org.wicgate.sip.SipMessage;

/** The way from bytes of any SIP transport to the shard that owns the message. */
final class SipInlet {
    private static final Logger LOG = LoggerFactory.getLogger(SipEndpoint.class);
    private static final int LOGGED_PER_SECOND = 10;

    final Shards shards;
    final SipSettings settings;
    final SipCounters counters = new SipCounters();
    private final SipRouter router;
    private final List<SipEvents> events = new ArrayList<>();
    private final Rate log;

    SipInlet(
            Shards shards,
            SipSettings settings,
            SipRouter router,
            Function<Shard, SipEvents> events) {
        this.shards = shards;
        this.settings = settings;
        this.router = router;
        this.log = new Rate(shards.clock().nanos());
        for (Shard shard : shards.all()) {
            this.events.add(events.apply(shard));
        }
    }

    /**
     * Takes one message as it came.
     *
     * @param answer sends a refusal back where the bytes came from
     * @return the message, as it was told to its shard; null when it is none
     */
    @Nullable SipMessage received(
            byte[] bytes,
            Hop from,
            InetSocketAddress source,
            Shard arrivedOn,
            Consumer<byte[]> answer) {
        return switch (SipMessage.decode(bytes, settings.limits())) {
            case Decoded.Ok<SipMessage>(SipMessage message) -> {
                routed(message, from, source, arrivedOn);
                yield message;
            }
            case Decoded.Malformed<SipMessage>(String why) -> {
                malformed(why, from, source);
                Refusal refusal = SipMessage.refusal(bytes, settings.limits());
                if (refusal != null) {
                    answer.accept(refusal.encode());
                }
                yield null;
            }
        };
    }

    /** Somebody connected who may not. */
    void refused(Hop.Address peer, String why) {
        counters.refused.increment();
        if (log.take(shards.clock().nanos(), LOGGED_PER_SECOND)) {
            LOG.warn("refused {}: {}", text(peer), why);
        }
    }

    void malformed(String why, Hop from, InetSocketAddress source) {
        counters.malformed.increment();
        if (log.take(shards.clock().nanos(), LOGGED_PER_SECOND)) {
            LOG.info("not SIP from {} over {}: {}", source, from.transport(), why);
        }
    }

    /** Tells one shard that a hop failed. */
    void failed(Shard shard, Hop hop, String why) {
        report(hop, why);
        onThread(shard, () -> events.get(shard.index()).failed(hop, why));
    }

    /**
     * Tells one shard that its connection to a target is gone, with all that was under way there.
     */
    void lost(Shard shard, Hop.Address hop, String why) {
        if (log.take(shards.clock().nanos(), LOGGED_PER_SECOND)) {
            LOG.info("lost {}: {}", text(hop), why);
        }
        onThread(shard, () -> events.get(shard.index()).failed(hop, why));
    }

    /** Tells all shards that an address cannot be reached. */
    void unreachable(Hop.Address hop, String why) {
        report(hop, why);
        gone(hop, why);
    }

    /** Tells all shards that a hop is gone that any of them may have used. */
    void gone(Hop hop, String why) {
        for (Shard shard : shards.all()) {
            onThread(shard, () -> events.get(shard.index()).failed(hop, why));
        }
    }

    private void report(Hop hop, String why) {
        counters.failed.increment();
        if (log.take(shards.clock().nanos(), LOGGED_PER_SECOND)) {
            LOG.warn("cannot send to {}: {}", text(hop), why);
        }
    }

    private static String text(Hop hop) {
        return switch (hop) {
            case Hop.Address(var transport, var address) -> address + " over " + transport;
            case Hop.Connection(var transport, var id) -> transport + " connection " + id;
        };
    }

    private void routed(SipMessage message, Hop from, InetSocketAddress source, Shard arrivedOn) {
        counters.received.increment();
        int owner = arrivedOn.index();
        try {
            owner = router.owner(message, from, owner);
        } catch (RuntimeException bug) {
            arrivedOn.bugs().caught("SIP router", bug);
        }
        Shard shard = shards.shard(Math.floorMod(owner, shards.count()));
        var events = this.events.get(shard.index());
        if (!onThread(shard, () -> events.received(message, from, source))) {
            counters.dropped.increment();
        }
    }

    private static boolean onThread(Shard shard, Runnable call) {
        if (!shard.onThread()) {
            return shard.post(call);
        }
        try {
            call.run();
        } catch (RuntimeException bug) {
            shard.bugs().caught("SIP events", bug);
        }
        return true;
    }
}
