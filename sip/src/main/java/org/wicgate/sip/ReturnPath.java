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
        if (!symmetric && names(via.host(), source.getAddress())) {
            return request;
        }
        var stamped = via.with("received", text(source.getAddress()));
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

    /** Whether a sent-by is this address, written in whichever way. */
    private static boolean names(String host, InetAddress address) {
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (!bracketed && (host.charAt(0) < '0' || host.charAt(0) > '9')) {
            return false;
        }
        try {
            String plain = bracketed ? host.substring(1, host.length() - 1) : host;
            return InetAddress.ofLiteral(plain).equals(address);
        } catch (IllegalArgumentException aName) {
            return false;
        }
    }

    /** As received has it: RFC 3261 §25.1 writes an IPv6 address without brackets there. */
    private static String text(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }
}
