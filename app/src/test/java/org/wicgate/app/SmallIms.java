package org.wicgate.app;

import static org.junit.jupiter.api.Assertions.fail;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.wicgate.aka.Keys;
import org.wicgate.base.Decoded;
import org.wicgate.base.Entropy;
import org.wicgate.base.Machine;
import org.wicgate.dtls.Fingerprint;
import org.wicgate.dtls.Identity;
import org.wicgate.epcscf.CallPolicy;
import org.wicgate.epcscf.Config.DigestProtection;
import org.wicgate.epcscf.Config.Scheme;
import org.wicgate.epcscf.EdgeProxy;
import org.wicgate.epcscf.NodeKey;
import org.wicgate.epcscf.Report;
import org.wicgate.epcscf.TokenVerdict;
import org.wicgate.ice.Candidate;
import org.wicgate.iq.Command;
import org.wicgate.iq.Event;
import org.wicgate.iq.Local;
import org.wicgate.lab.LabCore;
import org.wicgate.lab.LabSettings;
import org.wicgate.lab.MediaCommand;
import org.wicgate.lab.MediaEvent;
import org.wicgate.lab.Subscriber;
import org.wicgate.sim.Run;
import org.wicgate.sim.SeededEntropy;
import org.wicgate.sip.DigestAlgorithm;
import org.wicgate.sip.Hop;
import org.wicgate.sip.Limits;
import org.wicgate.sip.Method;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;
import org.wicgate.sip.SipMessage;
import org.wicgate.sip.SipUri;
import org.wicgate.sip.Transport;
import org.wicgate.webrtc.Surroundings;
import org.wicgate.webrtc.TransportSettings;
import org.wicgate.webrtc.TransportSink;
import org.wicgate.webrtc.WebRtcTransport;
import org.wicgate.wic.Account;
import org.wicgate.wic.Profile;
import org.wicgate.wic.Settings;
import org.wicgate.wic.Transports;
import org.wicgate.wic.UserAgent;

/**
 * Java WICs, an eP-CSCF or two and the lab core in one virtual time, every message encoded and read
 * again between them. The eIMS-AGW always can; no media flows.
 */
final class SmallIms implements Transports {
    static final String DOMAIN = "ims.example";
    static final Keys KEYS =
            Keys.of(new byte[16], new byte[] {9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 1, 2, 3, 4, 5, 6});
    private static final InetSocketAddress LAB = at(5080);
    private static final String ORIGIN = "https://web.example";

    /** WICs from this number on are connected to the second edge. */
    static final long AT_SECOND = 100;

    private static final int FIRST_PORT = 5060;

    /** An eP-CSCF, and what it asked of its eIMS-AGW. */
    private record Edge(
            InetSocketAddress at, Run<EdgeProxy.In, EdgeProxy.Out> run, List<Command> commands) {
        void give(EdgeProxy.In in) {
            run.give(in);
        }
    }

    /** How the S-CSCF of all users is. */
    enum Scscf {
        WELL,
        OUT_OF_SERVICE,
        SILENT
    }

    /** Until the next REGISTER, which leads to another one. */
    Scscf scscf = Scscf.WELL;

    /** What the core heard from the edges, for assertions. */
    final List<SipMessage> toCore = new ArrayList<>();

    final List<Report> reports = new ArrayList<>();
    private final Identity identity;
    private final List<Machine<?, ?>> machines = new ArrayList<>();
    private final List<Edge> edges = new ArrayList<>();
    private Run<LabCore.In, LabCore.Out> lab;
    private final Map<Long, Run<UserAgent.In, UserAgent.Out>> wics = new HashMap<>();
    private final Map<Long, List<UserAgent.Out>> heard = new HashMap<>();
    private Duration now = Duration.ZERO;

    SmallIms(Collection<Scheme> schemes) {
        this(schemes, CallPolicy.USUAL, 1);
    }

    /** One with so many edges. */
    SmallIms(Collection<Scheme> schemes, CallPolicy policy, int number) {
        identity = Identity.create(new SeededEntropy(1), Instant.EPOCH);
        for (int i = 0; i < number; i++) {
            var entropy = new SeededEntropy(1 + 100L * i);
            var at = at(FIRST_PORT + i);
            var config = config(schemes, policy, at.getPort());
            var proxy = new EdgeProxy(config, 3, NodeKey.fresh(entropy), entropy);
            machines.add(proxy);
            edges.add(new Edge(at, new Run<>(proxy), new ArrayList<>()));
        }
        lab = lab();
    }

    /** What the edge of this WIC has asked of its eIMS-AGW since the last look. */
    List<Command> commands(long id) {
        var all = edge(id).commands();
        var taken = List.copyOf(all);
        all.clear();
        return taken;
    }

    private Edge edge(long id) {
        return edges.get(id < AT_SECOND ? 0 : 1);
    }

    private static org.wicgate.epcscf.Config config(
            Collection<Scheme> schemes, CallPolicy policy, int port) {
        return new org.wicgate.epcscf.Config(
                DOMAIN,
                new org.wicgate.epcscf.Config.W2("edge.example", 8089),
                new org.wicgate.epcscf.Config.Mw(
                        Transport.UDP,
                        "127.0.0.1",
                        port,
                        List.of(SipUri.of("", LAB.getHostString(), LAB.getPort())),
                        "visited.example"),
                new org.wicgate.epcscf.Config.Registration(
                        Set.copyOf(schemes),
                        "https://waf.example",
                        Map.of("wwsf.example", List.of(ORIGIN)),
                        "",
                        DigestProtection.NONE),
                new org.wicgate.epcscf.Config.Sessions(Duration.ofSeconds(2), 100, policy));
    }

    private Run<LabCore.In, LabCore.Out> lab() {
        var trusted = Set.of(at(FIRST_PORT), at(FIRST_PORT + 1));
        var settings = new LabSettings(DOMAIN, LAB, trusted, LabSettings.Limits.DEFAULT);
        var subscribers =
                List.of(
                        Subscriber.of("alice", DOMAIN),
                        Subscriber.withPassword("carol", DOMAIN, "secret"),
                        Subscriber.withPassword(
                                "erin", DOMAIN, "secret", List.of(DigestAlgorithm.SHA_256)),
                        Subscriber.withCard("dave", DOMAIN, KEYS));
        var core = new LabCore(settings, subscribers, new SeededEntropy(2));
        machines.removeIf(LabCore.class::isInstance);
        machines.add(core);
        return new Run<>(core);
    }

    private static InetSocketAddress at(int port) {
        return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
    }

    /** The core starts again and knows nothing of before, sequence numbers included. */
    void restartLab() {
        lab = lab();
        lab.pass(now);
    }

    static Account web(String name) {
        return new Account.Web(uri(name), DOMAIN, "tok-" + name, Set.of("https://waf.example"));
    }

    static Account digest(String name, String password) {
        return new Account.Digest(uri(name), DOMAIN, name + "@" + DOMAIN, password);
    }

    static Account card(String name, Keys keys) {
        return new Account.Card(uri(name), DOMAIN, name + "@" + DOMAIN, keys);
    }

    private static SipUri uri(String name) {
        return SipUri.of(name, DOMAIN);
    }

    /** A WIC connects and registers as far as it gets. */
    SmallIms connect(long id, Account account) {
        var settings = Settings.wic("w" + id + ".invalid", "urn:uuid:" + id, at(40_000 + (int) id));
        Entropy entropy = new SeededEntropy(id);
        var agent =
                new UserAgent(
                        account,
                        settings,
                        new Profile.WebRtc(this),
                        entropy,
                        (packet, offset, length, socket, to) -> {});
        machines.add(agent);
        var run = new Run<>(agent);
        run.pass(now);
        wics.put(id, run);
        heard.put(id, new ArrayList<>());
        edge(id).give(
                        new EdgeProxy.In.ConnectionOpened(
                                id, Transport.WSS, ORIGIN, "198.51.100.7:1"));
        return tell(id, new UserAgent.In.Open(hop(id)));
    }

    private static Hop.Connection hop(long id) {
        return new Hop.Connection(Transport.WSS, id);
    }

    SmallIms tell(long id, UserAgent.In input) {
        of(id).give(input);
        settle();
        return this;
    }

    private Run<UserAgent.In, UserAgent.Out> of(long id) {
        var run = wics.get(id);
        return run == null ? fail("no WIC " + id) : run;
    }

    /** Lets time pass for all of them, from one deadline to the next. */
    SmallIms pass(Duration time) {
        var end = now.plus(time);
        while (now.compareTo(end) < 0) {
            var due =
                    machines.stream()
                            .map(m -> m.deadline())
                            .min(Comparator.naturalOrder())
                            .orElse(Instant.MAX);
            var last = Instant.EPOCH.plus(end);
            var next = due.isBefore(last) ? due : last;
            var step = Duration.between(Instant.EPOCH.plus(now), next);
            step = step.isPositive() ? step : Duration.ofMillis(1);
            now = now.plus(step);
            for (var wic : wics.values()) {
                wic.pass(step);
            }
            for (var edge : edges) {
                edge.run().pass(step);
            }
            lab.pass(step);
            settle();
        }
        return this;
    }

    /** What a WIC told since the last look. */
    List<UserAgent.Out> heard(long id) {
        var all = heard.getOrDefault(id, List.of());
        var taken = List.copyOf(all);
        all.clear();
        return taken;
    }

    /** The requests of that method that reached the core since the last look. */
    List<Request> requests(String method) {
        var all =
                toCore.stream()
                        .filter(Request.class::isInstance)
                        .map(Request.class::cast)
                        .filter(r -> r.is(method))
                        .toList();
        toCore.clear();
        return all;
    }

    private void settle() {
        boolean moved = true;
        while (moved) {
            moved = false;
            for (var wic : wics.entrySet()) {
                for (var out : wic.getValue().take()) {
                    moved = true;
                    fromWic(wic.getKey(), out);
                }
            }
            for (var edge : edges) {
                for (var out : edge.run().take()) {
                    moved = true;
                    fromEdge(edge, out);
                }
            }
            for (var out : lab.take()) {
                moved = true;
                fromLab(out);
            }
        }
    }

    private void fromWic(long id, UserAgent.Out out) {
        if (out instanceof UserAgent.Out.Transmit(var message, var _)) {
            edge(id).give(EdgeProxy.In.fromAccess(id, message.encode(), Limits.DEFAULT));
        } else {
            heard.computeIfAbsent(id, _ -> new ArrayList<>()).add(out);
        }
    }

    private void fromEdge(Edge edge, EdgeProxy.Out out) {
        switch (out) {
            case EdgeProxy.Out.Transmit(var message, Hop.Connection(_, var id)) ->
                    of(id).give(new UserAgent.In.Received(read(message), hop(id)));
            case EdgeProxy.Out.Transmit(var message, _) -> {
                toCore.add(read(message));
                reachCore(edge, read(message));
            }
            case EdgeProxy.Out.Tell(var report) -> reports.add(report);
            case EdgeProxy.Out.Verify(var correlation, var token) ->
                    edge.give(new EdgeProxy.In.Verified(correlation, verdict(token)));
            case EdgeProxy.Out.ToGateway(var command) -> {
                edge.commands().add(command);
                edge.give(new EdgeProxy.In.FromGateway(answer(command)));
            }
            case EdgeProxy.Out.Keeps _, EdgeProxy.Out.Leaves _ -> {}
            case EdgeProxy.Out.Refuse _, EdgeProxy.Out.Close _, EdgeProxy.Out.Resolve _ ->
                    fail(out.toString());
        }
    }

    private void reachCore(Edge edge, SipMessage message) {
        if (message instanceof Request request && request.is(Method.REGISTER)) {
            scscf = Scscf.WELL;
        }
        switch (scscf) {
            case WELL -> {
                var from = new Hop.Address(Transport.UDP, edge.at());
                lab.give(new LabCore.In.Received(message, from, edge.at()));
            }
            case OUT_OF_SERVICE -> {
                if (message instanceof Request request && !request.is(Method.ACK)) {
                    var refusal = Response.to(request, 503).toTag("down").build();
                    var from = new Hop.Address(Transport.UDP, LAB);
                    edge.give(new EdgeProxy.In.FromCore(refusal, from));
                }
            }
            case SILENT -> {}
        }
    }

    private static TokenVerdict verdict(String token) {
        String name = token.substring("tok-".length());
        return new TokenVerdict.Valid(
                new TokenVerdict.Claims(
                        name + "@" + DOMAIN,
                        List.of("sip:" + name + "@" + DOMAIN),
                        "wwsf.example",
                        name,
                        List.of(ORIGIN),
                        Instant.EPOCH.plusSeconds(36_000)));
    }

    private void fromLab(LabCore.Out out) {
        switch (out) {
            case LabCore.Out.Transmit(var message, var to) ->
                    edgeAt(to)
                            .give(
                                    new EdgeProxy.In.FromCore(
                                            read(message), new Hop.Address(Transport.UDP, LAB)));
            case LabCore.Out.Media(MediaCommand.Open(var session)) ->
                    lab.give(new LabCore.In.Media(new MediaEvent.Opened(session, at(50_000))));
            case LabCore.Out.Media(MediaCommand.Close(var session)) ->
                    lab.give(new LabCore.In.Media(new MediaEvent.Closed(session, 0, 0, 0)));
            case LabCore.Out.Media _,
                    LabCore.Out.Registered _,
                    LabCore.Out.Unregistered _,
                    LabCore.Out.Refused _,
                    LabCore.Out.CallBegan _,
                    LabCore.Out.CallEnded _ -> {}
        }
    }

    private Edge edgeAt(Hop to) {
        return edges.stream()
                .filter(edge -> to instanceof Hop.Address(_, var at) && at.equals(edge.at()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("nobody at " + to));
    }

    private static SipMessage read(SipMessage message) {
        return switch (SipMessage.decode(message.encode(), Limits.DEFAULT)) {
            case Decoded.Ok<SipMessage>(var same) -> same;
            case Decoded.Malformed<SipMessage>(var why) -> fail(why);
        };
    }

    private static Event answer(Command command) {
        return switch (command) {
            case Command.Reserve(var id, var streams, _) ->
                    new Event.Reserved(id, streams.stream().map(s -> local(s.index())).toList());
            case Command.Configure(var id, var streams) ->
                    new Event.Configured(id, streams.stream().map(s -> local(s.index())).toList());
            case Command.Audit(var id) -> new Event.Audited(id, List.of());
            case Command.Release(var id) -> new Event.Released(id, List.of());
        };
    }

    private static Local local(int index) {
        var digest = "AA" + ":AA".repeat(31);
        return new Local(
                index,
                new Local.Access(
                        new InetSocketAddress(InetAddress.ofLiteral("203.0.113.1"), 10_000),
                        "gwuf",
                        "gatewaypasswordofthirtychars00",
                        new org.wicgate.iq.Fingerprint("sha-256", digest),
                        Optional.empty()),
                new Local.Core(at(30_000 + 4 * index), at(30_001 + 4 * index), Map.of()));
    }

    @Override
    public WebRtcTransport open(
            boolean controlling, List<Candidate> candidates, TransportSink sink) {
        return WebRtcTransport.full(
                controlling,
                candidates,
                new Surroundings(
                        TransportSettings.DEFAULT,
                        identity,
                        new SeededEntropy(5),
                        Runnable::run,
                        Runnable::run),
                sink);
    }

    @Override
    public Fingerprint fingerprint() {
        return identity.fingerprint();
    }
}
