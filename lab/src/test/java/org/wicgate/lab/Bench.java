package org.wicgate.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.wicgate.aka.Keys;
import org.wicgate.base.Decoded;
import org.wicgate.sim.Run;
import org.wicgate.sim.SeededEntropy;
import org.wicgate.sip.Challenge;
import org.wicgate.sip.DigestAlgorithm;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Hop;
import org.wicgate.sip.Limits;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;
import org.wicgate.sip.SipMessage;
import org.wicgate.sip.Transport;

/** A lab core in virtual time, with an edge that is trusted and phones that are not. */
final class Bench {
    static final Keys DAVE =
            Keys.of(
                    new byte[16],
                    new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16});
    static final String DOMAIN = "ims.example";
    static final InetSocketAddress LAB = at(5080);
    static final InetSocketAddress EDGE = at(5060);
    static final InetSocketAddress PHONE = at(6000);
    static final String OFFER =
            """
            v=0
            o=- 1 1 IN IP4 127.0.0.1
            s=-
            c=IN IP4 127.0.0.1
            t=0 0
            m=audio 30000 RTP/AVP 8 0 101
            a=rtpmap:101 telephone-event/8000
            """
                    .replace("\n", "\r\n");

    final Run<LabCore.In, LabCore.Out> run;
    private int count;

    Bench() {
        this(LabSettings.Limits.DEFAULT);
    }

    Bench(LabSettings.Limits limits) {
        var settings = new LabSettings(DOMAIN, LAB, Set.of(EDGE), limits);
        var subscribers =
                List.of(
                        Subscriber.of("alice", DOMAIN),
                        Subscriber.of("bob", DOMAIN),
                        Subscriber.withPassword("carol", DOMAIN, "secret"),
                        Subscriber.withPassword(
                                "erin", DOMAIN, "secret", List.of(DigestAlgorithm.SHA_256)),
                        Subscriber.withCard("dave", DOMAIN, DAVE));
        run = new Run<>(new LabCore(settings, subscribers, new SeededEntropy(1)));
    }

    static InetSocketAddress at(int port) {
        return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
    }

    /** Gives a message that came over UDP; lines of the text end as they like. */
    Bench receive(InetSocketAddress from, String text) {
        return receive(from, message(text));
    }

    Bench receive(InetSocketAddress from, SipMessage message) {
        run.give(new LabCore.In.Received(message, new Hop.Address(Transport.UDP, from), from));
        return this;
    }

    Bench pass(Duration time) {
        run.pass(time);
        return this;
    }

    static SipMessage message(String text) {
        byte[] bytes =
                text.replace("\r\n", "\n").replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
        return switch (SipMessage.decode(bytes, Limits.DEFAULT)) {
            case Decoded.Ok<SipMessage>(var message) -> message;
            case Decoded.Malformed<SipMessage>(var why) ->
                    throw new AssertionError(why + "\n" + text);
        };
    }

    /** A request with all it needs; {@code lines} go last. */
    String request(
            String method,
            String uri,
            InetSocketAddress via,
            String from,
            String to,
            String... lines) {
        return text(method, uri, via, from, to, ++count, lines);
    }

    private static String text(
            String method,
            String uri,
            InetSocketAddress via,
            String from,
            String to,
            int cseq,
            String... lines) {
        return method
                + " "
                + uri
                + " SIP/2.0\n"
                + "Via: SIP/2.0/UDP 127.0.0.1:"
                + via.getPort()
                + ";branch=z9hG4bKt"
                + cseq
                + "\n"
                + "Max-Forwards: 70\n"
                + "From: "
                + from
                + "\n"
                + "To: "
                + to
                + "\n"
                + "Call-ID: call-"
                + from.hashCode()
                + "\n"
                + "CSeq: "
                + cseq
                + " "
                + method
                + "\n"
                + String.join("", List.of(lines).stream().map(l -> l + "\n").toList())
                + "\n";
    }

    static String impu(String name) {
        return "<sip:" + name + "@" + DOMAIN + ">";
    }

    static String authDone(String name) {
        return "Authorization: Digest username=\""
                + name
                + "@"
                + DOMAIN
                + "\", realm=\""
                + DOMAIN
                + "\", uri=\"sip:"
                + DOMAIN
                + "\", nonce=\"\", response=\"\","
                + " integrity-protected=\"auth-done\"";
    }

    /** REGISTER as the edge sends it. */
    String webRegister(String name, String flow, String... lines) {
        var all =
                new ArrayList<>(
                        List.of(
                                authDone(name),
                                "Path: <sip:" + flow + "@127.0.0.1:5060;lr;ob>",
                                "Require: path",
                                "Supported: outbound, path"));
        all.addAll(List.of(lines));
        return request(
                "REGISTER",
                "sip:" + DOMAIN,
                EDGE,
                impu(name) + ";tag=r" + flow,
                impu(name),
                all.toArray(String[]::new));
    }

    static String webContact(String flow) {
        return "Contact: <sip:"
                + flow
                + "@x.invalid;transport=ws>;+sip.instance=\"<urn:uuid:"
                + flow
                + ">\";reg-id=1;expires=600";
    }

    /** Registers a browser's user by the edge. */
    Bench registerWeb(String name, String flow) {
        receive(EDGE, webRegister(name, flow, webContact(flow)));
        assertEquals(200, response().status());
        return this;
    }

    /** Registers carol's phone by digest. */
    Bench registerPhone() {
        receive(PHONE, phoneRegister());
        var asked = response();
        assertEquals(401, asked.status());
        receive(PHONE, phoneRegister("Authorization: " + answer(asked, "secret")));
        assertEquals(200, response().status());
        return this;
    }

    String phoneRegister(String... lines) {
        var all = new ArrayList<>(List.of("Contact: <sip:carol@127.0.0.1:6000>"));
        all.addAll(List.of(lines));
        return request(
                "REGISTER",
                "sip:" + DOMAIN,
                PHONE,
                impu("carol") + ";tag=p",
                impu("carol"),
                all.toArray(String[]::new));
    }

    static String answer(Response asked, String password) {
        return answer(asked, password, 1);
    }

    static String answer(Response asked, String password, int count) {
        var header = asked.header(HeaderName.WWW_AUTHENTICATE);
        assertNotNull(header);
        var ok = assertInstanceOf(Decoded.Ok.class, Challenge.decode(header));
        var challenge = assertInstanceOf(Challenge.Digest.class, ok.value());
        var answer =
                challenge.answer("carol", password, "REGISTER", "sip:" + DOMAIN, "cnonce", count);
        assertNotNull(answer);
        return answer.format();
    }

    /** What was sent since the last look, with where to. */
    List<LabCore.Out.Transmit> sent() {
        return run.take().stream()
                .filter(LabCore.Out.Transmit.class::isInstance)
                .map(LabCore.Out.Transmit.class::cast)
                .toList();
    }

    /** The one response sent since the last look. */
    Response response() {
        var responses =
                sent().stream()
                        .map(LabCore.Out.Transmit::message)
                        .filter(Response.class::isInstance)
                        .toList();
        assertEquals(1, responses.size(), responses::toString);
        return (Response) responses.getFirst();
    }

    /** The one request sent since the last look. */
    Request forwarded() {
        var requests =
                sent().stream()
                        .map(LabCore.Out.Transmit::message)
                        .filter(Request.class::isInstance)
                        .toList();
        assertEquals(1, requests.size(), requests::toString);
        return (Request) requests.getFirst();
    }

    /** A media event, as if the media side had said it. */
    Bench media(MediaEvent event) {
        run.give(new LabCore.In.Media(event));
        return this;
    }

    /** The one media command of that kind since the last look. */
    <C extends MediaCommand> C command(Class<C> kind) {
        var commands =
                run.take().stream()
                        .filter(LabCore.Out.Media.class::isInstance)
                        .map(o -> ((LabCore.Out.Media) o).command())
                        .filter(kind::isInstance)
                        .map(kind::cast)
                        .toList();
        assertEquals(1, commands.size(), commands::toString);
        return commands.getFirst();
    }

    static String withBody(String request, String body) {
        String lines = "Content-Type: application/sdp\nContent-Length: " + body.length() + "\n\n";
        return request.substring(0, request.length() - 1) + lines + body;
    }
}
