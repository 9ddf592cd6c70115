package org.wicgate.app;

import java.io.IOException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Entropy;
import org.wicgate.epcscf.Config.DigestProtection;
import org.wicgate.epcscf.Config.Mw;
import org.wicgate.epcscf.Config.Registration;
import org.wicgate.epcscf.Config.Scheme;
import org.wicgate.epcscf.Config.Sessions;
import org.wicgate.epcscf.Config.W2;
import org.wicgate.epcscf.EdgeProxy;
import org.wicgate.epcscf.NodeKey;
import org.wicgate.epcscf.RouteTokens;
import org.wicgate.net.DnsClient;
import org.wicgate.net.ServerTls;
import org.wicgate.net.Shard;
import org.wicgate.net.Shards;
import org.wicgate.net.SipEndpoint;
import org.wicgate.net.SipRouter;
import org.wicgate.net.SipTls;
import org.wicgate.net.W2Admission;
import org.wicgate.net.W2Server;
import org.wicgate.net.W2Settings;
import org.wicgate.sip.Limits;
import org.wicgate.sip.TimerValues;

/** The eP-CSCF of a node: a machine on each shard, W2 and Mw around them. */
final class EdgeRole implements AutoCloseable {
    private static final int STOP_SECONDS = 2;
    private static final int MAX_TRANSACTIONS = 50_000;

    private final SipEndpoint mw;
    private final W2Server w2;
    private final List<EdgeShard> shards;
    private final DnsClient dns;

    private EdgeRole(SipEndpoint mw, W2Server w2, List<EdgeShard> shards, DnsClient dns) {
        this.mw = mw;
        this.w2 = w2;
        this.shards = List.copyOf(shards);
        this.dns = dns;
    }

    /** What it needs of the rest of the node. */
    record Needs(
            Shards shards,
            Entropy entropy,
            NodeKey key,
            ServerTls tls,
            @Nullable SipTls mwTls,
            W2Admission admission,
            EdgeShard.Outside outside,
            CallTimelines timelines,
            DnsClient dns) {}

    /** Listens and serves from now on. */
    static EdgeRole start(Config config, Config.EpCscf role, Needs needs) throws IOException {
        var key = needs.key;
        var limits = Limits.DEFAULT;
        var settings = settings(config, role, needs.shards.count(), needs.dns);
        var shards = new ArrayList<EdgeShard>();
        for (Shard shard : needs.shards.all()) {
            var kept = role.timeline().ofEach(needs.shards.count());
            var machine = new EdgeProxy(settings, shard.index(), key, needs.entropy, kept);
            shards.add(new EdgeShard(shard, machine, needs.outside, limits));
        }
        needs.outside.open(shards);
        needs.timelines.open(shards);
        var mw =
                SipEndpoint.open(
                        needs.shards,
                        MwSockets.listen(role.mw(), needs.mwTls),
                        MwSockets.settings(role.mw()),
                        router(key),
                        shard -> shards.get(shard.index()));
        needs.outside.open(mw);
        try {
            var w2 =
                    W2Server.start(
                            needs.shards,
                            w2(role.w2(), needs.tls, needs.admission),
                            shard -> shards.get(shard.index()));
            needs.outside.open(w2);
            return new EdgeRole(mw, w2, shards, needs.dns);
        } catch (IOException refused) {
            mw.close();
            throw refused;
        }
    }

    /** Shows what W2 and Mw count. */
    void show(Metrics metrics) {
        var access = w2.counters();
        metrics.gauge("wicgate_w2_connections", access::open);
        metrics.total("wicgate_w2_handshakes_refused_total", access::refused);
        metrics.total("wicgate_w2_cut_off_total", access::violated, "cause", "violation");
        metrics.total("wicgate_w2_cut_off_total", access::dead, "cause", "no_pong");
        metrics.total("wicgate_w2_cut_off_total", access::overrun, "cause", "does_not_read");
        metrics.total("wicgate_dns_questions_total", dns::asked);
        metrics.total("wicgate_dns_failures_total", dns::failed);
        for (int i = 0; i < shards.size(); i++) {
            metrics.gauge(
                    "wicgate_signalling_late_seconds", shards.get(i)::lateSeconds, "shard", "" + i);
        }
        var core = mw.counters();
        metrics.total("wicgate_mw_malformed_total", core::malformed);
        metrics.total("wicgate_mw_send_failures_total", core::failed);
        metrics.total("wicgate_mw_dropped_total", core::dropped);
        metrics.total("wicgate_mw_tls_refused_total", core::refused);
    }

    /** A token, or all those of a login, is good no more; false when they must be told again. */
    boolean revoked(String id) {
        return EdgeShard.revoked(shards, id);
    }

    /** Ends the calls first, so that nobody at the far end talks to nothing. */
    @Override
    public void close() {
        var ended = shards.stream().map(EdgeShard::stop).toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(ended)
                .completeOnTimeout(null, STOP_SECONDS, TimeUnit.SECONDS)
                .join();
        w2.close();
        mw.close();
    }

    /** Each thread reads the tags with a signer of its own. */
    private static SipRouter router(NodeKey key) {
        var tokens = ThreadLocal.withInitial(() -> new RouteTokens(key));
        return (message, _, arrivedOn) -> tokens.get().shardOf(message).orElse(arrivedOn);
    }

    private static org.wicgate.epcscf.Config settings(
            Config config, Config.EpCscf role, int shards, DnsClient dns)
            throws UnknownHostException {
        var access = HostPort.uri(role.w2().listen().getFirst());
        return new org.wicgate.epcscf.Config(
                config.homeDomain(),
                new W2(access.host(), access.port()),
                mw(config, role.mw(), dns),
                registration(config, role.registration(), role.w2().maxWrongTokensPerSecond()),
                new Sessions(
                        Duration.ofSeconds(role.session().lossGraceSeconds()),
                        Math.max(1, role.session().maxCalls() / shards),
                        CallPolicies.of(role, shards)),
                Admissions.of(role),
                role.registration().regEvent().equals("on"));
    }

    private static Mw mw(Config config, Config.Mw mw, DnsClient dns) throws UnknownHostException {
        var listen = HostPort.sip(mw.listen().getFirst());
        String visited = mw.visitedNetwork();
        return new Mw(
                MwSockets.transport(mw.nextHop().getFirst()),
                MwSockets.inUri(listen.host()),
                listen.port(),
                mw.nextHop().stream().map(HostPort::sipUri).toList(),
                visited == null ? config.homeDomain() : visited,
                TimerValues.CORE,
                MAX_TRANSACTIONS,
                mw.udpLimit(),
                MwSockets.more(mw),
                MwSockets.failover(mw, config.dns(), dns.patience()));
    }

    private static Registration registration(
            Config config, Config.Registration registration, int wrongTokens) {
        var schemes = EnumSet.noneOf(Scheme.class);
        for (String scheme : registration.schemes()) {
            schemes.add(Scheme.valueOf(scheme.toUpperCase(Locale.ROOT)));
        }
        String authzServer = registration.authzServer();
        String parameter = registration.wafParameter();
        var usual =
                new Registration(
                        schemes,
                        authzServer == null ? "" : authzServer,
                        registration.wwsfs(),
                        parameter.equals("none") ? "" : parameter,
                        DigestProtection.valueOf(
                                registration.digestProtection().toUpperCase(Locale.ROOT)));
        return usual.capped(registration.expiryCap().equals("token"))
                .naming(wafIdentity(config, registration), wrongTokens);
    }

    /** The issuer that every token must have; empty to name the WWSF instead. */
    private static String wafIdentity(Config config, Config.Registration registration) {
        if (registration.wafParameterValue().equals("wwsf")) {
            return "";
        }
        var waf = config.waf();
        String issuer = registration.issuer();
        return waf != null ? waf.identity() : issuer == null ? "" : issuer.replaceAll("/+$", "");
    }

    private static W2Settings w2(Config.W2 w2, ServerTls tls, W2Admission admission)
            throws UnknownHostException {
        var listen = new ArrayList<W2Settings.Listen>();
        for (String uri : w2.listen()) {
            W2Settings.Security security =
                    uri.startsWith("wss:")
                            ? new W2Settings.Security.Tls(tls)
                            : new W2Settings.Security.Plain();
            String path = URI.create(uri).getPath();
            listen.add(
                    new W2Settings.Listen(
                            HostPort.uri(uri).resolve(), path.isEmpty() ? "/" : path, security));
        }
        var usual = W2Settings.Limits.DEFAULT;
        var limits =
                new W2Settings.Limits(
                        w2.maxMessageBytes(),
                        usual.queuedBytes(),
                        w2.maxConnections(),
                        w2.maxConnectionsPerSource(),
                        w2.maxHandshakesPerSecond(),
                        w2.maxMessagesPerSecond(),
                        usual.loopbackIsFree());
        var timings = W2Settings.Timings.DEFAULT;
        return new W2Settings(
                listen,
                w2.allowedOrigins(),
                limits,
                new W2Settings.Timings(
                        timings.handshake(),
                        Duration.ofSeconds(w2.pingSeconds()),
                        timings.pong(),
                        timings.idle(),
                        timings.turn()),
                admission);
    }
}
