package org.wicgate.lab;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.wicgate.sip.Hop;
import org.wicgate.sip.SipUri;
import org.wicgate.sip.Transport;
import org.wicgate.sip.Uri;

/** From URI to hop, for addresses: no name is looked up here (RFC 3263 §4, its simple case). */
final class NextHop {
    private static final int DEFAULT_PORT = 5060;

    private final Location location;
    private final Connections connections;

    NextHop(Location location, Connections connections) {
        this.location = location;
        this.connections = connections;
    }

    /** Null when the URI names a host, or a transport that we do not speak. */
    @Nullable Hop of(Uri uri) {
        if (!(uri instanceof SipUri sip) || sip.secure()) {
            return null;
        }
        var open = location.connectionOf(sip);
        if (open != null) {
            return open;
        }
        String named = sip.param("transport");
        var transport = named == null ? Transport.UDP : Transport.ofViaName(named);
        if (transport != Transport.UDP && transport != Transport.TCP) {
            return null;
        }
        var literal = literal(sip.host());
        if (literal == null) {
            return null;
        }
        var address =
                new Hop.Address(
                        transport, new InetSocketAddress(literal, sip.portOr(DEFAULT_PORT)));
        var back = connections.to(address);
        return back == null ? address : back;
    }

    private static @Nullable InetAddress literal(String host) {
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        try {
            return InetAddress.ofLiteral(bare);
        } catch (IllegalArgumentException _) {
            return null;
        }
    }
}
