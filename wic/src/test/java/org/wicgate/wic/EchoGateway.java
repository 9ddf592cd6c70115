package org.wicgate.wic;

import static org.junit.jupiter.api.Assertions.fail;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
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
import org.wicgate.rtp.rtcp.Rtcp;
import org.wicgate.rtp.rtcp.RtcpPacket;
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
    private static final InetSocketAddress WIC_RTCP = new InetSocketAddress("192.0.2.1", 10007);
    private static final InetSocketAddress HERE = new InetSocketAddress("192.0.2.2", 20000);
    private static final InetSocketAddress HERE_RTCP = new InetSocketAddress("192.0.2.2", 20001);
    private static final String SPLIT =
            "a=rtcp:20001\na=candidate:1 2 udp 2130706430 192.0.2.2 20001 typ host\n";
    private static final Duration WAY = Duration.ofMillis(10);
    private static final Duration STEP = Duration.ofMillis(5);
    private static final long PATIENCE = Duration.ofSeconds(30).toNanos();

    final List<Out> told = new ArrayList<>();
    boolean cut;
    boolean deaf;
    int checks;

    /** Sender reports of the WIC by the port that they came to. */
    final int[] reports = new int[2];

    /** What the WIC offered last. */
    String offer = "";

    private final BlockingQueue<Runnable> posted = new LinkedBlockingQueue<>();
    private final Identity ofWic = Identity.create(new SeededEntropy(5), Instant.EPOCH);
    private final Identity own = Identity.create(new SeededEntropy(6), Instant.EPOCH);
    private final Links links = new Links(1);
    private final WebRtcTransport transport;
    private final @Nullable WebRtcTransport second;
    private final UserAgent agent;
    private final Links.Node<In> wic;
    private final Links.Node<Runnable> here;
    private boolean secured;
    private boolean wicSecured;
    private Fingerprint shown = own.fingerprint();

    EchoGateway() {
        this(false);
    }

    /**
     * @param split whether WIC and gateway have RTCP on a port of its own
     */
    EchoGateway(boolean split) {
        transport =
                WebRtcTransport.lite(
                        new Surroundings(
                                TransportSettings.DEFAULT,
                                own,
                                new SeededEntropy(7),
                                Thread::startVirtualThread,
                                posted::add),
                        this);
        second = split ? transport.beside(new Second()) : null;
        var account =
                new Account.Web(SipUri.of("alice", "ims.example"), "ims.example", "t", Set.of());
        agent =
                new UserAgent(
                        account,
                        split
                                ? Settings.wic("a.invalid", "urn:x", WIC, WIC_RTCP)
                                : Settings.wic("a.invalid", "urn:x", WIC),
                        new Profile.WebRtc(this),
                        new SeededEntropy(8),
                        this::toGateway);
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
        SessionDescription heard =
                SessionDescription.decode(invite.body())
                                instanceof Decoded.Ok<SessionDescription>(var sdp)
                        ? sdp
                        : fail("no description");
        offer = heard.text();
        var line = heard.media().getFirst();
        var theirs = heard.ice(line).orElseThrow();
        long now = Nanos.of(links.now());
        var remote =
                new Remote(
                        new Credentials(theirs.ufrag(), theirs.password()),
                        List.of(),
                        List.of(ofWic.fingerprint()),
                        Role.SERVER);
        transport.remote(remote, now);
        transport.expectPeer(now);
        if (second != null) {
            second.remote(remote, now);
            second.expectPeer(now);
        }
        String text =
                Wics.GATEWAY
                        .replace("SETUP", "passive")
                        .replace("198.51.100.1", "192.0.2.2")
                        .replace("10000", "20000")
                        .replace("agw1", transport.credentials().ufrag())
                        .replace("agwpasswordagwpasswordag1", transport.credentials().password())
                        .replaceAll("sha-256 .*", "sha-256 " + shown.value())
                        .replace("a=rtcp-mux\n", second == null ? "a=rtcp-mux\n" : SPLIT)
                        .replace("\n", "\r\n");
        return Response.to(invite, 200)
                .toTag("far")
                .append(HeaderName.CONTACT, "<sip:echo@10.0.0.9>")
                .body("application/sdp", text.getBytes(StandardCharsets.UTF_8))
                .build();
    }

    private void toGateway(
            byte[] packet, int offset, int length, int socket, InetSocketAddress to) {
        byte[] copy = Arrays.copyOfRange(packet, offset, offset + length);
        if (copy[0] < 4 && copy[0] >= 0) {
            checks++;
        }
        var by = second != null && to.equals(HERE_RTCP) ? second : transport;
        var from = socket == 0 ? WIC : WIC_RTCP;
        after(() -> by.receive(copy, 0, copy.length, 0, from, Nanos.of(links.now())));
    }

    /**
     * A datagram may end the call, as a bad handshake does: what the WIC says then is taken now.
     */
    private void toWic(byte[] packet, int socket, InetSocketAddress from) {
        agent.receive(packet, 0, packet.length, socket, from, links.now());
        for (var out = agent.poll(); out != null; out = agent.poll()) {
            onOut(out);
        }
    }

    private void after(Runnable what) {
        if (!cut) {
            links.after(WAY, () -> links.send(here, what, Links.Wire.PERFECT));
        }
    }

    @Override
    public void transmit(byte[] packet, int offset, int length, int socket, InetSocketAddress to) {
        byte[] copy = Arrays.copyOfRange(packet, offset, offset + length);
        after(() -> toWic(copy, 0, HERE));
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
    public void rtcp(byte[] packet, int offset, int length, long nowNanos) {
        reported(0, transport, packet, offset, length);
    }

    /** Answers a sender report with a receiver report, as an RTP end does (RFC 3550 §6.4). */
    private void reported(int port, WebRtcTransport by, byte[] packet, int offset, int length) {
        if (Rtcp.decode(packet, offset, length) instanceof Decoded.Ok<List<RtcpPacket>>(var all)
                && all.getFirst() instanceof RtcpPacket.SenderReport report) {
            reports[port]++;
            int asked = (int) (report.ntp() >>> 16);
            var block = new RtcpPacket.ReportBlock(report.ssrc(), 0, 0, 0, 0, asked, 0);
            byte[] reply = new byte[100];
            int size =
                    Rtcp.encode(
                            List.of(new RtcpPacket.ReceiverReport(7, List.of(block))), reply, 0);
            links.send(
                    here,
                    () -> by.sendRtcp(reply, 0, size, Nanos.of(links.now())),
                    Links.Wire.PERFECT);
        }
    }

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

    /** The port of RTCP alone. */
    private final class Second implements TransportSink {
        @Override
        public void transmit(
                byte[] packet, int offset, int length, int socket, InetSocketAddress to) {
            byte[] copy = Arrays.copyOfRange(packet, offset, offset + length);
            after(() -> toWic(copy, 1, HERE_RTCP));
        }

        @Override
        public void rtp(byte[] packet, int offset, int length, long nowNanos) {
            fail("RTP on the port of RTCP");
        }

        @Override
        public void rtcp(byte[] packet, int offset, int length, long nowNanos) {
            reported(1, Objects.requireNonNull(second), packet, offset, length);
        }

        @Override
        public void event(TransportEvent event) {}
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
        if (second != null) {
            second.tick(Nanos.of(now));
        }
    }

    @Override
    public @Nullable Runnable poll() {
        return null;
    }

    @Override
    public Instant deadline() {
        long other = second == null ? Long.MAX_VALUE : second.deadline();
        return Nanos.at(Math.min(other, transport.deadline()));
    }
}
