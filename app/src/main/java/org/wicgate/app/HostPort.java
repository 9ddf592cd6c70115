package org.wicgate.app;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Decoded;
import org.wicgate.sip.SipUri;

/** HOST:PORT as the configuration writes it, IPv6 in brackets. */
record HostPort(String host, int port) {
    /** Reads {@code HOST:PORT}; null when it is not that. */
    static @Nullable HostPort parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon <= 0) {
            return null;
        }
        String host = text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            return null;
        }
        int port = port(text.substring(colon + 1));
        return port < 0 || host.isEmpty() ? null : new HostPort(host, port);
    }

    /** Reads the host and port of {@code sip:HOST[:PORT][;...]}; null when it is not that. */
    static @Nullable HostPort ofSipUri(String uri) {
        if (!uri.startsWith("sip:")
                || uri.indexOf('@') >= 0
                || SipUri.decode(uri) instanceof Decoded.Malformed) {
            return null;
        }
        String rest = uri.substring(4).replaceAll(";.*", "");
        var given = parse(rest);
        String port = uri.toLowerCase(Locale.ROOT).contains(";transport=tls") ? ":5061" : ":5060";
        return given != null || rest.isEmpty() ? given : parse(rest + port);
    }

    /** A {@code sip:} URI that {@link ConfigRules} has let through, whose host may be a name. */
    static SipUri sipUri(String uri) {
        return switch (SipUri.decode(uri)) {
            case Decoded.Ok<SipUri>(var read) -> read;
            case Decoded.Malformed<SipUri>(var why) ->
                    throw new IllegalStateException("let through by ConfigRules: " + uri + why);
        };
    }

    /** Reads {@code ADDRESS[:PORT]} of a DNS server; null when it is not that. */
    static @Nullable HostPort ofDnsServer(String text) {
        boolean isBareV6 = text.indexOf(':') != text.lastIndexOf(':') && !text.startsWith("[");
        String address = isBareV6 ? "[" + text + "]" : text;
        var given = address.endsWith("]") || address.indexOf(':') < 0 ? null : parse(address);
        var at = given == null ? parse(address + ":53") : given;
        try {
            return at == null || InetAddress.ofLiteral(at.host) == null ? null : at;
        } catch (IllegalArgumentException e) {
            return null; // a name: who would resolve it?
        }
    }

    /**
     * Reads the host and port of a {@code ws:}, {@code wss:}, {@code http:} or {@code https:} URI.
     */
    static @Nullable HostPort ofUri(String text) {
        try {
            var uri = URI.create(text);
            if (uri.getHost() == null) {
                return null;
            }
            boolean secure = text.startsWith("wss:") || text.startsWith("https:");
            String host = uri.getHost().replaceAll("^\\[|]$", "");
            return new HostPort(host, uri.getPort() >= 0 ? uri.getPort() : secure ? 443 : 80);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** The same of a URI that {@link ConfigRules} has let through. */
    static HostPort sip(String uri) {
        return checked(ofSipUri(uri), uri);
    }

    /** The same of a DNS server's address that {@link ConfigRules} has let through. */
    static HostPort dnsServer(String text) {
        return checked(ofDnsServer(text), text);
    }

    /** The same of a URI that {@link ConfigRules} has let through. */
    static HostPort uri(String uri) {
        return checked(ofUri(uri), uri);
    }

    /** The same of an address that {@link ConfigRules} has let through. */
    static HostPort address(String text) {
        return checked(parse(text), text);
    }

    /** The socket address; throws {@link UnknownHostException} when the name has none. */
    InetSocketAddress resolve() throws UnknownHostException {
        return new InetSocketAddress(InetAddress.getByName(host), port);
    }

    /** Whether it is this machine only. */
    boolean isLoopback() {
        return host.equals("localhost")
                || host.matches("127(\\.\\d{1,3}){3}")
                || host.equals("::1");
    }

    @Override
    public String toString() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }

    private static HostPort checked(@Nullable HostPort parsed, String text) {
        if (parsed == null) {
            throw new IllegalStateException("let through by ConfigRules: " + text);
        }
        return parsed;
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            return port >= 0 && port <= 65_535 ? port : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
