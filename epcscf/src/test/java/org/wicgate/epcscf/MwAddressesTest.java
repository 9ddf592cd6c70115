package org.wicgate.epcscf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wicgate.epcscf.Config.Mw.Own;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.SipUri;
import org.wicgate.sip.TimerValues;
import org.wicgate.sip.TransactionLayer;
import org.wicgate.sip.Transport;

/** Which of our addresses stands in what goes to the core, and how patiently it is sent. */
final class MwAddressesTest {
    private static final List<Own> MORE =
            List.of(
                    new Own(false, "[2001:db8::60]", 5062),
                    new Own(true, "192.0.2.60", 5061),
                    new Own(true, "[2001:db8::60]", 5063));

    @Test
    void viaNamesTheAddressOfTheTargetsIpVersionAndTransport() {
        assertEquals("SIP/2.0/UDP 192.0.2.60:5060", via(Transport.UDP, "192.0.2.50"));
        assertEquals("SIP/2.0/UDP [2001:db8::60]:5062", via(Transport.UDP, "2001:db8::50"));
        assertEquals("SIP/2.0/TCP [2001:db8::60]:5062", via(Transport.TCP, "2001:db8::50"));
        assertEquals("SIP/2.0/TLS 192.0.2.60:5061", via(Transport.TLS, "192.0.2.50"));
        assertEquals("SIP/2.0/TLS [2001:db8::60]:5063", via(Transport.TLS, "2001:db8::50"));
    }

    /** RFC 5923 §8.1 for Via; what comes back by Path comes by TLS as well. */
    @Test
    void underTlsTheConnectionIsOfferedAndPathSaysTls() {
        var register = registered(Transport.TLS, "192.0.2.50").coreRequest();
        assertTrue(register.via().params().has("alias"));
        String path = String.valueOf(register.header(HeaderName.of("Path")));
        assertTrue(path.contains("@192.0.2.60:5061;transport=tls;lr"), path);
        var plain = registered(Transport.UDP, "192.0.2.50").coreRequest();
        assertFalse(plain.via().params().has("alias"));
    }

    /** TS 24.229 §7.7: 500 ms towards the core; the other way is RFC 7118 §5's reliable one. */
    @Test
    void requestIsRepeatedByUdpAfterHalfASecondAndByTcpNever() {
        var udp = registered(Transport.UDP, "192.0.2.50");
        assertEquals(1, udp.toCore.size());
        udp.pass(Duration.ofMillis(499));
        assertEquals(1, udp.toCore.size());
        udp.pass(Duration.ofMillis(1));
        assertEquals(2, udp.toCore.size());
        udp.pass(Duration.ofSeconds(1));
        assertEquals(3, udp.toCore.size());
        var tcp = registered(Transport.TCP, "192.0.2.50");
        tcp.pass(Duration.ofSeconds(31));
        assertEquals(1, tcp.toCore.size());
    }

    private static String via(Transport transport, String core) {
        var via = registered(transport, core).coreRequest().via();
        return "SIP/2.0/" + via.transport() + " " + via.sentBy();
    }

    /** A shard whose core is there, with the REGISTER of a WIC on its way. */
    private static Bench registered(Transport transport, String core) {
        var base = Bench.config();
        var mw =
                new Config.Mw(
                        transport,
                        "192.0.2.60",
                        5060,
                        List.of(SipUri.of("", core.contains(":") ? "[" + core + "]" : core, 5080)),
                        "visited.example",
                        TransactionLayer.UDP_LIMIT,
                        MORE);
        assertEquals(TimerValues.CORE, mw.timers());
        var bench =
                new Bench(
                        new Config(
                                base.homeDomain(),
                                base.w2(),
                                mw,
                                base.registration(),
                                base.sessions()));
        return bench.connect(1).wic(1, Texts.register("alice", 1, Texts.bearer("alice")));
    }
}
