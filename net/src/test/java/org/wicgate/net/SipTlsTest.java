package org.wicgate.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.wicgate.net.SipEndpoint.Listen;
import org.wicgate.net.SipTls.Trust;
import org.wicgate.sim.Proves;
import org.wicgate.sip.Hop;
import org.wicgate.sip.Transport;

/** SIP over TLS between two endpoints, each of which has a certificate of its own. */
@Timeout(60)
final class SipTlsTest {
    private static final String CORE = "core.example.org";
    private static final String EDGE = "edge.example.org";

    private final SipRecorder ours = new SipRecorder();
    private final SipRecorder theirs = new SipRecorder();
    private final Shards shards = Shards.start("sip", 2);
    private final Credential core = Certificates.selfSigned(List.of(CORE));
    private final Credential edge = Certificates.selfSigned(List.of(EDGE, "127.0.0.1"));

    SipTlsTest() throws IOException {}

    @AfterEach
    void stop() {
        shards.close();
    }

    /**
     * Both have to show a certificate; Iq, the statement's other half, never leaves the process.
     */
    @Test
    @Proves("SEC-11")
    void bothProveThemselvesAndOneConnectionCarriesBothWays() throws Exception {
        try (var us = open(ours, tls(edge, core));
                var them = open(theirs, tls(core, edge))) {
            var to = new Hop.Address(Transport.TLS, named(CORE, them));
            send(us, shards.shard(0), to, Bytes.options("first", ""));
            send(us, shards.shard(0), to, Bytes.options("second", ""));
            var first = theirs.received();
            assertEquals("first", first.message().callId());
            assertEquals(Transport.TLS, first.from().transport());
            assertEquals(first.from(), theirs.received().from());
            for (Shard shard : shards.all()) {
                send(them, shard, first.from(), Bytes.options("back", ""));
                assertEquals("back", ours.received().message().callId());
            }
        }
        withoutCertificateNobodyConnects();
    }

    private void withoutCertificateNobodyConnects() throws Exception {
        try (var us = open(ours, tls(edge, core))) {
            var context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Gullible()}, null);
            var at = us.secureAddresses().getFirst();
            try (var socket =
                    (SSLSocket)
                            context.getSocketFactory()
                                    .createSocket(at.getAddress(), at.getPort())) {
                socket.setSoTimeout(10_000);
                assertThrows(
                        IOException.class,
                        () -> {
                            socket.startHandshake(); // with TLS 1.3 the alert comes later
                            socket.getOutputStream().write(Bytes.options("stranger", ""));
                            int end = socket.getInputStream().read();
                            throw new IOException("closed: " + end);
                        });
            }
            assertTrue(ours.isSilent());
        }
    }

    /** RFC 5922 §7.3; TS 33.203 Annex O.5. */
    @Test
    @Proves("SEC-09")
    void certificateForAnotherNameEndsTheConnectionBeforeAnythingIsSent() throws Exception {
        try (var us = open(ours, tls(edge, core));
                var them = open(theirs, tls(core, edge))) {
            for (String wrong : List.of("other.example.org", "example.org", "127.0.0.1")) {
                var to = new Hop.Address(Transport.TLS, named(wrong, them));
                send(us, shards.shard(0), to, Bytes.options("secret", ""));
                var failed = ours.failed();
                while (!(failed.hop() instanceof Hop.Address)) {
                    failed = ours.failed();
                }
                assertEquals(to, failed.hop());
                assertEquals(
                        "TLS: its certificate is for [core.example.org], not for " + wrong,
                        failed.why());
            }
            assertTrue(theirs.isSilent());
        }
    }

    @Test
    void certificateOfAnUnknownAuthorityEndsTheConnection() throws Exception {
        var impostor = Certificates.selfSigned(List.of(CORE));
        try (var us = open(ours, tls(edge, core));
                var them = open(theirs, tls(impostor, edge))) {
            var to = new Hop.Address(Transport.TLS, named(CORE, them));
            send(us, shards.shard(1), to, Bytes.options("secret", ""));
            var failed = ours.failed();
            assertEquals(to, failed.hop());
            assertTrue(failed.why().startsWith("TLS: "), failed.why());
            assertTrue(theirs.isSilent());
        }
    }

    @Test
    void whoMayConnectCanBeNamed() throws Exception {
        var trust = new Trust(List.of(edge.certificate()), true, Set.of("sbc.example.org"));
        try (var us = open(ours, tls(edge, core));
                var them = open(theirs, new SipTls(core, trust))) {
            var to = new Hop.Address(Transport.TLS, named(CORE, them));
            send(us, shards.shard(0), to, Bytes.options("stranger", ""));
            ours.failed(); // closed by them
            assertTrue(theirs.isSilent());
            assertEquals(1, them.counters().refused());
        }
    }

    /** RFC 5923 §8: the core's requests to us come on the connection that we opened to it. */
    @Test
    void connectionThatIsOfferedAsAliasCarriesRequestsTheOtherWay() throws Exception {
        try (var them = open(theirs, tls(core, edge))) {
            Hop back;
            try (var us = open(ours, tls(edge, core))) {
                back = new Hop.Address(Transport.TLS, named(EDGE, us));
                var to = new Hop.Address(Transport.TLS, named(CORE, them));
                int port = us.secureAddresses().getFirst().getPort();
                send(us, shards.shard(0), to, Bytes.options("out", "127.0.0.1:" + port + ";alias"));
                var offered = theirs.received().from();
                for (Shard shard : shards.all()) {
                    send(them, shard, back, Bytes.options("back", ""));
                    var got = ours.received();
                    assertEquals("back", got.message().callId());
                    send(us, shards.shard(0), got.from(), Bytes.options("same", ""));
                    assertEquals(offered, theirs.received().from());
                }
                // its name is not the certificate's: a connection of its own, which then fails
                var other = new Hop.Address(Transport.TLS, named("other.example.org", us));
                send(them, shards.shard(0), other, Bytes.options("secret", ""));
                assertTrue(addressFailed(theirs).contains("not for other.example.org"));
            }
            var told = new HashSet<Integer>();
            while (told.size() < shards.count()) {
                var failed = theirs.failed();
                if (failed.hop().equals(back)) {
                    told.add(failed.shard().index());
                }
            }
        }
    }

    /** RFC 5923 §5: without a certificate anybody could claim somebody else's port. */
    @Test
    void aliasOfAnUnprovenPeerIsNothing() throws Exception {
        var lenient = new Trust(List.of(core.certificate()), false, Set.of());
        try (var us = open(ours, new SipTls(edge, lenient));
                var them = open(theirs, tls(core, edge))) {
            var to = new Hop.Address(Transport.TLS, named(EDGE, us));
            int port = them.secureAddresses().getFirst().getPort();
            send(them, shards.shard(0), to, Bytes.options("in", "127.0.0.1:" + port + ";alias"));
            var in = ours.received();
            var back = new Hop.Address(Transport.TLS, named(CORE, them));
            send(us, in.shard(), back, Bytes.options("back", ""));
            var got = assertInstanceOf(Hop.Connection.class, theirs.received().from());
            send(them, shards.shard(0), got, Bytes.options("answer", ""));
            var answer = ours.received();
            assertTrue(!answer.from().equals(in.from()), "a connection that we opened ourselves");
        }
    }

    @Test
    void certificateThatReplacesAnotherIsShownToThoseWhoConnectThen() throws Exception {
        var next = Certificates.selfSigned(List.of("new.example.org"));
        var served = tls(core, edge);
        try (var us = open(ours, tls(edge, core, next));
                var them = open(theirs, served)) {
            var old = new Hop.Address(Transport.TLS, named(CORE, them));
            send(us, shards.shard(0), old, Bytes.options("one", ""));
            var first = theirs.received().from();
            served.show(next);
            send(us, shards.shard(0), old, Bytes.options("two", ""));
            assertEquals(first, theirs.received().from(), "the open connection stays");
            var to = new Hop.Address(Transport.TLS, named("new.example.org", them));
            send(us, shards.shard(1), to, Bytes.options("three", ""));
            assertEquals("three", theirs.received().message().callId());
        }
    }

    private static String addressFailed(SipRecorder recorder) throws InterruptedException {
        var failed = recorder.failed();
        while (!(failed.hop() instanceof Hop.Address)) {
            failed = recorder.failed();
        }
        return failed.why();
    }

    private SipEndpoint open(SipRecorder recorder, SipTls tls) throws IOException {
        var any = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
        return SipEndpoint.open(
                shards,
                new Listen(List.of(any), List.of(any), tls),
                SipSettings.DEFAULT,
                (m, h, s) -> s,
                recorder::on);
    }

    private static SipTls tls(Credential own, Credential... peers) throws IOException {
        var authorities = Arrays.stream(peers).map(Credential::certificate).toList();
        return new SipTls(own, new Trust(authorities, true, Set.of()));
    }

    /** Where an endpoint listens for TLS, found by a name. */
    private static InetSocketAddress named(String name, SipEndpoint endpoint) throws IOException {
        var at = endpoint.secureAddresses().getFirst();
        var address = InetAddress.getByAddress(name, at.getAddress().getAddress());
        return new InetSocketAddress(address, at.getPort());
    }

    private static void send(SipEndpoint endpoint, Shard from, Hop to, byte[] message) {
        assertTrue(from.post(() -> endpoint.send(from, to, message)));
    }

    /** Messages as bytes. */
    private static final class Bytes {
        static byte[] options(String callId, String sentBy) {
            return """
            OPTIONS sip:example.org SIP/2.0
            Via: SIP/2.0/TLS %s;branch=z9hG4bKabc
            Max-Forwards: 70
            From: <sip:a@example.org>;tag=1
            To: <sip:b@example.org>
            Call-ID: %s
            CSeq: 1 OPTIONS
            Content-Length: 0

            """
                    .formatted(sentBy.isEmpty() ? "127.0.0.1" : sentBy, callId)
                    .replace("\n", "\r\n")
                    .getBytes(UTF_8);
        }
    }

    /** Believes everybody. */
    private static final class Gullible extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
