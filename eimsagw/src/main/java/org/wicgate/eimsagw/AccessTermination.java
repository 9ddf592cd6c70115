package org.wicgate.eimsagw;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wicgate.dtls.Fingerprint;
import org.wicgate.dtls.Role;
import org.wicgate.ice.Credentials;
import org.wicgate.iq.AccessRemote;
import org.wicgate.iq.Counters.Drop;
import org.wicgate.webrtc.Remote;
import org.wicgate.webrtc.WebRtcTransport;

/**
 * The access side of a stream: its transport on W3, what the WIC said of its own end, and under
 * which names packets find the stream (TS 23.334 §5.18).
 */
final class AccessTermination {
    /** What a description did to the transport. */
    enum Change {
        /** It goes on. */
        NONE,
        /** New ICE credentials (RFC 8445 §9). */
        RESTARTED,
        /** Another certificate or another name of the association: another one (RFC 8842 §4). */
        REPLACED
    }

    private final StreamRelay relay;
    private final ThroughConnection through;
    private final StreamRelay.Surroundings around;
    private final boolean initiates;
    private final List<AccessDirectory.Path> paths = new ArrayList<>();
    private final List<String> ufrags = new ArrayList<>();
    private final Tally gone = new Tally();
    private AccessTransports.Opened opened;
    private AccessRemote described = new AccessRemote.Unset();
    private boolean isExpected;
    private boolean passes;
    private @Nullable RtcpComponent rtcp;
    private boolean isValidated;

    AccessTermination(
            StreamRelay relay,
            ThroughConnection through,
            boolean initiates,
            StreamRelay.Surroundings around) {
        this.relay = relay;
        this.initiates = initiates;
        this.through = through;
        this.around = around;
        this.opened = open();
    }

    WebRtcTransport transport() {
        return opened.transport();
    }

    /** Of the certificate that is presented. */
    Fingerprint fingerprint() {
        return opened.fingerprint();
    }

    boolean isDescribed() {
        return described instanceof AccessRemote.Described;
    }

    /** Whether the WIC has RTCP on its RTP port (RFC 5761). */
    boolean isMuxed() {
        return described instanceof AccessRemote.Described d && d.rtcpMux();
    }

    /** Whether RTCP has a way to the WIC. */
    boolean hasRtcp() {
        return isMuxed() || rtcp != null;
    }

    /** RTCP for the WIC; false when it could not be protected. */
    boolean sendRtcp(byte[] packet, int off, int len, long nowNanos) {
        return rtcp == null
                ? transport().sendRtcp(packet, off, len, nowNanos)
                : rtcp.send(packet, off, len, nowNanos);
    }

    /** From the second component's socket. */
    void receiveRtcp(
            int socket, byte[] packet, int off, int len, InetSocketAddress from, long nowNanos) {
        if (rtcp != null) {
            rtcp.receive(socket, packet, off, len, from, nowNanos);
        }
    }

    void tick(long nowNanos) {
        if (transport().deadline() <= nowNanos) {
            transport().tick(nowNanos);
        }
        if (rtcp != null) {
            rtcp.tick(nowNanos);
        }
    }

    long deadline() {
        long first = transport().deadline();
        return rtcp == null ? first : Math.min(first, rtcp.deadline());
    }

    /** Whether DTLS and SRTP of the WIC are not ours. */
    void passThrough(boolean on) {
        passes = on;
        transport().passThrough(on);
    }

    /** Takes the WIC's description of its end. */
    Change describe(AccessRemote.Described now, long nowNanos) {
        var change = Change.NONE;
        if (described instanceof AccessRemote.Described before) {
            if (!sameAssociation(now, before)) {
                replace();
                change = Change.REPLACED;
            } else if (!sameCredentials(now, before)) {
                transport().restart(nowNanos);
                name(transport());
                change = Change.RESTARTED;
            }
        }
        described = now;
        transport().remote(remote(now), nowNanos);
        second(change, now, nowNanos);
        return change;
    }

    /** The second component comes and goes with the absence of rtcp-mux (RFC 5761 §5.1.1). */
    private void second(Change change, AccessRemote.Described now, long nowNanos) {
        if (now.rtcpMux() || around.settings().w3().rtcp().isEmpty()) {
            closeRtcp();
            return;
        }
        if (rtcp == null) {
            rtcp = new RtcpComponent(relay, through, around, transport(), initiates);
        } else if (change == Change.RESTARTED) {
            rtcp.restart(nowNanos);
        }
        rtcp.remote(remote(now), nowNanos);
    }

    private void closeRtcp() {
        if (rtcp != null) {
            gone.add(rtcp.dropped());
            rtcp.close();
            rtcp = null;
        }
    }

    /** Both ends are known: from now on the WIC must be heard in time. */
    void expectPeer(long nowNanos) {
        if (!isExpected) {
            isExpected = true;
            transport().expectPeer(nowNanos);
        }
    }

    /** Whether an address of the WIC was validated yet. */
    boolean isValidated() {
        return isValidated;
    }

    /** Packets from there are this stream's. */
    void validated(AccessDirectory.Path path) {
        isValidated = true;
        paths.add(path);
        around.directory().add(path, relay);
        if (GatewaySettings.isConnection(path.socket())) {
            around.sink().admitted(path.socket());
        }
    }

    void forgotten(AccessDirectory.Path path) {
        paths.remove(path);
        leave(path);
    }

    private void leave(AccessDirectory.Path path) {
        boolean wasOurs = around.directory().remove(path, relay);
        if (wasOurs && GatewaySettings.isConnection(path.socket())) {
            around.sink().unused(path.socket());
        }
    }

    void close() {
        closeRtcp();
        transport().close();
        paths.forEach(this::leave);
        paths.clear();
        ufrags.forEach(ufrag -> around.directory().removeUfrag(ufrag, relay));
        ufrags.clear();
    }

    /** What its transports dropped of what came from the access side. */
    Tally dropped() {
        var dropped = droppedBy(transport());
        dropped.add(gone);
        if (rtcp != null) {
            dropped.add(rtcp.dropped());
        }
        return dropped;
    }

    static Tally droppedBy(WebRtcTransport transport) {
        var counters = transport.counters();
        var dropped = new Tally();
        dropped.drop(Drop.UNAUTHENTIC, counters.unauthentic());
        dropped.drop(Drop.EARLY, counters.early());
        dropped.drop(Drop.EXHAUSTED, counters.exhausted());
        dropped.drop(Drop.REPLAYED, counters.replayed());
        dropped.drop(Drop.STRANGER, counters.stranger());
        dropped.drop(Drop.MALFORMED, counters.malformed());
        return dropped;
    }

    private void replace() {
        gone.add(droppedBy(transport()));
        close();
        opened = open();
        transport().passThrough(passes);
        isExpected = false;
        isValidated = false;
    }

    private AccessTransports.Opened open() {
        var now = around.transports().open(initiates, through);
        name(now.transport());
        return now;
    }

    /** Packets to the earlier ufrag still find this stream: checks may be under way. */
    private void name(WebRtcTransport transport) {
        String ufrag = transport.credentials().ufrag();
        ufrags.add(ufrag);
        around.directory().addUfrag(ufrag, relay);
        if (ufrags.size() > 2) {
            around.directory().removeUfrag(ufrags.removeFirst(), relay);
        }
    }

    private static Remote remote(AccessRemote.Described described) {
        return new Remote(
                new Credentials(described.ufrag(), described.password()),
                List.of(),
                described.fingerprints().stream()
                        .map(f -> new Fingerprint(f.hash(), f.value()))
                        .toList(),
                switch (described.role()) {
                    case CLIENT -> Role.CLIENT;
                    case SERVER -> Role.SERVER;
                });
    }

    private static boolean sameAssociation(
            AccessRemote.Described one, AccessRemote.Described other) {
        return one.association().equals(other.association())
                && new HashSet<>(one.fingerprints()).equals(new HashSet<>(other.fingerprints()));
    }

    private static boolean sameCredentials(
            AccessRemote.Described one, AccessRemote.Described other) {
        return one.ufrag().equals(other.ufrag()) && one.password().equals(other.password());
    }
}
