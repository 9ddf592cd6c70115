package org.wicgate.epcscf;

import java.net.Inet6Address;
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
    private final Config config;
    private final int shard;
    private final RouteTokens tokens;
    private final Entropy entropy;
    private final List<Config.Mw.Own> all;

    Wire(Config config, int shard, RouteTokens tokens, Entropy entropy) {
        this.config = config;
        this.shard = shard;
        this.tokens = tokens;
        this.entropy = entropy;
        this.all = config.mw().all().toList();
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

    /** The address of ours that Via names in what goes to {@code to}. */
    private Config.Mw.Own own(Hop to) {
        boolean secure = to.transport() == Transport.TLS;
        boolean six =
                to instanceof Hop.Address(_, var target)
                        && target.getAddress() instanceof Inet6Address;
        for (var own : all) {
            if (own.isLike(secure, six)) {
                return own;
            }
        }
        return new Config.Mw.Own(secure, config.mw().host(), config.mw().port());
    }

    /** Our entry for a WIC, in Record-Route. */
    NameAddr accessEntry(Kind kind, long id) {
        String user = tokens.sign(kind, shard, id);
        var uri = SipUri.of(user, config.w2().host(), config.w2().port());
        return NameAddr.of(uri.with(Params.NONE.with("transport", "ws").with("lr")));
    }

    /** Whether a Route value names us. */
    boolean isOurs(Uri uri) {
        if (!(uri instanceof SipUri sip)) {
            return false;
        }
        for (var own : all) {
            if (isAt(sip, own.host(), own.port())) {
                return true;
            }
        }
        return isAt(sip, config.w2().host(), config.w2().port());
    }

    /** Whether a request went through us on its way here. */
    boolean hasSent(Request request) {
        for (var via : request.vias()) {
            for (var own : all) {
                if (via.host().equalsIgnoreCase(own.host()) && via.port() == own.port()) {
                    return true;
                }
            }
        }
        return false;
    }

    /** What the token says that a request from the core was routed by; null when it has none. */
    @Nullable Token routedBy(Request request) {
        return tokens.ofRoute(request);
    }

    /** The request with our Via, ready for the core. */
    Request toCore(Edit<Request> edit, Hop to) {
        var own = own(to);
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

    /** Where a WIC's first request of a dialog goes: its Service-Route, else the entry point. */
    Uri firstHop(Binding binding) {
        return binding.serviceRoute().isEmpty() ? entry() : binding.serviceRoute().getFirst().uri();
    }

    /** The entry point into the core; {@link CoreClient} knows all URIs that it stands for. */
    SipUri entry() {
        return config.mw().nextHops().getFirst();
    }

    boolean isEntry(SipUri uri) {
        return uri.equals(entry());
    }

    private String branch() {
        long unique = (long) entropy.number() << 32 | (entropy.number() & 0xFFFF_FFFFL);
        return tokens.branch(shard, unique);
    }

    private static boolean isAt(SipUri uri, String host, int port) {
        return uri.host().equalsIgnoreCase(host) && (uri.port() == 0 || uri.port() == port);
    }
}
