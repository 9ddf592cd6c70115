package org.wicgate.app;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.wicgate.epcscf.EdgeProxy;
import org.wicgate.epcscf.Report;
import org.wicgate.epcscf.Timelines;
import org.wicgate.net.DnsClient;
import org.wicgate.net.MachineLoop;
import org.wicgate.net.Shard;
import org.wicgate.net.SipEndpoint;
import org.wicgate.net.SipEvents;
import org.wicgate.net.W2Events;
import org.wicgate.net.W2Server;
import org.wicgate.sip.Hop;
import org.wicgate.sip.Limits;
import org.wicgate.sip.Method;
import org.wicgate.sip.Request;
import org.wicgate.sip.SipMessage;
import org.wicgate.sip.Transport;

/** One shard of the eP-CSCF between its sockets and its machine; lives on the shard's thread. */
final class EdgeShard implements W2Events, SipEvents, CallTimelines.Place {
    private static final Duration LOOK = Duration.ofMillis(100);

    /** The shortest SIP timer is T1 with 500 ms, and each transaction has some that end it. */
    private static final Duration GRAIN = Duration.ofMillis(10);

    private final Shard shard;
    private final MachineLoop<EdgeProxy.In, EdgeProxy.Out> proxy;
    private final Timelines timelines;
    private final Outside outside;
    private final Limits limits;
    private final Set<Long> registered = ConcurrentHashMap.newKeySet();

    /** Connections that nothing is registered over yet. */
    private final Map<Long, EdgeProxy.In.ConnectionOpened> newcomers = new HashMap<>();

    /** Connections whose clients other shards keep. */
    private final Map<Long, EdgeShard> elsewhere = new HashMap<>();

    private volatile Duration lag = Duration.ZERO;

    /** What the shards share. */
    static final class Outside {
        private final IqLink iq;
        private final TokenCheck tokens;
        private final EdgeReports reports;
        private final Executor blocking;
        private final DnsClient dns;
        private final ClientPlaces places = new ClientPlaces();
        private volatile List<EdgeShard> shards = List.of();
        private volatile @Nullable W2Server w2;
        private volatile @Nullable SipEndpoint mw;

        Outside(
                IqLink iq,
                TokenCheck tokens,
                EdgeReports reports,
                Executor blocking,
                DnsClient dns) {
            this.iq = iq;
            this.tokens = tokens;
            this.reports = reports;
            this.blocking = blocking;
            this.dns = dns;
        }

        /** All shards, each at its index. */
        void open(List<EdgeShard> all) {
            shards = List.copyOf(all);
        }

        /** Mw is open, and may bring messages from now on. */
        void open(SipEndpoint endpoint) {
            mw = endpoint;
        }

        /** W2 is open. */
        void open(W2Server server) {
            w2 = server;
        }

        private W2Server w2() {
            return Objects.requireNonNull(w2, "no WebSocket before W2 is open");
        }

        private SipEndpoint mw() {
            return Objects.requireNonNull(mw, "no message before Mw is open");
        }
    }

    EdgeShard(Shard shard, EdgeProxy machine, Outside outside, Limits limits) {
        this.shard = shard;
        this.timelines = machine.timelines();
        this.outside = outside;
        this.limits = limits;
        this.proxy = shard.drive("epcscf " + shard.index(), machine, this::out, GRAIN);
        shard.watch(LOOK, this::late);
    }

    /** How late this shard was when last looked at, in seconds. */
    double lateSeconds() {
        return lag.toNanos() / 1e9;
    }

    private void late(Duration measured) {
        lag = measured;
        proxy.give(new EdgeProxy.In.Late(measured));
    }

    @Override
    public void opened(Opened c) {
        var transport = c.secure() ? Transport.WSS : Transport.WS;
        String remote = c.remote().getAddress().getHostAddress() + ":" + c.remote().getPort();
        var in = new EdgeProxy.In.ConnectionOpened(c.id(), transport, c.origin(), remote);
        newcomers.put(c.id(), in);
        proxy.give(in);
    }

    @Override
    public void message(long id, byte[] message, boolean text) {
        var in = EdgeProxy.In.fromAccess(id, message, limits);
        var opened = newcomers.get(id);
        if (opened != null) {
            bring(opened, in);
        }
        keeperOf(id).proxy.give(in);
    }

    @Override
    public void closed(long id, int code, String reason) {
        registered.remove(id);
        newcomers.remove(id);
        keeperOf(id).proxy.give(new EdgeProxy.In.ConnectionClosed(id, code + " " + reason));
        elsewhere.remove(id);
    }

    /**
     * A client that comes back while another shard still keeps it, its old WebSocket being dead
     * without a word, is brought there: its calls are there.
     */
    private void bring(EdgeProxy.In.ConnectionOpened opened, EdgeProxy.In in) {
        if (!(in instanceof EdgeProxy.In.FromAccess(var id, Request register))
                || !register.is(Method.REGISTER)) {
            return;
        }
        int home = outside.places.of(register.callId());
        if (home != ClientPlaces.NOWHERE && home != shard.index()) {
            newcomers.remove(id);
            proxy.give(new EdgeProxy.In.ConnectionClosed(id, "kept by another shard"));
            var keeper = outside.shards.get(home);
            elsewhere.put(id, keeper);
            keeper.proxy.give(opened);
        }
    }

    private EdgeShard keeperOf(long connection) {
        return elsewhere.getOrDefault(connection, this);
    }

    @Override
    public boolean mayStayIdle(long id) {
        return registered.contains(id);
    }

    @Override
    public void received(SipMessage message, Hop from, InetSocketAddress source) {
        proxy.give(new EdgeProxy.In.FromCore(message, from));
    }

    @Override
    public void failed(Hop hop, String why) {
        proxy.give(new EdgeProxy.In.CoreFailed(hop));
    }

    /**
     * Tells all of them that a token, or all those of a login, is good no more.
     *
     * @return false when an inbox was full: tell them again; who knows it already does nothing
     */
    static boolean revoked(Collection<EdgeShard> all, String id) {
        var told = new EdgeProxy.In.Revoked(id);
        return all.stream().filter(shard -> !shard.proxy.give(told)).count() == 0;
    }

    @Override
    public <T> CompletableFuture<T> ask(Function<Timelines, T> question) {
        var answer = new CompletableFuture<T>();
        shard.post(() -> answer.complete(question.apply(timelines)));
        return answer;
    }

    /** Ends all calls; done once what is to be said about that is with the sockets. */
    CompletableFuture<Void> stop() {
        var done = new CompletableFuture<Void>();
        boolean isHeard =
                shard.post(() -> {
                    proxy.give(new EdgeProxy.In.Stopping());
                    done.complete(null);
                });
        if (!isHeard) {
            done.complete(null);
        }
        return done;
    }

    private void out(EdgeProxy.Out out) {
        switch (out) {
            case EdgeProxy.Out.Transmit(var message, var to) -> transmit(message.encode(), to);
            case EdgeProxy.Out.Refuse(var refusal, var to) -> transmit(refusal.encode(), to);
            case EdgeProxy.Out.Close(var id, var code, var why) ->
                    outside.w2().close(id, code, why);
            case EdgeProxy.Out.Verify(var correlation, var token) -> verify(correlation, token);
            case EdgeProxy.Out.Resolve(var question) ->
                    outside.dns.ask(
                            question,
                            answer -> proxy.give(new EdgeProxy.In.Resolved(question, answer)));
            case EdgeProxy.Out.ToGateway(var command) ->
                    outside.iq.send(
                            command, event -> proxy.give(new EdgeProxy.In.FromGateway(event)));
            case EdgeProxy.Out.Keeps(var client) -> {
                int before = outside.places.kept(client, shard.index());
                if (before != ClientPlaces.NOWHERE) {
                    outside.shards.get(before).proxy.give(new EdgeProxy.In.KeptElsewhere(client));
                }
            }
            case EdgeProxy.Out.Leaves(var client) -> outside.places.left(client, shard.index());
            case EdgeProxy.Out.Tell(var report) -> tell(report);
        }
    }

    private void transmit(byte[] message, Hop to) {
        switch (to.transport()) {
            case WS, WSS -> {
                if (to instanceof Hop.Connection(_, var id)) {
                    outside.w2().send(id, message);
                }
            }
            case UDP, TCP, TLS -> outside.mw().send(shard, to, message);
        }
    }

    private void verify(long correlation, String token) {
        outside.blocking.execute(() -> {
            var verdict = outside.tokens.judge(token);
            proxy.give(new EdgeProxy.In.Verified(correlation, verdict));
        });
    }

    private void tell(Report report) {
        switch (report) {
            case Report.Registered r -> {
                newcomers.remove(r.connection());
                acceptorOf(r.connection()).registered.add(r.connection());
            }
            case Report.Unregistered r ->
                    acceptorOf(r.connection()).registered.remove(r.connection());
            default -> {}
        }
        outside.reports.take(report);
    }

    /** The shard whose socket a connection came to. */
    private EdgeShard acceptorOf(long connection) {
        return outside.shards.get(Shard.ownerOf(connection));
    }
}
