package org.wicgate.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.wicgate.epcscf.Config.DigestProtection;
import org.wicgate.epcscf.Config.Scheme;
import org.wicgate.epcscf.EdgeProxy;
import org.wicgate.epcscf.NodeKey;
import org.wicgate.net.DnsClient;
import org.wicgate.net.DnsSettings;
import org.wicgate.net.Shard;
import org.wicgate.net.Shards;
import org.wicgate.sim.SeededEntropy;
import org.wicgate.sip.Limits;
import org.wicgate.sip.SipUri;
import org.wicgate.sip.Transport;
import org.wicgate.waf.Verdict;

@Timeout(60)
class EdgeShardTest {
    private static final org.wicgate.epcscf.Config CONFIG =
            new org.wicgate.epcscf.Config(
                    "ims.example",
                    new org.wicgate.epcscf.Config.W2("edge.example", 8089),
                    new org.wicgate.epcscf.Config.Mw(
                            Transport.UDP,
                            "127.0.0.1",
                            5060,
                            List.of(SipUri.of("", "127.0.0.1", 5080)),
                            "visited.example"),
                    new org.wicgate.epcscf.Config.Registration(
                            Set.of(Scheme.WEB),
                            "https://waf.example",
                            Map.of(),
                            "",
                            DigestProtection.NONE),
                    new org.wicgate.epcscf.Config.Sessions(Duration.ofSeconds(2), 100));

    private static EdgeShard edge(Shard shard) {
        var entropy = new SeededEntropy(1);
        var metrics = new Metrics();
        var iq = new IqLink();
        iq.add(new FakeGateway("g", _ -> true));
        var reports =
                new EdgeReports(
                        metrics, new Calls(), new Registrations(), new CoreTargets(List.of()));
        var outside =
                new EdgeShard.Outside(
                        iq,
                        new TokenCheck(_ -> new Verdict.Unknown()),
                        reports,
                        Runnable::run,
                        new DnsClient(
                                new DnsSettings(List.of(), Duration.ofSeconds(1)), Runnable::run));
        var machine = new EdgeProxy(CONFIG, shard.index(), NodeKey.fresh(entropy), entropy);
        return new EdgeShard(shard, machine, outside, Limits.DEFAULT);
    }

    @Test
    void revocationIsNotTakenBeforeEveryShardHasIt() throws Exception {
        try (var shards = Shards.start("edge", 2)) {
            var busy = shards.shard(1);
            var edges = shards.all().stream().map(EdgeShardTest::edge).toList();
            assertTrue(EdgeShard.revoked(edges, "login"));
            var release = new CountDownLatch(1);
            assertTrue(busy.post(() -> await(release)));
            while (busy.post(() -> {})) {}
            assertFalse(EdgeShard.revoked(edges, "login"), "an inbox is full");
            release.countDown();
            var empty = new CountDownLatch(1);
            while (!busy.post(empty::countDown)) {
                Thread.onSpinWait();
            }
            await(empty);
            assertTrue(EdgeShard.revoked(edges, "login"));
            assertEquals(0, shards.shard(0).refused());
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(50, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
