package org.wicgate.eimsagw;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.wicgate.base.Entropy;
import org.wicgate.iq.AccessRemote;
import org.wicgate.iq.AccessRemote.DtlsRole;
import org.wicgate.iq.Command;
import org.wicgate.iq.CoreRemote;
import org.wicgate.iq.Event;
import org.wicgate.iq.Local;
import org.wicgate.iq.Stream;
import org.wicgate.iq.Stream.Gates;
import org.wicgate.sim.SeededEntropy;

/** A WIC without rtcp-mux: RTP and RTCP each have a component and an association (RFC 5764 §3). */
class RtcpComponentTest {
    private static final byte[] REPORT = {(byte) 0x80, (byte) 201, 0, 1, 1, 2, 3, 4};
    private static final CoreRemote.At CORE =
            new CoreRemote.At(
                    Bench.address(Bench.CORE_HOST, 20_000), Bench.address(Bench.CORE_HOST, 20_001));

    private final Bench bench =
            new Bench(
                    new GatewaySettings(
                            new GatewaySettings.W3(
                                    Bench.W3_UDP.rtp(),
                                    List.of(
                                            new GatewaySettings.Place(
                                                    Bench.W3_RTCP, Bench.W3_RTCP_ADDRESS)),
                                    List.of()),
                            CoreSource.SIGNALLED_ADDRESS,
                            10,
                            8,
                            Duration.ZERO),
                    10);
    private final SameCredentials entropy = new SameCredentials();
    private final FakeWic rtp =
            bench.component(
                    entropy, Bench.address("198.51.100.7", 40_000), Bench.W3, Bench.W3_ADDRESS);
    private final FakeWic rtcp =
            bench.component(
                    entropy,
                    Bench.address("198.51.100.7", 40_001),
                    Bench.W3_RTCP,
                    Bench.W3_RTCP_ADDRESS);

    /** Gives both components of a WIC the same user fragment and password. */
    private static final class SameCredentials implements Entropy {
        private static final int UFRAG = 8;
        private static final int PASSWORD = 28;
        private final SeededEntropy others = new SeededEntropy(5);
        private byte generation = 1;

        @Override
        public synchronized void wire(byte[] target) {
            others.wire(target);
            if (target.length == UFRAG) {
                Arrays.fill(target, generation);
            }
        }

        @Override
        public synchronized void secret(byte[] target) {
            others.secret(target);
            if (target.length == PASSWORD) {
                Arrays.fill(target, generation);
            }
        }
    }

    private AccessRemote.Described without(DtlsRole role) {
        var with = rtp.description(role);
        return new AccessRemote.Described(
                with.ufrag(), with.password(), with.fingerprints(), role, false);
    }

    private Local configure(AccessRemote access) {
        var stream = new Stream(0, access, CORE, Gates.OPEN);
        var command = new Command.Configure(Bench.id("c"), List.of(stream));
        return assertInstanceOf(Event.Configured.class, bench.ask(command)).streams().getFirst();
    }

    private Local open(DtlsRole role) {
        bench.ask(new Command.Reserve(Bench.id("c"), List.of(Call.empty())));
        var local = configure(without(role));
        rtp.connect(local, role);
        rtcp.connect(local, role);
        bench.until("secured", () -> rtp.transport.isReady() && rtcp.transport.isReady());
        bench.until(
                "the gateway has the keys of RTP",
                () -> bench.events.stream().anyMatch(e -> e instanceof Event.Secured));
        bench.until("the gateway has the keys of RTCP", this::isReportRelayed);
        return local;
    }

    private boolean isReportRelayed() {
        rtcp.sendRtcp(REPORT);
        return !bench.takeToCore().isEmpty();
    }

    private void reportsPass() {
        rtcp.sendRtcp(REPORT);
        var sent = bench.takeToCore();
        assertEquals(1, sent.size());
        assertEquals(CORE.rtcp(), sent.getFirst().to());
        assertArrayEquals(REPORT, sent.getFirst().bytes());

        int before = rtcp.rtcp.size();
        bench.deliver(2, CORE.rtcp(), REPORT);
        assertEquals(before + 1, rtcp.rtcp.size());
        assertEquals(0, rtp.rtcp.size());
    }

    @ParameterizedTest
    @EnumSource
    void rtpAndRtcpHaveAPortAndAKeyOfTheirOwn(DtlsRole role) {
        var local = open(role);
        assertEquals(Optional.of(Bench.W3_RTCP_ADDRESS), local.access().rtcp());

        rtp.send(Call.rtp(1, Call.WIC_SSRC));
        assertEquals(CORE.rtp(), bench.takeToCore().getFirst().to());
        reportsPass();

        bench.ask(new Command.Release(Bench.id("c")));
        assertTrue(bench.gateway.isEmpty());
    }

    /** RFC 8445 §9: both components have the new credentials, and both associations go on. */
    @Test
    void anIceRestartRenewsBothComponents() {
        var before = open(DtlsRole.SERVER);
        entropy.generation++;
        rtp.transport.restart(bench.now());
        rtcp.transport.restart(bench.now());
        assertEquals(rtp.transport.credentials(), rtcp.transport.credentials());
        var after = configure(without(DtlsRole.SERVER));
        assertNotEquals(before.access().ufrag(), after.access().ufrag());
        rtp.connect(after, DtlsRole.SERVER);
        rtcp.connect(after, DtlsRole.SERVER);
        bench.pass(Duration.ofSeconds(2));

        reportsPass();
        bench.pass(Duration.ofSeconds(40));
        reportsPass();
    }

    /** RFC 5761 §5.1.1: a later description may multiplex after all. */
    @Test
    void aWicThatMultiplexesLaterHasRtcpOnThePortOfRtp() {
        open(DtlsRole.SERVER);
        configure(rtp.description(DtlsRole.SERVER));

        bench.deliver(2, CORE.rtcp(), REPORT);
        assertEquals(1, rtp.rtcp.size());
        assertEquals(0, rtcp.rtcp.size());
        rtcp.sendRtcp(REPORT);
        assertEquals(0, bench.takeToCore().size());
    }

    @Test
    void rtpOnThePortOfRtcpIsDropped() {
        open(DtlsRole.SERVER);
        rtcp.send(Call.rtp(1, Call.WIC_SSRC));
        assertEquals(0, bench.takeToCore().size());
    }
}
