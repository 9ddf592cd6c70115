package org.wicgate.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
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
import org.wicgate.net.Shards;
import org.wicgate.net.SipEndpoint;
import org.wicgate.net.SipEvents;
import org.wicgate.net.SipSettings;
import org.wicgate.net.SystemEntropy;
import org.wicgate.net.WebSocketClient;
import org.wicgate.sip.Hop;
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

/** Makes Java WICs and SIP phones for the commands that call. */
final class Agents implements AutoCloseable {
    private final Shards shards = Shards.start("agents", 1);
    private final Entropy entropy = new SystemEntropy();
    private final Identity identity = Identity.create(entropy, Instant.now());
    private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
    private final List<AgentLoop> loops = new ArrayList<>();
    private final boolean rtcpMux;
    private final InetAddress media;
    private int made;

    /** Whose WICs have RTCP on the port of RTP, and media on loopback. */
    Agents() {
        this(true, InetAddress.getLoopbackAddress());
    }

    /**
     * @param rtcpMux false for WICs that have RTCP on a port of its own (RFC 5761)
     * @param media the address that media of WICs come from
     */
    Agents(boolean rtcpMux, InetAddress media) {
        this.rtcpMux = rtcpMux;
        this.media = media;
    }

    /** A WIC that connects, and registers with the token of its session. */
    Agent wic(Login.Session session, URI w2, Settings.Sound sound) throws IOException {
        return wic(session, w2, sound, Settings.Answering.AT_ONCE);
    }

    /** The same, and what becomes of calls to it. */
    Agent wic(Login.Session session, URI w2, Settings.Sound sound, Settings.Answering answering)
            throws IOException {
        var account =
                new Account.Web(
                        sipUri(session.impu()),
                        session.homeDomain(),
                        session.accessToken(),
                        authorizationServers(session));
        var anybody = new WebSocketClient.Trust.Authorities();
        return wic(account, new Way(w2, session.origin(), anybody), sound, answering);
    }

    /** How to get to an eP-CSCF. */
    record Way(URI w2, String origin, WebSocketClient.Trust trust) {}

    /** A WIC that connects, and registers as this account does. */
    Agent wic(Account account, Way way, Settings.Sound sound) throws IOException {
        return wic(account, way, sound, Settings.Answering.AT_ONCE);
    }

    /** The same, and what becomes of calls to it. */
    Agent wic(Account account, Way way, Settings.Sound sound, Settings.Answering answering)
            throws IOException {
        var host = entropy.token(12) + ".invalid";
        var line = new WebSocketLine(shards, way);
        var loop = loop();
        var sockets = loop.open(rtcpMux ? 1 : 2, media);
        var opened = sockets.addresses();
        var settings =
                rtcpMux
                        ? Settings.wic(host, instance(), opened.getFirst())
                        : Settings.wic(host, instance(), opened.getFirst(), opened.getLast());
        var agent =
                new Agent(
                        loop,
                        sockets,
                        shards.clock(),
                        owner ->
                                new UserAgent(
                                        account,
                                        settings.with(sound).with(answering),
                                        new Profile.WebRtc(transports(owner)),
                                        entropy,
                                        owner),
                        line);
        line.open(agent);
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
        var loop = loop();
        var sockets = loop.open(2, InetAddress.getLoopbackAddress());
        var agent =
                new Agent(
                        loop,
                        sockets,
                        shards.clock(),
                        self ->
                                new UserAgent(
                                        account,
                                        Settings.phone(
                                                        sip.address(),
                                                        sockets.addresses().getFirst(),
                                                        sockets.addresses().getLast())
                                                .with(sound),
                                        new Profile.Plain(),
                                        entropy,
                                        self),
                        new Agent.Line() {
                            @Override
                            public void send(SipMessage message, Hop to) {
                                shard.post(() -> sip.send(shard, to, message));
                            }

                            @Override
                            public void reopen() {
                                owner.join().give(new UserAgent.In.Open(at(proxy)));
                            }

                            @Override
                            public void close() {
                                sip.close();
                            }
                        });
        owner.complete(agent);
        agent.give(new UserAgent.In.Open(at(proxy)));
        return agent;
    }

    private static Hop at(InetSocketAddress proxy) {
        return new Hop.Address(Transport.UDP, proxy);
    }

    @Override
    public void close() {
        synchronized (loops) {
            loops.forEach(AgentLoop::close);
        }
        shards.close();
        blocking.shutdownNow();
    }

    /** One after another, as many as there are processors. */
    private AgentLoop loop() throws IOException {
        synchronized (loops) {
            int index = made++ % Runtime.getRuntime().availableProcessors();
            if (index == loops.size()) {
                loops.add(AgentLoop.start("agents-" + index, shards.clock(), shards.bugs()));
            }
            return loops.get(index);
        }
    }

    private Transports transports(Agent owner) {
        return new Transports() {
            @Override
            public WebRtcTransport open(
                    boolean controlling, List<Candidate> candidates, TransportSink sink) {
                return WebRtcTransport.full(
                        controlling,
                        candidates,
                        new Surroundings(
                                TransportSettings.DEFAULT,
                                identity,
                                entropy,
                                blocking::execute,
                                owner::post),
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
