package org.wicgate.sip;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/** The way back of responses (RFC 3261 §18.2, RFC 3581 §4). */
final class ReturnPath {
    private static final int DEFAULT_PORT = 5060;

    private ReturnPath() {}

    /**
     * The request with the source address in its topmost Via: received where the sent-by is another
     * or rport was asked for. A WebSocket or TCP connection is its own way back (RFC 7118 §5.3).
     */
    static Request stamp(Request request, Hop from) {
        if (!(from instanceof Hop.Address(_, var source))) {
            return request;
        }
        var via = request.via();
        boolean symmetric = via.params().has("rport");
        String address = text(source.getAddress());
        if (!symmetric && via.host().equals(address)) {
            return request;
        }
        var stamped = via.with("received", address);
        if (symmetric) {
            stamped = stamped.with("rport", Integer.toString(source.getPort()));
        }
        return request.edit().topVia(stamped).build();
    }

    /** Where responses to {@code request} go; it came from {@code from}. */
    static Hop of(Request request, Hop from) {
        return switch (from) {
            case Hop.Connection _ -> from;
            case Hop.Address _ when request.via().params().has("rport") -> from;
            case Hop.Address(var transport, var source) -> {
                int port = request.via().port();
                yield new Hop.Address(
                        transport,
                        new InetSocketAddress(
                                source.getAddress(), port == 0 ? DEFAULT_PORT : port));
            }
        };
    }

    private static String text(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        String plain = zone < 0 ? text : text.substring(0, zone);
        return plain.indexOf(':') < 0 ? plain : "[" + plain + "]";
    }
}
