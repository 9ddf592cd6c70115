package org.wicgate.net;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.wicgate.sip.Hop;
import org.wicgate.sip.SipMessage;

/** Keeps all that an endpoint tells, with the shard it was told on. */
final class SipRecorder {
    record Received(Shard shard, SipMessage message, Hop from, InetSocketAddress source) {}

    record Failed(Shard shard, Hop hop, String why) {}

    private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
    private final BlockingQueue<Failed> failed = new LinkedBlockingQueue<>();

    SipEvents on(Shard shard) {
        return new SipEvents() {
            @Override
            public void received(SipMessage message, Hop from, InetSocketAddress source) {
                if (!shard.onThread()) {
                    throw new IllegalStateException("told on a foreign thread");
                }
                received.add(new Received(shard, message, from, source));
            }

            @Override
            public void failed(Hop hop, String why) {
                failed.add(new Failed(shard, hop, why));
            }
        };
    }

    Received received() throws InterruptedException {
        var next = received.poll(10, TimeUnit.SECONDS);
        assertNotNull(next, "nothing received within 10 s");
        return next;
    }

    Failed failed() throws InterruptedException {
        var next = failed.poll(10, TimeUnit.SECONDS);
        assertNotNull(next, "no failure within 10 s");
        return next;
    }

    boolean hasNoFailure() {
        return failed.isEmpty();
    }

    boolean isSilent() {
        return received.isEmpty();
    }
}
