package org.wicgate.eimsagw;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.wicgate.dtls.Fingerprint;
import org.wicgate.dtls.Role;
import org.wicgate.ice.Credentials;
import org.wicgate.iq.AccessRemote;
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
        /** Another certificate, and so another association (RFC 8842 §4). */
        REPLACED
    }

    private final StreamRelay relay;
    private final StreamRelay.Surroundings around;
    private final List<InetSocketAddress> addresses = new ArrayList<>();
    private final List<String> ufrags = new ArrayList<>();
    private final Tally gone = new Tally();
    private AccessTransports.Opened opened;
    private AccessRemote described = new AccessRemote.Unset();
    private boolean isExpected;

    AccessTermination(StreamRelay relay, StreamRelay.Surroundings around) {
        this.relay = relay;
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

    /** Takes the WIC's description of its end. */
    Change describe(AccessRemote.Described now, long nowNanos) {
        var change = Change.NONE;
        if (described instanceof AccessRemote.Described before) {
            if (!sameCertificates(now, before)) {
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
        return change;
    }

    /** Both ends are known: from now on the WIC must be heard in time. */
    void expectPeer(long nowNanos) {
        if (!isExpected) {
            isExpected = true;
            transport().expectPeer(nowNanos);
        }
    }

    /** Packets from there are this stream's. */
    void validated(InetSocketAddress remote) {
        addresses.add(remote);
        around.directory().addAddress(remote, relay);
    }

    void forgotten(InetSocketAddress remote) {
        addresses.remove(remote);
        around.directory().removeAddress(remote, relay);
    }

    void close() {
        transport().close();
        addresses.forEach(address -> around.directory().removeAddress(address, relay));
        addresses.clear();
        ufrags.forEach(ufrag -> around.directory().removeUfrag(ufrag, relay));
        ufrags.clear();
    }

    /** What its transports dropped of what came from the access side. */
    Tally dropped() {
        var dropped = ofTransport();
        dropped.add(gone);
        return dropped;
    }

    private Tally ofTransport() {
        var counters = transport().counters();
        var dropped = new Tally();
        dropped.unauthentic = counters.unauthentic() + counters.early();
        dropped.replayed = counters.replayed();
        dropped.stranger = counters.stranger();
        dropped.malformed = counters.malformed();
        return dropped;
    }

    private void replace() {
        gone.add(ofTransport());
        close();
        opened = open();
        isExpected = false;
    }

    private AccessTransports.Opened open() {
        var now = around.transports().open(relay);
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

    private static boolean sameCertificates(
            AccessRemote.Described one, AccessRemote.Described other) {
        return new HashSet<>(one.fingerprints()).equals(new HashSet<>(other.fingerprints()));
    }

    private static boolean sameCredentials(
            AccessRemote.Described one, AccessRemote.Described other) {
        return one.ufrag().equals(other.ufrag()) && one.password().equals(other.password());
    }
}
