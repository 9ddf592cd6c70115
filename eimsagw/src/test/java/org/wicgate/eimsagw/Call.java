package org.wicgate.eimsagw;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.wicgate.dtls.ProtectionProfile;
import org.wicgate.ice.stun.IntegrityKey;
import org.wicgate.ice.stun.StunClass;
import org.wicgate.ice.stun.StunWriter;
import org.wicgate.ice.stun.TransactionId;
import org.wicgate.iq.AccessRemote;
import org.wicgate.iq.AccessRemote.DtlsRole;
import org.wicgate.iq.Command;
import org.wicgate.iq.ContextId;
import org.wicgate.iq.CoreRemote;
import org.wicgate.iq.Counters;
import org.wicgate.iq.Event;
import org.wicgate.iq.Local;
import org.wicgate.iq.Stream;
import org.wicgate.iq.Stream.Gates;
import org.wicgate.rtp.RtpHeader;
import org.wicgate.webrtc.TransportSettings;

/** One context with one stream, a WIC on one side and a phone on the other. */
final class Call {
    static final int WIC_SSRC = 0x11111111;
    static final int CORE_SSRC = 0x22222222;

    final Bench bench;
    final ContextId id;
    final FakeWic wic;
    final InetSocketAddress coreRtp;
    final InetSocketAddress coreRtcp;
    Local local;

    private Call(Bench bench, ContextId id, FakeWic wic, int corePort) {
        this.bench = bench;
        this.id = id;
        this.wic = wic;
        this.coreRtp = Bench.address(Bench.CORE_HOST, corePort);
        this.coreRtcp = Bench.address(Bench.CORE_HOST, corePort + 1);
        var reserved =
                assertInstanceOf(
                        Event.Reserved.class, bench.ask(new Command.Reserve(id, List.of(empty()))));
        this.local = reserved.streams().getFirst();
    }

    /** Reserved, and nobody described yet. */
    static Call reserve(Bench bench, int number) {
        return reserve(bench, number, TransportSettings.DEFAULT);
    }

    static Call reserve(Bench bench, int number, TransportSettings ofWic) {
        return reserve(bench, number, bench.wic(ofWic, wicAddress(number)));
    }

    static Call reserve(Bench bench, int number, FakeWic wic) {
        return new Call(bench, Bench.id("call-" + number), wic, 20_000 + 2 * number);
    }

    static InetSocketAddress wicAddress(int number) {
        return Bench.address("198.51.100." + number, 40_000 + number);
    }

    /** Connected and secured, gates open. */
    static Call open(Bench bench, int number, DtlsRole role) {
        return reserve(bench, number).secure(role);
    }

    /** One whose WIC speaks this profile only. */
    static Call open(Bench bench, int number, ProtectionProfile profile) {
        var time = Duration.ofSeconds(30);
        var settings = new TransportSettings(time, time, time, List.of(profile));
        return reserve(bench, number, settings).secure(DtlsRole.SERVER);
    }

    Call secure(DtlsRole role) {
        describe(role);
        wic.connect(local, role);
        bench.until("secured", this::isSecured);
        return this;
    }

    static Call open(Bench bench, int number) {
        return open(bench, number, DtlsRole.SERVER);
    }

    boolean isSecured() {
        return wic.transport.isReady()
                && bench.events.stream()
                        .anyMatch(e -> e instanceof Event.Secured && e.context().equals(id));
    }

    void describe(DtlsRole role) {
        configure(wic.description(role), at(), Gates.OPEN);
    }

    Local configure(AccessRemote access, CoreRemote core, Gates gates) {
        var configured =
                assertInstanceOf(
                        Event.Configured.class,
                        bench.ask(
                                new Command.Configure(
                                        id, List.of(new Stream(0, access, core, gates)))));
        local = configured.streams().getFirst();
        return local;
    }

    void gates(boolean toCore, boolean toAccess) {
        configure(new AccessRemote.Unset(), new CoreRemote.Unset(), new Gates(toCore, toAccess));
    }

    /** An authenticated check of the WIC that nominates the pair it comes over. */
    byte[] nomination() {
        var check =
                new StunWriter()
                        .start(StunClass.REQUEST, TransactionId.create(bench.entropy))
                        .username(
                                local.access().ufrag() + ":" + wic.transport.credentials().ufrag())
                        .priority(1)
                        .role(true, 5)
                        .useCandidate()
                        .integrity(IntegrityKey.of(local.access().password()))
                        .fingerprint();
        return Arrays.copyOf(check.buffer(), check.length());
    }

    /** An authenticated check, not nominating, from another address of the WIC. */
    void checkFrom(InetSocketAddress from) {
        checkFrom(from, true);
    }

    /** The same in a role. */
    void checkFrom(InetSocketAddress from, boolean isControlling) {
        var check =
                new StunWriter()
                        .start(StunClass.REQUEST, TransactionId.create(bench.entropy))
                        .username(
                                local.access().ufrag() + ":" + wic.transport.credentials().ufrag())
                        .priority(1)
                        .role(isControlling, 5)
                        .integrity(IntegrityKey.of(local.access().password()))
                        .fingerprint();
        bench.deliver(Bench.W3, from, Arrays.copyOf(check.buffer(), check.length()));
    }

    CoreRemote.At at() {
        return new CoreRemote.At(coreRtp, coreRtcp);
    }

    /** A packet out of the core, to the stream's RTP port. */
    void fromCore(byte[] rtp) {
        fromCore(coreRtp, rtp);
    }

    void fromCore(InetSocketAddress from, byte[] rtp) {
        bench.deliver(rtpSocket(), from, rtp);
    }

    void rtcpFromCore(byte[] compound) {
        bench.deliver(rtpSocket() + 1, coreRtcp, compound);
    }

    int rtpSocket() {
        return local.core().rtp().getPort() - 29_999;
    }

    Counters counters() {
        var audited = assertInstanceOf(Event.Audited.class, bench.ask(new Command.Audit(id)));
        return audited.streams().getFirst();
    }

    List<Counters> release() {
        return assertInstanceOf(Event.Released.class, bench.ask(new Command.Release(id))).streams();
    }

    static byte[] rtp(int sequence, int ssrc) {
        byte[] packet = new byte[172];
        RtpHeader.write(packet, 0, false, 0, sequence, sequence * 160, ssrc);
        for (int i = 12; i < packet.length; i++) {
            packet[i] = (byte) (sequence + i);
        }
        return packet;
    }

    static Stream empty() {
        return new Stream(0, new AccessRemote.Unset(), new CoreRemote.Unset(), Gates.CLOSED);
    }
}
