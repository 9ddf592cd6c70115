package org.wicgate.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.wicgate.base.Decoded;
import org.wicgate.base.Entropy;
import org.wicgate.dtls.Fingerprint;
import org.wicgate.dtls.Identity;
import org.wicgate.ice.Candidate;
import org.wicgate.net.MediaLoop;
import org.wicgate.net.Shards;
import org.wicgate.net.SipEndpoint;
import org.wicgate.net.SipEvents;
import org.wicgate.net.SipSettings;
import org.wicgate.net.SystemEntropy;
import org.wicgate.net.WebSocketClient;
import org.wicgate.net.WebSocketEvents;
import org.wicgate.sip.Hop;
import org.wicgate.sip.Limits;
import org.wicgate.sip.SipMessage;
import org.wicgate.sip.SipUri;
import org.wicgate.sip.Transport;
import org.wicgate.webrtc.TransportSettings;
import org.wicgate.webrtc.TransportSink;
import org.wicgate.webrtc.WebRtcTransport;
import org.wicgate.wic.Account;
import org.wicgate.wic.Profile;
import org.wicgate.wic.Settings;
import org.wicgate.wic.Transports;
import org.wicgate.wic.UserAgent;

/** Makes Java WICs and SIP phones for the commands that call. */
final class Agents implements AutoCloseable {
    private static final long CONNECTION = 1;

    private final Shards shards = Shards.start("agents", 1);
    private final Entropy entropy = new SystemEntropy();
    private final Identity identity = Identity.create(entropy, Instant.now());
    private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();

    /** A WIC that connects, and registers with the token of its session. */
    Agent wic(Login.Session session, URI w2, Settings.Sound sound) throws IOException {
        var account =
                new Account.Web(
                        sipUri(session.impu()),
                        session.homeDomain(),
                        session.accessToken(),
                        authorizationServers(session));
        var anybody = new WebSocketClient.Trust.Authorities();
        return wic(account, new Way(w2, session.origin(), anybody), sound);
    }

    /** How to get to an eP-CSCF. */
    record Way(URI w2, String origin, WebSocketClient.Trust trust) {}

    /** A WIC that connects, and registers as this account does. */
    Agent wic(Account account, Way way, Settings.Sound sound) throws IOException {
        var host = entropy.token(12) + ".invalid";
        URI w2 = way.w2();
        var line = new Line(w2.getScheme().equals("wss") ? Transport.WSS : Transport.WS);
        var agent =
                new Agent(
                        mediaLoop(),
                        shards.clock(),
                        (loop, packets) -> {
                            var media = loop.local(loop.open(loopback()));
                            var settings = Settings.wic(host, instance(), media).with(sound);
                            return new UserAgent(
                                    account,
                                    settings,
                                    new Profile.WebRtc(transports(loop)),
                                    entropy,
                                    packets);
                        },
                        (message, _) -> line.send(message),
                        line::close);
        line.open(agent, shards, way);
        return agent;
    }

    /** A SIP phone at {@code proxy}, over UDP. */
    Agent phone(Account account, InetSocketAddress proxy, Settings.Sound sound) throws IOException {
        var owner = new CompletableFuture<Agent>();
        var sip =
                SipEndpoint.open(
                        shards,
                        SipEndpoint.Listen.plain(loopback()),
                        SipSettings.DEFAULT,
                        (_, _, arrivedOn) -> arrivedOn,
                        _ -> new PhoneEvents(owner));
        var shard = shards.shard(0);
        var agent =
                new Agent(
                        mediaLoop(),
                        shards.clock(),
                        (loop, packets) -> {
                            var rtp = loop.local(loop.open(loopback()));
                            var rtcp = loop.local(loop.open(loopback()));
                            var settings = Settings.phone(sip.address(), rtp, rtcp).with(sound);
                            return new UserAgent(
                                    account, settings, new Profile.Plain(), entropy, packets);
                        },
                        (message, to) -> shard.post(() -> sip.send(shard, to, message)),
                        sip::close);
        owner.complete(agent);
        agent.give(new UserAgent.In.Open(new Hop.Address(Transport.UDP, proxy)));
        return agent;
    }

    @Override
    public void close() {
        shards.close();
        blocking.shutdownNow();
    }

    private MediaLoop mediaLoop() throws IOException {
        return MediaLoop.create("agent", shards.clock(), shards.bugs());
    }

    private Transports transports(MediaLoop loop) {
        return new Transports() {
            @Override
            public WebRtcTransport open(
                    boolean controlling, List<Candidate> candidates, TransportSink sink) {
                return WebRtcTransport.full(
                        controlling,
                        candidates,
                        TransportSettings.DEFAULT,
                        identity,
                        entropy,
                        blocking::execute,
                        loop::post,
                        sink);
            }

            @Override
            public Fingerprint fingerprint() {
                return identity.fingerprint();
            }
        };
    }

    private String instance() {
        byte[] bytes = new byte[16];
        entropy.wire(bytes);
        return "urn:uuid:" + UUID.nameUUIDFromBytes(bytes);
    }

    private static Set<String> authorizationServers(Login.Session session) {
        String server = session.authorizationServer();
        return server.isEmpty() ? Set.of() : Set.of(server);
    }

    static SipUri sipUri(String text) {
        return switch (SipUri.decode(text)) {
            case Decoded.Ok<SipUri>(var uri) -> uri;
            case Decoded.Malformed<SipUri>(var why) ->
                    throw new Failure("the public identity is no SIP URI: " + why);
        };
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    /** The WebSocket of one WIC. */
    private static final class Line implements WebSocketEvents {
        private final Hop.Connection hop;
        private final CompletableFuture<Agent> agent = new CompletableFuture<>();
        private final CompletableFuture<WebSocketClient> socket = new CompletableFuture<>();

        Line(Transport transport) {
            hop = new Hop.Connection(transport, CONNECTION);
        }

        void open(Agent owner, Shards shards, Way way) throws IOException {
            agent.complete(owner);
            socket.complete(
                    WebSocketClient.connect(
                            shards, shards.shard(0), way.w2(), way.origin(), way.trust(), this));
        }

        void send(SipMessage message) {
            socket.join().send(message.encode());
        }

        void close() {
            socket.join().close(1000, "done");
        }

        @Override
        public void opened() {
            agent.join().give(new UserAgent.In.Open(hop));
        }

        @Override
        public void message(byte[] message) {
            if (SipMessage.decode(message, Limits.DEFAULT)
                    instanceof Decoded.Ok<SipMessage>(var sip)) {
                agent.join().give(new UserAgent.In.Received(sip, hop));
            }
        }

        @Override
        public void closed(int code, String reason) {
            agent.join().give(new UserAgent.In.Failed(hop));
            agent.join().lost(code + " " + reason);
        }
    }

    private record PhoneEvents(CompletableFuture<Agent> agent) implements SipEvents {
        @Override
        public void received(SipMessage message, Hop from, InetSocketAddress source) {
            agent.join().give(new UserAgent.In.Received(message, from));
        }

        @Override
        public void failed(Hop hop, String why) {
            agent.join().give(new UserAgent.In.Failed(hop));
        }
    }
}
