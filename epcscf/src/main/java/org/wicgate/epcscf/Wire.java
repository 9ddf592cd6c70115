package org.wicgate.epcscf;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Entropy;
import org.wicgate.epcscf.RouteTokens.Kind;
import org.wicgate.epcscf.RouteTokens.Token;
import org.wicgate.sip.Edit;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Hop;
import org.wicgate.sip.NameAddr;
import org.wicgate.sip.Params;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;
import org.wicgate.sip.SipUri;
import org.wicgate.sip.Transport;
import org.wicgate.sip.Uri;
import org.wicgate.sip.Via;

/** What we write into Via, Path, Record-Route and Route of either side, and where requests go. */
final class Wire {
    private static final int SIP_PORT = 5060;
    private static final int TLS_PORT = 5061;

    private final Config config;
    private final int shard;
    private final RouteTokens tokens;
    private final Entropy entropy;

    Wire(Config config, int shard, RouteTokens tokens, Entropy entropy) {
        this.config = config;
        this.shard = shard;
        this.tokens = tokens;
        this.entropy = entropy;
    }

    /** Our entry for the core, in Path or Record-Route: a request that has it comes back here. */
    NameAddr coreEntry(Kind kind, long id, boolean outbound) {
        var mw = config.mw();
        var params = Params.NONE;
        if (mw.transport() != Transport.UDP) {
            params = params.with("transport", mw.transport().name().toLowerCase(Locale.ROOT));
        }
        params = params.with("lr");
        if (outbound) {
            params = params.with("ob"); // RFC 5626 §5.1
        }
        String user = tokens.sign(kind, shard, id);
        var own = mw.entry();
        return NameAddr.of(SipUri.of(user, own.host(), own.port()).with(params));
    }

    /** Whether a request comes by an entry that we wrote before our last start. */
    boolean isOfEarlierStart(Request request) {
        var routes = request.routes();
        return tokens.isOfEarlierStart(
                routes.isEmpty() ? request.requestUri() : routes.getFirst().uri());
    }

    /** Who we are to the core. */
    SipUri own() {
        var own = config.mw().entry();
        return SipUri.of("", own.host(), own.port());
    }

    /** Our entry for a WIC, in Record-Route. */
    NameAddr accessEntry(Kind kind, long id) {
        String user = tokens.sign(kind, shard, id);
        var uri = SipUri.of(user, config.w2().host(), config.w2().port());
        return NameAddr.of(uri.with(Params.NONE.with("transport", "ws").with("lr")));
    }

    /** Whether a Route value names us. */
    boolean isOurs(Uri uri) {
        return uri instanceof SipUri sip
                && (config.mw().all().anyMatch(own -> isAt(sip, own.host(), own.port()))
                        || isAt(sip, config.w2().host(), config.w2().port()));
    }

    /** What the token says that a request from the core was routed by; null when it has none. */
    @Nullable Token routedBy(Request request) {
        return tokens.ofRoute(request);
    }

    /** The request with our Via, ready for the core. */
    Request toCore(Edit<Request> edit, Hop to) {
        var own = config.mw().own(to);
        var via = Via.of(to.transport(), own.host(), own.port(), branch());
        var params = via.params().with("rport");
        if (to.transport() == Transport.TLS) {
            params = params.with("alias"); // RFC 5923 §8.1
        }
        return edit.pushVia(new Via(via.transport(), via.host(), via.port(), params)).build();
    }

    /** The request with our Via alone, ready for a WIC: it learns nothing of the way there. */
    Request toAccess(Edit<Request> edit, Flow flow) {
        var w2 = config.w2();
        edit.remove(HeaderName.VIA);
        return edit.pushVia(Via.of(flow.hop().transport(), w2.host(), w2.port(), branch())).build();
    }

    /** The response with the Via lines that its request came with. */
    static Edit<Response> backAlong(Edit<Response> edit, Request request) {
        edit.remove(HeaderName.VIA);
        for (String via : request.headers(HeaderName.VIA).reversed()) {
            edit.prepend(HeaderName.VIA, via);
        }
        return edit;
    }

    /** Where a request goes whose next hop is {@code uri}. */
    Hop hop(Uri uri) {
        var fallback = config.mw().nextHops().getFirst();
        if (!(uri instanceof SipUri sip)) {
            return fallback;
        }
        var address = literal(sip.host());
        if (address == null) {
            return fallback; // no names here: the entry point knows the way
        }
        var transport = transport(sip.param("transport"));
        int port = sip.portOr(transport == Transport.TLS ? TLS_PORT : SIP_PORT);
        var at = new InetSocketAddress(address, port);
        return new Hop.Address(transport, at);
    }

    /** What a URI's parameter names, or what we were set up for when it names none. */
    private Transport transport(@Nullable String named) {
        if (named == null) {
            return config.mw().transport();
        }
        return switch (named.toLowerCase(Locale.ROOT)) {
            case "tcp" -> Transport.TCP;
            case "tls" -> Transport.TLS;
            default -> Transport.UDP;
        };
    }

    /** Where a WIC's first request of a dialog goes: its Service-Route, else the entry point. */
    Uri firstHop(Binding binding) {
        return binding.serviceRoute().isEmpty()
                ? entryUri()
                : binding.serviceRoute().getFirst().uri();
    }

    /** The entry point as a URI. */
    private Uri entryUri() {
        var entry = config.mw().nextHops().getFirst();
        var uri = SipUri.of("", text(entry.address().getAddress()), entry.address().getPort());
        String transport = entry.transport().name().toLowerCase(Locale.ROOT);
        return uri.with(Params.NONE.with("transport", transport));
    }

    private static String text(InetAddress address) {
        String text = address.getHostAddress();
        return text.indexOf(':') < 0 ? text : "[" + text + "]";
    }

    /** The entry points into the core, in the order to try them. */
    List<Hop.Address> entryPoints() {
        return config.mw().nextHops();
    }

    private String branch() {
        long unique = (long) entropy.number() << 32 | (entropy.number() & 0xFFFF_FFFFL);
        return tokens.branch(shard, unique);
    }

    private static boolean isAt(SipUri uri, String host, int port) {
        return uri.host().equalsIgnoreCase(host) && (uri.port() == 0 || uri.port() == port);
    }

    /** The address when the host is one, without asking anybody; null when it is a name. */
    private static @Nullable InetAddress literal(String host) {
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        try {
            return InetAddress.ofLiteral(bracketed ? host.substring(1, host.length() - 1) : host);
        } catch (IllegalArgumentException _) {
            return null;
        }
    }
}
