package org.wicgate.epcscf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.wicgate.base.Decoded;
import org.wicgate.epcscf.Config.DigestProtection;
import org.wicgate.epcscf.Config.Scheme;
import org.wicgate.epcscf.TokenVerdict.Claims;
import org.wicgate.iq.Command;
import org.wicgate.iq.Event;
import org.wicgate.iq.Fingerprint;
import org.wicgate.iq.Local;
import org.wicgate.sim.Run;
import org.wicgate.sim.SeededEntropy;
import org.wicgate.sip.Hop;
import org.wicgate.sip.Limits;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;
import org.wicgate.sip.SipMessage;
import org.wicgate.sip.SipUri;
import org.wicgate.sip.Transport;

/**
 * A shard in virtual time between hands that hold both wires. Tokens and the eIMS-AGW answer by
 * themselves, unless told not to.
 */
final class Bench {
    static final String HOME = "ims.example";
    static final String ORIGIN = "https://web.example";
    static final Hop.Address CORE =
            new Hop.Address(Transport.UDP, new InetSocketAddress("192.0.2.50", 5080));
    static final SipUri ENTRY = SipUri.of("", "192.0.2.50", 5080);
    static final Claims ALICE = claims("alice", Instant.EPOCH.plusSeconds(3600));
    static final Claims BOB = claims("bob", Instant.EPOCH.plusSeconds(3600));

    final Run<EdgeProxy.In, EdgeProxy.Out> run;
    final EdgeProxy proxy;
    final Map<String, TokenVerdict> verdicts = new HashMap<>();
    final List<SipMessage> toCore = new ArrayList<>();
    final List<Hop> coreHops = new ArrayList<>();
    final Map<Long, List<SipMessage>> toWic = new HashMap<>();
    final List<Report> reports = new ArrayList<>();
    final List<Command> commands = new ArrayList<>();
    final List<EdgeProxy.Out> others = new ArrayList<>();
    final List<EdgeProxy.Out> places = new ArrayList<>();
    boolean gatewayAnswers = true;
    boolean verifierAnswers = true;
    int verifications;

    Bench() {
        this(config());
    }

    Bench(Config config) {
        this(config, NodeKey.fresh(new SeededEntropy(1)));
    }

    Bench(Config config, NodeKey key) {
        proxy = new EdgeProxy(config, 3, key, new SeededEntropy(1));
        run = new Run<>(proxy);
        verdicts.put("tok-alice", new TokenVerdict.Valid(ALICE));
        verdicts.put("tok-bob", new TokenVerdict.Valid(BOB));
    }

    static Claims claims(String user, Instant expiry) {
        return new Claims(
                user + "@" + HOME,
                List.of("sip:" + user + "@" + HOME),
                "wwsf.example",
                user,
                List.of(ORIGIN),
                expiry);
    }

    static Config config() {
        return config(Set.of(Scheme.WEB), DigestProtection.NONE, "");
    }

    /** The usual one, and the core is asked for registration state. */
    static Config withRegEvent() {
        var usual = config();
        return new Config(
                usual.homeDomain(),
                usual.w2(),
                usual.mw(),
                usual.registration(),
                usual.sessions(),
                usual.admission(),
                true);
    }

    static Config config(Set<Scheme> schemes, DigestProtection protection, String wafParameter) {
        return new Config(
                HOME,
                new Config.W2("edge.example", 8088),
                new Config.Mw(Transport.UDP, "192.0.2.60", 5060, List.of(ENTRY), "visited.example"),
                new Config.Registration(
                        schemes,
                        "https://waf.example",
                        Map.of("wwsf.example", List.of(ORIGIN)),
                        wafParameter,
                        protection),
                new Config.Sessions(Duration.ofSeconds(2), 1000));
    }

    Bench connect(long id) {
        return connect(id, ORIGIN, Transport.WSS);
    }

    Bench connect(long id, String origin, Transport transport) {
        return give(new EdgeProxy.In.ConnectionOpened(id, transport, origin, "198.51.100.7:4711"));
    }

    Bench close(long id) {
        return give(new EdgeProxy.In.ConnectionClosed(id, "1006"));
    }

    /** A WIC sends this; line ends are made right. */
    Bench wic(long id, String text) {
        return give(EdgeProxy.In.fromAccess(id, bytes(text), Limits.DEFAULT));
    }

    Bench wic(long id, SipMessage message) {
        return give(EdgeProxy.In.fromAccess(id, message.encode(), Limits.DEFAULT));
    }

    /** The core sends this. */
    Bench core(SipMessage message) {
        return give(new EdgeProxy.In.FromCore(read(message.encode()), CORE));
    }

    Bench core(String text) {
        return core(read(bytes(text)));
    }

    Bench give(EdgeProxy.In input) {
        run.give(input);
        return sort();
    }

    Bench pass(Duration time) {
        Instant end = run.now().plus(time);
        while (run.now().isBefore(end)) { // in steps, so that the gateway answers in between
            var left = Duration.between(run.now(), end);
            var step = Duration.ofMillis(100);
            run.pass(left.compareTo(step) < 0 ? left : step);
            sort();
        }
        return this;
    }

    /** The last thing that the core got. */
    Request coreRequest() {
        return assertInstanceOf(Request.class, toCore.getLast());
    }

    Response coreResponse() {
        return assertInstanceOf(Response.class, toCore.getLast());
    }

    Request wicRequest(long id) {
        return assertInstanceOf(Request.class, wicLog(id).getLast());
    }

    Response wicResponse(long id) {
        return assertInstanceOf(Response.class, wicLog(id).getLast());
    }

    /** The last answer to this WIC has this status. */
    void assertAnswered(long id, int status) {
        assertEquals(status, wicResponse(id).status());
    }

    List<SipMessage> wicLog(long id) {
        return toWic.computeIfAbsent(id, _ -> new ArrayList<>());
    }

    /** All requests of that method that the core got, each once. */
    List<Request> coreRequests(String method) {
        return toCore.stream()
                .filter(Request.class::isInstance)
                .map(Request.class::cast)
                .filter(r -> r.is(method))
                .toList();
    }

    <R extends Report> List<R> reports(Class<R> kind) {
        return reports.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    long releases() {
        return commands.stream().filter(Command.Release.class::isInstance).count();
    }

    static byte[] bytes(String text) {
        return text.replace("\r\n", "\n").replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
    }

    static SipMessage read(byte[] bytes) {
        return switch (SipMessage.decode(bytes, Limits.DEFAULT)) {
            case Decoded.Ok<SipMessage>(var message) -> message;
            case Decoded.Malformed<SipMessage>(var why) -> throw new AssertionError(why);
        };
    }

    private Bench sort() {
        for (var out = run.take(); !out.isEmpty(); out = run.take()) {
            out.forEach(this::sort);
        }
        return this;
    }

    private void sort(EdgeProxy.Out out) {
        switch (out) {
            case EdgeProxy.Out.Transmit(var message, Hop.Connection(_, var id)) ->
                    wicLog(id).add(read(message.encode()));
            case EdgeProxy.Out.Transmit(var message, var hop) -> {
                toCore.add(read(message.encode()));
                coreHops.add(hop);
            }
            case EdgeProxy.Out.Tell(var report) -> reports.add(report);
            case EdgeProxy.Out.Verify(var correlation, var token) -> {
                verifications++;
                var none = new TokenVerdict.Invalid(TokenVerdict.Reason.SIGNATURE);
                var verdict = verdicts.getOrDefault(token, none);
                if (verifierAnswers) {
                    give(new EdgeProxy.In.Verified(correlation, verdict));
                }
            }
            case EdgeProxy.Out.ToGateway(var command) -> {
                commands.add(command);
                if (gatewayAnswers) {
                    give(new EdgeProxy.In.FromGateway(answer(command)));
                }
            }
            case EdgeProxy.Out.Keeps _, EdgeProxy.Out.Leaves _ -> places.add(out);
            case EdgeProxy.Out.Refuse _, EdgeProxy.Out.Close _, EdgeProxy.Out.Resolve _ ->
                    others.add(out);
        }
    }

    /** An eIMS-AGW that always can. */
    static Event answer(Command command) {
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
        return new Local(
                index,
                new Local.Access(
                        new InetSocketAddress("203.0.113.1", 10000),
                        "gwuf",
                        "gatewaypasswordofthirtychars00",
                        new Fingerprint("sha-256", "AA:BB:CC"),
                        Optional.empty()),
                new Local.Core(
                        new InetSocketAddress("192.0.2.61", 30000 + 4 * index),
                        new InetSocketAddress("192.0.2.61", 30001 + 4 * index),
                        Map.of()));
    }
}
