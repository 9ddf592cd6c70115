package org.wicgate.bench;

import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.wicgate.base.Decoded;
import org.wicgate.base.Entropy;
import org.wicgate.epcscf.Config;
import org.wicgate.epcscf.EdgeProxy;
import org.wicgate.epcscf.NodeKey;
import org.wicgate.sip.Hop;
import org.wicgate.sip.Limits;
import org.wicgate.sip.SipMessage;
import org.wicgate.sip.SipUri;
import org.wicgate.sip.Transport;

/**
 * What a REGISTER refresh costs the eP-CSCF alone, without sockets: from the bytes of the browser's
 * request to the bytes for the core, and from those of the core's 200 to those for the browser. A
 * thousand registered WICs take turns, and time goes on by 100 µs with each.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class RefreshBenchmark {
    private static final String HOME = "ims.mnc001.mcc001.3gppnetwork.org";
    private static final int WICS = 1000;
    private static final Hop.Address CORE =
            new Hop.Address(Transport.UDP, new InetSocketAddress("127.0.0.1", 5080));
    private static final byte[] OK = "SIP/2.0 200 OK\r\n".getBytes(StandardCharsets.US_ASCII);

    private final byte[][] requests = new byte[WICS][];
    private final byte[][] answers = new byte[WICS][];
    private EdgeProxy proxy = edge();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private int next;
    private int turn;

    private static EdgeProxy edge() {
        var random = new Random(1);
        var entropy =
                new Entropy() {
                    @Override
                    public void wire(byte[] target) {
                        random.nextBytes(target);
                    }

                    @Override
                    public void secret(byte[] target) {
                        random.nextBytes(target);
                    }
                };
        var entry = SipUri.of("", "127.0.0.1", 5080);
        var config =
                new Config(
                        HOME,
                        new Config.W2("127.0.0.1", 8088),
                        new Config.Mw(Transport.UDP, "127.0.0.1", 5060, List.of(entry), HOME),
                        new Config.Registration(
                                Set.of(Config.Scheme.IMS),
                                "",
                                Map.of(),
                                "",
                                Config.DigestProtection.NONE),
                        new Config.Sessions(Duration.ofSeconds(30), 20_000));
        return new EdgeProxy(config, 0, NodeKey.fresh(entropy), entropy);
    }

    /** Registers them all. */
    @Setup
    public void register() {
        for (int i = 0; i < WICS; i++) {
            requests[i] = bytes(REQUEST.formatted(HOME, i, i, i, HOME, i, i, HOME, i, i, i, i));
            answers[i] = bytes(ANSWER.formatted(i, HOME, i, i, HOME, i, i, i, i, i, i, HOME));
            proxy.handle(
                    new EdgeProxy.In.ConnectionOpened(i, Transport.WS, "", "127.0.0.1:1"), now);
        }
        for (int i = 0; i < WICS; i++) {
            refresh();
        }
    }

    private static byte[] bytes(String text) {
        return text.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** One refresh. */
    @Benchmark
    public int refresh() {
        int i = next;
        next = next + 1 == WICS ? 0 : next + 1;
        turn += next == 0 ? 1 : 0;
        now = now.plusNanos(100_000);
        if (!proxy.deadline().isAfter(now)) {
            proxy.tick(now);
        }
        proxy.handle(EdgeProxy.In.fromAccess(i, stamped(requests[i]), Limits.DEFAULT), now);
        byte[] toCore = poll(Transport.UDP);
        byte[] answer = answered(toCore, stamped(answers[i]));
        if (!(SipMessage.decode(answer, Limits.DEFAULT) instanceof Decoded.Ok(var read))) {
            throw new IllegalStateException("answer not read");
        }
        proxy.handle(new EdgeProxy.In.FromCore(read, CORE), now);
        return poll(Transport.WS).length;
    }

    /** The bytes for that transport; what else there is to do is dropped. */
    private byte[] poll(Transport transport) {
        byte[] found = null;
        for (var out = proxy.poll(); out != null; out = proxy.poll()) {
            if (out instanceof EdgeProxy.Out.Transmit(var message, var to)
                    && to.transport() == transport) {
                found = message.encode();
            }
        }
        if (found == null) {
            throw new IllegalStateException("nothing for " + transport);
        }
        return found;
    }

    /** A copy with this turn's number in the place of each row of hashes. */
    private byte[] stamped(byte[] template) {
        byte[] copy = template.clone();
        for (int at = 0; at < copy.length - 7; at++) {
            if (copy[at] == '#' && copy[at + 1] == '#') {
                int number = 10_000_000 + turn;
                for (int digit = 7; digit >= 0; digit--) {
                    copy[at + digit] = (byte) ('0' + number % 10);
                    number /= 10;
                }
                at += 7;
            }
        }
        return copy;
    }

    /** The template after the status line and the Via lines of the request. */
    private static byte[] answered(byte[] request, byte[] rest) {
        var out = new ByteArrayOutputStream(request.length + rest.length);
        out.writeBytes(OK);
        int line = end(request, 0);
        while (request[line] == 'V') {
            int next = end(request, line);
            out.write(request, line, next - line);
            line = next;
        }
        out.writeBytes(rest);
        return out.toByteArray();
    }

    private static int end(byte[] bytes, int from) {
        int at = from;
        while (bytes[at] != '\n') {
            at++;
        }
        return at + 1;
    }

    private static final String REQUEST =
            """
            REGISTER sip:%s SIP/2.0
            Via: SIP/2.0/WS w%07x.invalid;branch=z9hG4bKr%x.########;rport
            Max-Forwards: 70
            From: <sip:u%06d@%s>;tag=r%x
            To: <sip:u%06d@%s>
            Call-ID: r%08x.1@wsload.invalid
            CSeq: ######## REGISTER
            Contact: <sip:u%06d@w%07x.invalid;transport=ws>;reg-id=1;+sip.instance="<urn:uuid:00000000-0000-4000-8000-%012x>";+g.3gpp.icsi-ref="urn%%3Aurn-7%%3A3gpp-service.ims.icsi.mmtel";expires=600
            Supported: path, outbound, gruu
            Allow: INVITE,ACK,CANCEL,BYE,UPDATE,MESSAGE,OPTIONS,PRACK
            User-Agent: wsload (WebRTC UA)
            Content-Length: 0

            """;

    private static final String ANSWER =
            """
            From: <sip:u%06d@%s>;tag=r%x
            To: <sip:u%06d@%s>;tag=c%x
            Call-ID: r%08x.1@wsload.invalid
            CSeq: ######## REGISTER
            Contact: <sip:u%06d@w%07x.invalid;transport=ws>;reg-id=1;+sip.instance="<urn:uuid:00000000-0000-4000-8000-%012x>";expires=600
            Service-Route: <sip:orig@127.0.0.1:5080;lr>
            P-Associated-URI: <sip:u%06d@%s>
            Content-Length: 0

            """;
}
