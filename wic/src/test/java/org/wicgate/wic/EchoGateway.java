package org.wicgate.wic;

import static org.junit.jupiter.api.Assertions.fail;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Decoded;
import org.wicgate.base.Machine;
import org.wicgate.dtls.Fingerprint;
import org.wicgate.dtls.Identity;
import org.wicgate.dtls.Role;
import org.wicgate.ice.Candidate;
import org.wicgate.ice.Credentials;
import org.wicgate.sdp.SessionDescription;
import org.wicgate.sim.Links;
import org.wicgate.sim.SeededEntropy;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Method;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;
import org.wicgate.sip.SipMessage;
import org.wicgate.sip.SipUri;
import org.wicgate.webrtc.Remote;
import org.wicgate.webrtc.Surroundings;
import org.wicgate.webrtc.TransportEvent;
import org.wicgate.webrtc.TransportSettings;
import org.wicgate.webrtc.TransportSink;
import org.wicgate.webrtc.WebRtcTransport;
import org.wicgate.wic.UserAgent.In;
import org.wicgate.wic.UserAgent.Out;

/**
 * A WIC, and a gateway with a lite agent that answers its call and sends all media back. ICE and
 * media live in virtual time; the handshakes run on real threads, which are waited for.
 */
final class EchoGateway implements Transports, TransportSink, Machine<Runnable, Runnable> {
    private static final InetSocketAddress WIC = new InetSocketAddress("192.0.2.1", 10000);
    private static final InetSocketAddress HERE = new InetSocketAddress("192.0.2.2", 20000);
    private static final Duration WAY = Duration.ofMillis(10);
    private static final Duration STEP = Duration.ofMillis(5);
    private static final long PATIENCE = Duration.ofSeconds(30).toNanos();

    final List<Out> told = new ArrayList<>();
    boolean cut;
    boolean deaf;
    int checks;
    private final BlockingQueue<Runnable> posted = new LinkedBlockingQueue<>();
    private final Identity ofWic = Identity.create(new SeededEntropy(5), Instant.EPOCH);
    private final Identity own = Identity.create(new SeededEntropy(6), Instant.EPOCH);
    private final Links links = new Links(1);
    private final WebRtcTransport transport;
    private final UserAgent agent;
    private final Links.Node<In> wic;
    private final Links.Node<Runnable> here;
    private boolean secured;
    private boolean wicSecured;
    private Fingerprint shown = own.fingerprint();

    EchoGateway() {
        transport =
                WebRtcTransport.lite(
                        new Surroundings(
                                TransportSettings.DEFAULT,
                                own,
                                new SeededEntropy(7),
                                Thread::startVirtualThread,
                                posted::add),
                        this);
        var account =
                new Account.Web(SipUri.of("alice", "ims.example"), "ims.example", "t", Set.of());
        agent =
                new UserAgent(
                        account,
                        Settings.wic("a.invalid", "urn:x", WIC),
                        new Profile.WebRtc(this),
                        new SeededEntropy(8),
                        (packet, offset, length, socket, to) -> toGateway(packet, offset, length));
        wic = links.add(agent, this::onOut);
        here = links.add(this, Runnable::run);
        give(new In.Open(Wics.W2));
    }

    /** Shows the certificate of somebody else in its description. */
    void lie() {
        shown = ofWic.fingerprint();
    }

    void give(In input) {
        links.send(wic, input, Links.Wire.PERFECT);
        links.pass(Duration.ZERO);
    }

    void pass(Duration time) {
        links.pass(time);
    }

    boolean isSecured() {
        return secured && wicSecured;
    }

    CallReport report() {
        for (var out : told) {
            if (out instanceof Out.Ended(var report)) {
                return report;
            }
        }
        return fail(told.toString());
    }

    boolean isEnded() {
        return told.stream().anyMatch(Out.Ended.class::isInstance);
    }

    /** Lets virtual time pass, and takes what the handshakes post, until {@code done}. */
    void until(BooleanSupplier done) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE;
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > end) {
                fail(links + " " + told);
            }
            var task = posted.poll(STEP.toMillis(), TimeUnit.MILLISECONDS);
            if (task != null) {
                task.run();
            }
            links.pass(STEP);
        }
    }

    private void onOut(Out out) {
        told.add(out);
        if (out instanceof Out.Transmit(Request request, var _)) {
            switch (request.method()) {
                case Method.INVITE -> respond(answer(request));
                case Method.ACK -> {}
                default -> respond(Response.to(request, 200).toTag("x").build());
            }
        }
    }

    private void respond(SipMessage message) {
        links.send(wic, new In.Received(message, Wics.W2), Links.Wire.ordered(WAY));
    }

    private Response answer(Request invite) {
        SessionDescription offer =
                SessionDescription.decode(invite.body())
                                instanceof Decoded.Ok<SessionDescription>(var sdp)
                        ? sdp
                        : fail("no description");
        var line = offer.media().getFirst();
        var theirs = offer.ice(line).orElseThrow();
        long now = Nanos.of(links.now());
        transport.remote(
                new Remote(
                        new Credentials(theirs.ufrag(), theirs.password()),
                        List.of(),
                        List.of(ofWic.fingerprint()),
                        Role.SERVER),
                now);
        transport.expectPeer(now);
        String text =
                Wics.GATEWAY
                        .replace("SETUP", "passive")
                        .replace("198.51.100.1", "192.0.2.2")
                        .replace("10000", "20000")
                        .replace("agw1", transport.credentials().ufrag())
                        .replace("agwpasswordagwpasswordag1", transport.credentials().password())
                        .replaceAll("sha-256 .*", "sha-256 " + shown.value())
                        .replace("\n", "\r\n");
        return Response.to(invite, 200)
                .toTag("far")
                .append(HeaderName.CONTACT, "<sip:echo@10.0.0.9>")
                .body("application/sdp", text.getBytes(StandardCharsets.UTF_8))
                .build();
    }

    private void toGateway(byte[] packet, int offset, int length) {
        byte[] copy = Arrays.copyOfRange(packet, offset, offset + length);
        if (copy[0] < 4 && copy[0] >= 0) {
            checks++;
        }
        after(() -> transport.receive(copy, 0, copy.length, 0, WIC, Nanos.of(links.now())));
    }

    private void after(Runnable what) {
        if (!cut) {
            links.after(WAY, () -> links.send(here, what, Links.Wire.PERFECT));
        }
    }

    @Override
    public void transmit(byte[] packet, int offset, int length, int socket, InetSocketAddress to) {
        byte[] copy = Arrays.copyOfRange(packet, offset, offset + length);
        after(() -> agent.receive(copy, 0, copy.length, 0, HERE, links.now()));
    }

    @Override
    public void rtp(byte[] packet, int offset, int length, long nowNanos) {
        byte[] roomy =
                Arrays.copyOfRange(packet, offset, offset + length + WebRtcTransport.MAX_OVERHEAD);
        if (!deaf) {
            links.send(
                    here,
                    () -> transport.sendRtp(roomy, 0, length, Nanos.of(links.now())),
                    Links.Wire.PERFECT);
        }
    }

    @Override
    public void rtcp(byte[] packet, int offset, int length, long nowNanos) {}

    @Override
    public void event(TransportEvent event) {
        secured |= event instanceof TransportEvent.Secured;
    }

    @Override
    public WebRtcTransport open(
            boolean controlling, List<Candidate> candidates, TransportSink sink) {
        return WebRtcTransport.full(
                controlling,
                candidates,
                new Surroundings(
                        TransportSettings.DEFAULT,
                        ofWic,
                        new SeededEntropy(9),
                        Thread::startVirtualThread,
                        posted::add),
                new Watched(sink));
    }

    /** Notices when the WIC's end has its keys. */
    private final class Watched implements TransportSink {
        private final TransportSink wics;

        Watched(TransportSink wics) {
            this.wics = wics;
        }

        @Override
        public void transmit(
                byte[] packet, int offset, int length, int socket, InetSocketAddress to) {
            wics.transmit(packet, offset, length, socket, to);
        }

        @Override
        public void rtp(byte[] packet, int offset, int length, long nowNanos) {
            wics.rtp(packet, offset, length, nowNanos);
        }

        @Override
        public void rtcp(byte[] packet, int offset, int length, long nowNanos) {
            wics.rtcp(packet, offset, length, nowNanos);
        }

        @Override
        public void event(TransportEvent event) {
            wicSecured |= event instanceof TransportEvent.Secured;
            wics.event(event);
        }
    }

    @Override
    public Fingerprint fingerprint() {
        return ofWic.fingerprint();
    }

    @Override
    public void handle(Runnable input, Instant now) {
        input.run();
    }

    @Override
    public void tick(Instant now) {
        transport.tick(Nanos.of(now));
    }

    @Override
    public @Nullable Runnable poll() {
        return null;
    }

    @Override
    public Instant deadline() {
        return Nanos.at(transport.deadline());
    }
}
