package org.wicgate.sip.locate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wicgate.base.Decoded;
import org.wicgate.sim.Run;
import org.wicgate.sim.SeededEntropy;
import org.wicgate.sip.Hop;
import org.wicgate.sip.SipUri;
import org.wicgate.sip.Transport;
import org.wicgate.sip.locate.LocatorSettings.Family;

class LocatorTest {
    private static final List<Transport> ALL = List.of(Transport.UDP, Transport.TCP, Transport.TLS);

    private final Zone zone = new Zone();
    private final List<Question> asked = new ArrayList<>();
    private LocatorSettings settings = new LocatorSettings(ALL, List.of(Family.V4, Family.V6));
    private Locator locator = new Locator(settings, new SeededEntropy(1));
    private Run<Locator.In, Locator.Out> run = new Run<>(locator);
    private boolean answers = true;
    private long id;

    private Run<Locator.In, Locator.Out> start() {
        locator = new Locator(settings, new SeededEntropy(1));
        return new Run<>(locator);
    }

    private void with(LocatorSettings changed) {
        settings = changed;
        run = start();
    }

    private static SipUri uri(String text) {
        return SipUri.decode(text) instanceof Decoded.Ok<SipUri>(var uri)
                ? uri
                : SipUri.of("", "malformed." + text.length());
    }

    /** What came of it, with the zone answering all questions on the way. */
    private Locator.Out.Located locate(String text) {
        run.give(new Locator.In.Locate(++id, uri(text)));
        return assertInstanceOf(Locator.Out.Located.class, settle().getLast());
    }

    private List<Locator.Out> settle() {
        var located = new ArrayList<Locator.Out>();
        for (var out = run.take(); !out.isEmpty(); out = run.take()) {
            for (var o : out) {
                switch (o) {
                    case Locator.Out.Ask(var question) -> {
                        asked.add(question);
                        if (answers) {
                            give(question, zone.answer(question));
                        }
                    }
                    case Locator.Out.Located _ -> located.add(o);
                }
            }
        }
        return located;
    }

    private void give(Question question, Answer answer) {
        run.give(new Locator.In.Answered(question, answer));
    }

    private String targets(String text) {
        return text(locate(text));
    }

    private static String text(Locator.Out.Located located) {
        return located.targets().stream()
                .map(t ->
                        t.transport()
                                + " "
                                + t.address().getAddress().getHostAddress()
                                + " "
                                + t.address().getPort())
                .collect(Collectors.joining(", "));
    }

    @ParameterizedTest
    @CsvSource({
        "sip:192.0.2.1, UDP 192.0.2.1 5060",
        "sip:192.0.2.1:5070, UDP 192.0.2.1 5070",
        "sip:192.0.2.1;transport=tcp, TCP 192.0.2.1 5060",
        "sip:192.0.2.1;transport=TLS, TLS 192.0.2.1 5061",
        "sips:192.0.2.1, TLS 192.0.2.1 5061",
        "sips:192.0.2.1:7000;transport=tcp, TLS 192.0.2.1 7000",
        "sip:[2001:db8::1]:5070, UDP 2001:db8:0:0:0:0:0:1 5070",
        "sip:host.example;maddr=192.0.2.9, UDP 192.0.2.9 5060",
        "sip:user@host.example:5090;maddr=192.0.2.9, UDP 192.0.2.9 5090",
    })
    void numericHostsNeedNoDns(String text, String target) {
        assertEquals(target, targets(text));
        assertEquals(List.of(), asked);
    }

    @Test
    void nameWithPortHasAddressesAlone() {
        zone.at("a.example", "192.0.2.1", "192.0.2.2", "2001:db8::1");
        assertEquals(
                "UDP 192.0.2.1 5070, UDP 192.0.2.2 5070, UDP 2001:db8:0:0:0:0:0:1 5070",
                targets("sip:A.Example.:5070"));
        assertEquals(
                List.of(
                        new Question("a.example", Question.Type.A),
                        new Question("a.example", Question.Type.AAAA)),
                asked);
    }

    @Test
    void naptrSaysWhichTransportsInWhichOrder() {
        zone.naptr("ims.example", 50, 50, "SIPS+D2T", "_sips._tcp.ims.example")
                .naptr("ims.example", 90, 20, "SIP+D2U", "_sip._udp.ims.example")
                .naptr("ims.example", 90, 10, "SIP+D2T", "_sip._tcp.ims.example")
                .naptr("ims.example", 10, 10, "SIP+D2S", "_sip._sctp.ims.example")
                .naptr("ims.example", 10, 10, "u", "SIP+D2U", "odd.example")
                .srv("_sips._tcp.ims.example", 0, 1, 5061, "s.ims.example")
                .srv("_sip._tcp.ims.example", 0, 1, 5062, "s.ims.example")
                .srv("_sip._udp.ims.example", 0, 1, 5063, "s.ims.example")
                .at("s.ims.example", "192.0.2.1");
        assertEquals(
                "TLS 192.0.2.1 5061, TCP 192.0.2.1 5062, UDP 192.0.2.1 5063",
                targets("sip:ims.example"));
        assertEquals("TLS 192.0.2.1 5061", targets("sips:ims.example"));
        assertEquals("UDP 192.0.2.1 5063", targets("sip:ims.example;transport=udp"));
        var naptr = new Question("ims.example", Question.Type.NAPTR);
        assertEquals(1, asked.stream().filter(naptr::equals).count());
    }

    @Test
    void targetKeepsTheDomainThatItsCertificateMustHave() {
        zone.srv("_sips._tcp.ims.example", 0, 0, 5061, "s7.provider.example")
                .at("s7.provider.example", "192.0.2.1");
        var target = locate("sips:ims.example").targets().getFirst();
        assertEquals("ims.example", target.address().getHostString());
    }

    @Test
    void nothingIsAskedBeforeItIsNeeded() {
        answers = false;
        zone.naptr("ims.example", 1, 1, "SIP+D2U", "_sip._udp.ims.example")
                .srv("_sip._udp.ims.example", 0, 1, 5060, "s.ims.example")
                .at("s.ims.example", "192.0.2.1");
        run.give(new Locator.In.Locate(1, uri("sip:ims.example")));
        for (String name : List.of("NAPTR ims.example", "SRV _sip._udp.ims.example")) {
            assertEquals(List.of(), settle());
            assertEquals(name, asked.getLast().toString());
            give(asked.getLast(), zone.answer(asked.getLast()));
        }
        assertEquals(List.of(), settle());
        assertEquals(4, asked.size());
        give(asked.get(2), zone.answer(asked.get(2)));
        assertEquals(List.of(), settle());
        assertEquals(1, locator.waiting());
        give(asked.get(3), zone.answer(asked.get(3)));
        assertEquals(1, settle().size());
        assertEquals(0, locator.waiting());
    }

    @Test
    void flagALeadsToAddresses() {
        zone.naptr("ims.example", 1, 1, "a", "SIP+D2T", "s.ims.example")
                .at("s.ims.example", "192.0.2.1");
        assertEquals("TCP 192.0.2.1 5060", targets("sip:ims.example"));
    }

    @Test
    void withoutNaptrEachTransportIsAskedFor() {
        zone.srv("_sip._tcp.ims.example", 0, 0, 5070, "t.ims.example")
                .srv("_sip._udp.ims.example", 0, 0, 5080, "u.ims.example")
                .at("t.ims.example", "192.0.2.1")
                .at("u.ims.example", "192.0.2.2");
        assertEquals("UDP 192.0.2.2 5080, TCP 192.0.2.1 5070", targets("sip:ims.example"));
    }

    @Test
    void withoutAnyServiceTheNameItselfIsTheServer() {
        zone.at("ims.example", "192.0.2.1");
        assertEquals("UDP 192.0.2.1 5060", targets("sip:ims.example"));
        assertEquals("TLS 192.0.2.1 5061", targets("sips:ims.example"));
        assertEquals("TCP 192.0.2.1 5060", targets("sip:ims.example;transport=tcp"));
    }

    @Test
    void whatFailsIsNoReasonNotToTryTheNextStep() {
        zone.fails(new Question("ims.example", Question.Type.NAPTR))
                .fails(new Question("ims.example", Question.Type.AAAA))
                .at("ims.example", "192.0.2.1");
        assertEquals("UDP 192.0.2.1 5060", targets("sip:ims.example"));
    }

    @Test
    void aDotSaysThatThereIsNoService() {
        zone.srv("_sip._udp.ims.example", 0, 0, 5060, ".").at("ims.example", "192.0.2.1");
        var located = locate("sip:ims.example;transport=udp");
        assertEquals(List.of(), located.targets());
        assertEquals("no service at _sip._udp.ims.example", located.why());
    }

    @Test
    void lowerPriorityComesFirstWhateverItsWeight() {
        zone.srv("_sip._udp.ims.example", 20, 65_535, 5060, "b.ims.example")
                .srv("_sip._udp.ims.example", 10, 0, 5060, "a.ims.example")
                .at("a.ims.example", "192.0.2.1")
                .at("b.ims.example", "192.0.2.2");
        for (int i = 0; i < 50; i++) {
            assertEquals(
                    "UDP 192.0.2.1 5060, UDP 192.0.2.2 5060",
                    targets("sip:ims.example;transport=udp"));
        }
    }

    @Test
    void weightsSayHowOftenAServerIsFirst() {
        zone.srv("_sip._udp.ims.example", 1, 60, 5060, "a.ims.example")
                .srv("_sip._udp.ims.example", 1, 30, 5060, "b.ims.example")
                .srv("_sip._udp.ims.example", 1, 10, 5060, "c.ims.example")
                .srv("_sip._udp.ims.example", 1, 0, 5060, "d.ims.example")
                .at("a.ims.example", "192.0.2.1")
                .at("b.ims.example", "192.0.2.2")
                .at("c.ims.example", "192.0.2.3")
                .at("d.ims.example", "192.0.2.4");
        var orders = new HashMap<String, Integer>();
        var second = new HashMap<String, Integer>();
        int times = 20_000;
        for (int i = 0; i < times; i++) {
            var targets = locate("sip:ims.example;transport=udp").targets();
            assertEquals(4, targets.size());
            orders.merge(literal(targets.get(0)), 1, Integer::sum);
            if (literal(targets.getFirst()).equals("192.0.2.1")) {
                second.merge(literal(targets.get(1)), 1, Integer::sum);
            }
        }
        // RFC 2782: 0 to 100, so that a weight of 0 has one chance in 101
        assertShare(60.0 / 101, orders.getOrDefault("192.0.2.1", 0), times);
        assertShare(30.0 / 101, orders.getOrDefault("192.0.2.2", 0), times);
        assertShare(10.0 / 101, orders.getOrDefault("192.0.2.3", 0), times);
        assertShare(1.0 / 101, orders.getOrDefault("192.0.2.4", 0), times);
        int rest = second.values().stream().mapToInt(Integer::intValue).sum();
        assertShare(30.0 / 41, second.getOrDefault("192.0.2.2", 0), rest);
        assertShare(10.0 / 41, second.getOrDefault("192.0.2.3", 0), rest);
    }

    private static String literal(Hop.Address target) {
        return target.address().getAddress().getHostAddress();
    }

    /** Within five standard deviations. */
    private static void assertShare(double expected, int count, int times) {
        double deviation = Math.sqrt(expected * (1 - expected) / times);
        double share = (double) count / times;
        assertTrue(Math.abs(share - expected) < 5 * deviation, share + " for " + expected);
    }

    @Test
    void zeroWeightsAloneAreShuffled() {
        for (int i = 1; i <= 3; i++) {
            zone.srv("_sip._udp.z.example", 1, 0, 5060 + i, "z.example");
        }
        zone.at("z.example", "192.0.2.1");
        assertEquals(3, locate("sip:z.example;transport=udp").targets().size());
    }

    @Test
    void aliasesAreFollowedWithinAnAnswerAndBeyond() {
        var question = new Question("www.example", Question.Type.A);
        zone.add(question, new Resource.Alias("www.example", "a.example"))
                .add(question, new Resource.Alias("a.example", "b.example"))
                .at("b.example", "192.0.2.7");
        assertEquals("UDP 192.0.2.7 5070", targets("sip:www.example:5070"));
        zone.add(
                new Question("c.example", Question.Type.A),
                new Resource.Alias("c.example", "d.example"));
        zone.add(
                new Question("c.example", Question.Type.A),
                new Resource.Address("d.example", InetAddress.ofLiteral("192.0.2.8")));
        assertEquals("UDP 192.0.2.8 5070", targets("sip:c.example:5070"));
    }

    @Test
    void aliasesInACircleEnd() {
        zone.add(
                new Question("a.example", Question.Type.A),
                new Resource.Alias("a.example", "b.example"));
        zone.add(
                new Question("b.example", Question.Type.A),
                new Resource.Alias("b.example", "a.example"));
        var located = locate("sip:a.example:5060");
        assertEquals("too many aliases from a.example", located.why());
        assertEquals(0, locator.waiting());
    }

    @Test
    void recordsOfOthersAreNotTaken() {
        zone.add(
                new Question("a.example", Question.Type.A),
                new Resource.Address("evil.example", InetAddress.ofLiteral("203.0.113.1")));
        assertEquals("", targets("sip:a.example:5060"));
    }

    @Test
    void nothingFoundSaysWhy() {
        assertEquals("the DNS has no address of it", locate("sip:nowhere.example").why());
        zone.fails(new Question("broken.example", Question.Type.A));
        assertEquals("A broken.example: SERVFAIL", locate("sip:broken.example:5060").why());
        assertTrue(locate("sip:a..example").why().startsWith("not a domain name"));
        String sctp = "transport sctp is not spoken here";
        assertEquals(sctp, locate("sip:a.example;transport=sctp").why());
        assertEquals(
                "transport udp is not spoken here", locate("sips:a.example;transport=udp").why());
    }

    @Test
    void whatWeDoNotSpeakIsLeftOut() {
        with(new LocatorSettings(List.of(Transport.TCP, Transport.UDP), List.of(Family.V4)));
        zone.naptr("ims.example", 1, 1, "SIPS+D2T", "_sips._tcp.ims.example")
                .naptr("ims.example", 2, 1, "SIP+D2U", "_sip._udp.ims.example")
                .srv("_sip._udp.ims.example", 0, 1, 5063, "s.ims.example")
                .at("s.ims.example", "192.0.2.1", "2001:db8::1");
        assertEquals("UDP 192.0.2.1 5063", targets("sip:ims.example"));
        assertEquals("TLS is not spoken here", locate("sips:ims.example").why());
        assertEquals("cannot reach an address of that family", locate("sip:[::1]").why());
        assertEquals("TCP 192.0.2.1 5060", targets("sip:192.0.2.1"));
    }

    @Test
    void ipv6FirstWhereItIsPreferred() {
        with(new LocatorSettings(ALL, List.of(Family.V6, Family.V4)));
        zone.at("a.example", "192.0.2.1", "2001:db8::1");
        assertEquals(
                "UDP 2001:db8:0:0:0:0:0:1 5070, UDP 192.0.2.1 5070", targets("sip:a.example:5070"));
    }

    @Test
    void manyTargetsAreCut() {
        for (int i = 1; i <= 40; i++) {
            zone.at("many.example", "192.0.2." + i);
        }
        assertEquals(settings.maxTargets(), locate("sip:many.example:5060").targets().size());
    }

    @Test
    void oneNameCannotAskForever() {
        for (int i = 0; i < 500; i++) {
            zone.srv("_sip._udp.flood.example", 1, 1, 5060, "h" + i + ".example");
        }
        var located = locate("sip:flood.example;transport=udp");
        assertEquals(List.of(), located.targets());
        assertEquals(64, asked.size());
        assertEquals(0, locator.waiting());
    }
}
