package org.wicgate.wic;

import static org.junit.jupiter.api.Assertions.fail;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.wicgate.aka.Keys;
import org.wicgate.base.Decoded;
import org.wicgate.dtls.Fingerprint;
import org.wicgate.dtls.Identity;
import org.wicgate.ice.Candidate;
import org.wicgate.sim.Run;
import org.wicgate.sim.SeededEntropy;
import org.wicgate.sip.Edit;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Hop;
import org.wicgate.sip.Limits;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;
import org.wicgate.sip.SipMessage;
import org.wicgate.sip.SipUri;
import org.wicgate.sip.Transport;
import org.wicgate.webrtc.Surroundings;
import org.wicgate.webrtc.TransportSettings;
import org.wicgate.webrtc.TransportSink;
import org.wicgate.webrtc.WebRtcTransport;
import org.wicgate.wic.UserAgent.In;
import org.wicgate.wic.UserAgent.Out;

/** One WIC in virtual time, and a test in the place of the eP-CSCF. */
final class Wics implements Transports {
    static final Hop W2 = new Hop.Connection(Transport.WSS, 7);
    static final SipUri ALICE = SipUri.of("alice", "ims.example");
    static final String URN = "urn:uuid:00000000-0000-4000-8000-000000000001";
    static final Keys KEYS = Keys.of(new byte[16], new byte[16]);
    static final Keys OTHER_KEYS =
            Keys.of(new byte[16], new byte[] {1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
    static final String AUTHZ = "https://waf.ims.example";

    /** An eP-CSCF's offer or answer for audio. */
    static final String GATEWAY =
            """
            v=0
            o=- 9 1 IN IP4 198.51.100.1
            s=-
            c=IN IP4 198.51.100.1
            t=0 0
            a=ice-lite
            m=audio 10000 UDP/TLS/RTP/SAVPF 0 8 101
            a=rtpmap:101 telephone-event/8000
            a=sendrecv
            a=ice-ufrag:agw1
            a=ice-pwd:agwpasswordagwpasswordag1
            a=candidate:1 1 udp 2130706431 198.51.100.1 10000 typ host
            a=end-of-candidates
            a=fingerprint:sha-256 19:E2:1C:3B:4B:9F:81:E6:B8:5C:F4:A5:A8:D8:73:04:BB:05:2F:70:9F:04:A9:0E:05:E9:26:33:E8:70:88:A2
            a=setup:SETUP
            a=mid:0
            a=rtcp-mux
            """;

    final Run<In, Out> run;
    final List<Boolean> controlling = new ArrayList<>();
    private final Identity identity;

    private Wics(Account account) {
        var entropy = new SeededEntropy(1);
        identity = Identity.create(entropy, Instant.EPOCH);
        var settings =
                Settings.wic("k3j4.invalid", URN, new InetSocketAddress("192.0.2.17", 54609));
        var agent =
                new UserAgent(
                        account,
                        settings,
                        new Profile.WebRtc(this),
                        entropy,
                        (packet, offset, length, socket, to) -> {});
        run = new Run<>(agent);
    }

    /** A WIC with a web identity, its WebSocket open. */
    static Wics web() {
        return open(new Account.Web(ALICE, "ims.example", "tok1", Set.of(AUTHZ)));
    }

    /** A WIC with a password, its WebSocket open. */
    static Wics digest() {
        return open(new Account.Digest(ALICE, "ims.example", "alice@ims.example", "secret"));
    }

    /** A WIC with a card, its WebSocket open. */
    static Wics card() {
        return open(new Account.Card(ALICE, "ims.example", "alice@ims.example", KEYS));
    }

    private static Wics open(Account account) {
        var wics = new Wics(account);
        wics.run.give(new In.Open(W2));
        return wics;
    }

    /** A registered WIC, with a Service-Route and its identity associated. */
    static Wics registered() {
        var wics = web();
        var register = wics.request();
        wics.give(
                wics.ok(register, 3600)
                        .append(HeaderName.SERVICE_ROUTE, "<sip:orig@scscf.ims.example;lr>")
                        .append(HeaderName.P_ASSOCIATED_URI, "<sip:alice@ims.example>")
                        .build());
        wics.run.take();
        return wics;
    }

    Edit<Response> ok(Request register, long expires) {
        return Response.to(register, 200)
                .toTag("reg")
                .append(
                        HeaderName.CONTACT,
                        register.contacts().getFirst().uri() instanceof SipUri uri
                                ? "<" + uri + ">;expires=" + expires
                                : fail("no contact"));
    }

    void give(SipMessage message) {
        run.give(new In.Received(message, W2));
    }

    /** The one request that went out since the last look. */
    Request request() {
        var sent = requests(run.take());
        return sent.size() == 1 ? sent.getFirst() : fail(sent.toString());
    }

    static List<Request> requests(List<Out> outs) {
        var sent = new ArrayList<Request>();
        for (var out : outs) {
            if (out instanceof Out.Transmit(Request request, var to)) {
                sent.add(to.equals(W2) ? request : fail("sent to " + to));
            }
        }
        return sent;
    }

    /** The last response that went out since the last look. */
    Response response() {
        Response last = null;
        for (var out : run.take()) {
            if (out instanceof Out.Transmit(Response response, var _)) {
                last = response;
            }
        }
        return last == null ? fail("no response") : last;
    }

    static SipMessage read(String text) {
        byte[] octets = text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
        return switch (SipMessage.decode(octets, Limits.DEFAULT)) {
            case Decoded.Ok<SipMessage>(var message) -> message;
            case Decoded.Malformed<SipMessage>(var why) -> fail(why);
        };
    }

    static byte[] gateway(String setup) {
        String text = GATEWAY.replace("SETUP", setup).replace("\n", "\r\n");
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public WebRtcTransport open(
            boolean isControlling, List<Candidate> candidates, TransportSink sink) {
        controlling.add(isControlling);
        return WebRtcTransport.full(
                isControlling,
                candidates,
                new Surroundings(
                        TransportSettings.DEFAULT,
                        identity,
                        new SeededEntropy(2),
                        Runnable::run,
                        Runnable::run),
                sink);
    }

    @Override
    public Fingerprint fingerprint() {
        return identity.fingerprint();
    }
}
