package org.wicgate.eimsagw;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Entropy;
import org.wicgate.iq.AccessRemote;
import org.wicgate.iq.ContextId;
import org.wicgate.iq.Counters;
import org.wicgate.iq.Counters.Dtls;
import org.wicgate.iq.Event;
import org.wicgate.iq.Local;
import org.wicgate.iq.Stream;
import org.wicgate.webrtc.TransportEvent;

/**
 * One stream of a context: what the eP-CSCF says of it, what it tells, and its end (TS 23.334
 * §5.2). Its packets take the way of its {@link ThroughConnection}.
 */
final class StreamRelay {
    /** How long the BYE may come after a WIC's good-bye on W3 before the WIC counts as lost. */
    static final long GOODBYE_NANOS = 5_000_000_000L;

    /** What all streams of a gateway share. */
    record Surroundings(
            GatewaySettings settings,
            AccessTransports transports,
            CoreDirectory coreDirectory,
            AccessDirectory directory,
            AccessDirectory rtcpDirectory,
            Deadlines deadlines,
            GatewaySink sink,
            Entropy entropy,
            Losses losses,
            GatewayPolicy policy) {}

    /** Counts the access sides that were lost. */
    interface Losses {
        void count(Event.Loss loss);
    }

    /** Kept by {@link Deadlines}. */
    long scheduled = Long.MAX_VALUE;

    boolean touched;

    final ThroughConnection through;
    private final CoreTermination core;
    private final ContextId context;
    private final int index;
    private final Surroundings around;
    private final AccessTermination access;
    private String pair = "";
    private String profile = "";
    private Dtls.State dtls = Dtls.State.WAITING;
    private boolean isLost;
    private long goodbyeDue = Long.MAX_VALUE;
    private long lastNanos;
    private boolean isFreed;

    /** A stream, as the command has it that makes it; nothing of that is applied yet. */
    StreamRelay(ContextId context, Stream stream, CorePorts.Pair ports, Surroundings around) {
        this.context = context;
        this.index = stream.index();
        this.around = around;
        this.through =
                new ThroughConnection(
                        this, ports, stream.access() instanceof AccessRemote.Unset, around);
        this.core = through.core;
        this.access = through.access;
        around.coreDirectory.add(ports.rtp(), this);
        around.coreDirectory.add(ports.rtcp(), this);
    }

    int index() {
        return index;
    }

    /** Takes what the command says of this stream; what it leaves out stays (Unset). */
    void configure(Stream stream, long nowNanos) {
        lastNanos = nowNanos;
        through.gates(stream.gates());
        core.point(stream.core());
        if (through.interwork(stream.interworking(), context.value() + " " + index)) {
            profile = "";
            dtls = pair.isEmpty() ? Dtls.State.WAITING : Dtls.State.HANDSHAKING;
            goodbyeDue = Long.MAX_VALUE;
        }
        through.medium(stream.medium(), nowNanos);
        switch (stream.access()) {
            case AccessRemote.Described now -> changed(access.describe(now, nowNanos));
            case AccessRemote.Unset _ -> {}
        }
        if (access.isDescribed() && core.isPointed()) {
            access.expectPeer(nowNanos);
        }
        expectMedia(nowNanos);
    }

    private void expectMedia(long nowNanos) {
        boolean isThere = through.isTransparent() ? !pair.isEmpty() : !profile.isEmpty();
        through.expectMedia(isThere && !isLost, nowNanos);
        around.deadlines.touch(this);
    }

    private void changed(AccessTermination.Change change) {
        switch (change) {
            case NONE -> {}
            case RESTARTED -> isLost = false;
            case REPLACED -> {
                pair = "";
                profile = "";
                dtls = Dtls.State.WAITING;
                isLost = false;
                goodbyeDue = Long.MAX_VALUE;
            }
        }
    }

    Local local() {
        var credentials = access.transport().credentials();
        var fingerprint = access.fingerprint();
        return new Local(
                index,
                new Local.Access(
                        Candidates.of(around.settings.w3()),
                        credentials.ufrag(),
                        credentials.password(),
                        new org.wicgate.iq.Fingerprint(fingerprint.hash(), fingerprint.value()),
                        around.settings.w3().isLite()),
                new Local.Core(core.ports.address(), core.rtcpAddress(), core.srtp.keys()));
    }

    Counters counters() {
        var inward = new Tally();
        var outward = new Tally();
        through.addTo(inward, outward);
        boolean isTheirs = through.isTransparent();
        var association =
                isTheirs
                        ? new Dtls(Dtls.State.END_TO_END, "")
                        : new Dtls(dtls, access.transport().counters().cipher());
        return new Counters(
                index,
                inward.direction(),
                outward.direction(),
                pair,
                isTheirs ? Counters.END_TO_END : profile,
                through.transcoding(),
                association,
                through.quality.toCore(),
                through.quality.toAccess());
    }

    /** Ends it; the ports are the caller's to release. */
    void close() {
        access.close();
        core.srtp.wipe();
        isFreed = true;
        around.coreDirectory.remove(core.ports.rtp());
        around.coreDirectory.remove(core.ports.rtcp());
        around.deadlines.forget(this);
    }

    void tick(long nowNanos) {
        lastNanos = nowNanos;
        if (goodbyeDue <= nowNanos) {
            lose(Event.Loss.DTLS_FAILED, "closed by the WIC");
        }
        access.tick(nowNanos);
        through.tick(nowNanos);
        around.deadlines.touch(this);
    }

    long deadline() {
        if (isFreed) {
            return Long.MAX_VALUE;
        }
        return Math.min(goodbyeDue, Math.min(access.deadline(), through.deadline()));
    }

    void fromAccess(
            int socket, byte[] packet, int off, int len, InetSocketAddress from, long nowNanos) {
        lastNanos = nowNanos;
        access.transport().receive(packet, off, len, socket, from, nowNanos);
    }

    /** On the port for RTCP alone. */
    void rtcpFromAccess(
            int socket, byte[] packet, int off, int len, InetSocketAddress from, long nowNanos) {
        access.receiveRtcp(socket, packet, off, len, from, nowNanos);
    }

    /** What became of the transport on W3. */
    void event(TransportEvent event) {
        if (isFreed) {
            return;
        }
        around.deadlines.touch(this);
        switch (event) {
            case TransportEvent.Validated v -> {
                if (!access.isValidated()) {
                    notice(Event.Sign.FIRST_CHECK, v.remote());
                }
                access.validated(new AccessDirectory.Path(v.socket(), v.remote()));
            }
            case TransportEvent.Forgotten f ->
                    access.forgotten(new AccessDirectory.Path(f.socket(), f.remote()));
            case TransportEvent.PeerReflexive p ->
                    notice(Event.Sign.NEW_CANDIDATE, p.candidate().address());
            case TransportEvent.Connected c -> {
                pair = pair(c);
                expectMedia(lastNanos);
                around.sink.event(new Event.Connected(context, index, pair));
                dtls = dtls == Dtls.State.WAITING ? Dtls.State.HANDSHAKING : dtls;
            }
            case TransportEvent.Secured s -> {
                profile = s.profile().name();
                dtls = Dtls.State.DONE;
                expectMedia(lastNanos);
                around.sink.event(new Event.Secured(context, index, profile));
            }
            case TransportEvent.Lost lost -> lost(lost);
        }
    }

    /** Tells that media should come that way, and none do. */
    void silent(Event.Way way) {
        around.sink.event(new Event.Silent(context, index, way, around.settings.silence()));
    }

    /** Tells how far the stream is. */
    void notice(Event.Sign sign, @Nullable InetSocketAddress address) {
        around.sink.event(new Event.Noticed(context, index, sign, text(address)));
    }

    private void lost(TransportEvent.Lost lost) {
        switch (lost.loss()) {
            case CONSENT_EXPIRED -> lose(Event.Loss.CONSENT_EXPIRED, lost.why());
            case ICE_TIMEOUT -> lose(Event.Loss.ICE_TIMEOUT, lost.why());
            case FINGERPRINT_MISMATCH -> {
                dtls = Dtls.State.FINGERPRINT_MISMATCH;
                lose(Event.Loss.FINGERPRINT_MISMATCH, lost.why());
            }
            case DTLS_FAILED -> {
                dtls = Dtls.State.FAILED;
                lose(Event.Loss.DTLS_FAILED, lost.why());
            }
            case DTLS_CLOSED -> {
                dtls = Dtls.State.CLOSED;
                goodbyeDue = lastNanos + GOODBYE_NANOS; // its BYE is on the way
            }
        }
    }

    private void lose(Event.Loss loss, String why) {
        goodbyeDue = Long.MAX_VALUE;
        if (isLost) {
            return;
        }
        isLost = true;
        expectMedia(lastNanos);
        around.losses.count(loss);
        around.sink.event(new Event.Lost(context, index, loss, why));
    }

    private String pair(TransportEvent.Connected at) {
        var own = Candidates.advertised(around.settings.w3(), at.socket(), at.remote());
        String pair = text(own) + " " + text(at.remote());
        return GatewaySettings.isConnection(at.socket()) ? pair + " tcp" : pair;
    }

    private static String text(@Nullable InetSocketAddress address) {
        if (address == null || address.getAddress() == null) {
            return "?";
        }
        String host = address.getAddress().getHostAddress();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
