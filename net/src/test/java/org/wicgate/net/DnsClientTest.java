package org.wicgate.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.wicgate.base.Decoded;
import org.wicgate.sim.SeededEntropy;
import org.wicgate.sip.Hop;
import org.wicgate.sip.SipUri;
import org.wicgate.sip.Transport;
import org.wicgate.sip.locate.Answer;
import org.wicgate.sip.locate.Locator;
import org.wicgate.sip.locate.LocatorSettings;
import org.wicgate.sip.locate.LocatorSettings.Family;
import org.wicgate.sip.locate.Question;
import org.wicgate.sip.locate.Resource;

class DnsClientTest {
    private static final String ZONE =
            """
            ims.example. 300 IN SOA ns.ims.example. admin.ims.example. 1 3600 600 86400 42
            ims.example. 300 IN NAPTR 10 50 "s" "SIP+D2T" "" _sip._tcp.ims.example.
            ims.example. 300 IN NAPTR 20 50 "s" "SIP+D2U" "" _sip._udp.ims.example.
            _sip._tcp.ims.example. 120 IN SRV 1 10 5070 icscf.ims.example.
            _sip._udp.ims.example. 120 IN SRV 1 10 5060 alias.ims.example.
            alias.ims.example. 30 IN CNAME icscf.ims.example.
            icscf.ims.example. 60 IN A 192.0.2.7
            icscf.ims.example. 50 IN A 192.0.2.8
            icscf.ims.example. 60 IN AAAA 2001:db8::7
            """;

    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void end() {
        executor.shutdownNow();
    }

    private DnsClient client(Duration timeout, InetSocketAddress... servers) {
        return new DnsClient(new DnsSettings(List.of(servers), timeout), executor);
    }

    private static Answer ask(DnsClient client, Question.Type type, String name) throws Exception {
        var answer = new CompletableFuture<Answer>();
        client.ask(new Question(name, type), answer::complete);
        return answer.get(60, TimeUnit.SECONDS);
    }

    @Test
    void answersOfAllTypesAreRead() throws Exception {
        try (var dns = new ToyDns(ZONE)) {
            var client = client(Duration.ofSeconds(20), dns.address());
            assertEquals(
                    new Answer.Found(
                            List.of(
                                    new Resource.Naptr(
                                            "ims.example",
                                            10,
                                            50,
                                            "s",
                                            "SIP+D2T",
                                            "_sip._tcp.ims.example"),
                                    new Resource.Naptr(
                                            "ims.example",
                                            20,
                                            50,
                                            "s",
                                            "SIP+D2U",
                                            "_sip._udp.ims.example")),
                            Duration.ofMinutes(5)),
                    ask(client, Question.Type.NAPTR, "IMS.example"));
            assertEquals(
                    new Answer.Found(
                            List.of(
                                    new Resource.Srv(
                                            "_sip._tcp.ims.example",
                                            1,
                                            10,
                                            5070,
                                            "icscf.ims.example")),
                            Duration.ofMinutes(2)),
                    ask(client, Question.Type.SRV, "_sip._tcp.ims.example"));
            var two =
                    assertInstanceOf(
                            Answer.Found.class, ask(client, Question.Type.A, "icscf.ims.example"));
            assertEquals(2, two.records().size());
            assertEquals(Duration.ofSeconds(50), two.ttl());
            assertEquals(
                    new Answer.Found(
                            List.of(
                                    new Resource.Address(
                                            "icscf.ims.example",
                                            InetAddress.ofLiteral("2001:db8::7"))),
                            Duration.ofSeconds(60)),
                    ask(client, Question.Type.AAAA, "icscf.ims.example"));
            assertEquals(
                    new Answer.Found(
                            List.of(new Resource.Alias("alias.ims.example", "icscf.ims.example")),
                            Duration.ofSeconds(30)),
                    ask(client, Question.Type.A, "alias.ims.example"));
        }
    }

    @Test
    void thatThereIsNothingHoldsAsLongAsTheZoneSays() throws Exception {
        try (var dns = new ToyDns(ZONE)) {
            var client = client(Duration.ofSeconds(20), dns.address());
            var none = new Answer.None(Duration.ofSeconds(42));
            assertEquals(none, ask(client, Question.Type.A, "nowhere.ims.example"));
            assertEquals(none, ask(client, Question.Type.A, "ims.example"));
        }
    }

    @Test
    void nextServerIsAskedAndStaysTheFirst() throws Exception {
        try (var broken = new ToyDns(ZONE);
                var fine = new ToyDns(ZONE)) {
            broken.mood = ToyDns.Mood.FAILING;
            var client = client(Duration.ofSeconds(20), broken.address(), fine.address());
            assertInstanceOf(Answer.Found.class, ask(client, Question.Type.NAPTR, "ims.example"));
            assertInstanceOf(Answer.Found.class, ask(client, Question.Type.NAPTR, "ims.example"));
            assertEquals(1, broken.asked.size());
            assertEquals(2, fine.asked.size());
            assertEquals(3, client.asked());
            assertEquals(0, client.failed());
        }
    }

    @Test
    void silentServerIsAskedTwiceAndThenSaysSo() throws Exception {
        try (var silent = new ToyDns(ZONE)) {
            silent.mood = ToyDns.Mood.SILENT;
            var client = client(Duration.ofMillis(300), silent.address());
            var failed =
                    assertInstanceOf(
                            Answer.Failed.class, ask(client, Question.Type.A, "ims.example"));
            assertTrue(failed.why().endsWith("is silent"), failed.why());
            assertEquals(1, client.failed());
            assertEquals(Duration.ofMillis(600), client.patience());
        }
    }

    @Test
    void hostsFileOfTheSystemCountsWhereItsServersDo() throws Exception {
        var client = new DnsClient(new DnsSettings(List.of(), Duration.ofMillis(300)), executor);
        assertEquals(
                new Answer.Found(
                        List.of(
                                new Resource.Address(
                                        "localhost", InetAddress.ofLiteral("127.0.0.1"))),
                        Duration.ZERO),
                ask(client, Question.Type.A, "localhost"));
    }

    @Test
    void locatorOverARealServerFindsAllTargets() throws Exception {
        try (var dns = new ToyDns(ZONE)) {
            var client = client(Duration.ofSeconds(20), dns.address());
            assertEquals(
                    List.of(
                            hop(Transport.TCP, "192.0.2.7", 5070),
                            hop(Transport.TCP, "192.0.2.8", 5070),
                            hop(Transport.UDP, "192.0.2.7", 5060),
                            hop(Transport.UDP, "192.0.2.8", 5060)),
                    locate(client, "sip:ims.example"));
        }
    }

    private static Hop.Address hop(Transport transport, String address, int port) {
        return new Hop.Address(
                transport, new InetSocketAddress(InetAddress.ofLiteral(address), port));
    }

    static List<Hop.Address> locate(DnsClient client, String text) throws Exception {
        var locator =
                new Locator(
                        new LocatorSettings(
                                List.of(Transport.UDP, Transport.TCP), List.of(Family.V4)),
                        new SeededEntropy(1));
        if (!(SipUri.decode(text) instanceof Decoded.Ok<SipUri>(var uri))) {
            throw new IOException("not a URI: " + text);
        }
        var now = java.time.Instant.EPOCH;
        locator.handle(new Locator.In.Locate(1, uri), now);
        while (true) {
            switch (locator.poll()) {
                case Locator.Out.Ask(var question) -> {
                    var answer = ask(client, question.type(), question.name());
                    locator.handle(new Locator.In.Answered(question, answer), now);
                }
                case Locator.Out.Located located -> {
                    return located.targets();
                }
                case null -> throw new IOException("neither asks nor answers");
            }
        }
    }
}
