package org.wicgate.wic;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Entropy;
import org.wicgate.sip.Edit;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Hop;
import org.wicgate.sip.Method;
import org.wicgate.sip.NameAddr;
import org.wicgate.sip.Params;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;
import org.wicgate.sip.SipUri;
import org.wicgate.sip.TimerValues;
import org.wicgate.sip.TransactionLayer;
import org.wicgate.sip.Uri;
import org.wicgate.sip.Via;
import org.wicgate.wic.UserAgent.Out;

/** What registration and call share: the transactions, our addresses, and what is told outside. */
final class Wire {
    /** What we understand. */
    static final String ALLOW = "INVITE, ACK, CANCEL, BYE, UPDATE, OPTIONS, INFO";

    private static final String NAME = "Wicgate WIC";
    private static final int TRANSACTIONS = 64;
    private static final int DEFAULT_PORT = 5060;

    private final Account account;
    private final Settings settings;
    private final Entropy entropy;
    private final Authorizer authorizer;
    private final TransactionLayer layer;
    private final Queue<Out> out = new ArrayDeque<>();
    private final Queue<Out> last = new ArrayDeque<>();
    private @Nullable Hop hop;
    private List<NameAddr> serviceRoute = List.of();
    private long handles;

    Wire(Account account, Settings settings, Entropy entropy) {
        this.account = account;
        this.settings = settings;
        this.entropy = entropy;
        this.authorizer = new Authorizer(account, entropy);
        this.layer = new TransactionLayer(TimerValues.CORE, TRANSACTIONS, entropy);
    }

    Account account() {
        return account;
    }

    Settings settings() {
        return settings;
    }

    Entropy entropy() {
        return entropy;
    }

    Authorizer authorizer() {
        return authorizer;
    }

    TransactionLayer layer() {
        return layer;
    }

    @Nullable Hop hop() {
        return hop;
    }

    void open(@Nullable Hop way) {
        hop = way;
    }

    /** The way that initial requests go (RFC 3608 §5). */
    void serviceRoute(List<NameAddr> route) {
        serviceRoute = List.copyOf(route);
    }

    List<NameAddr> serviceRoute() {
        return serviceRoute;
    }

    void tell(Out said) {
        if (said instanceof Out.Ended || said instanceof Out.Stopped) {
            last.add(said); // behind the messages that end it: who hears this may close the wire
        } else {
            out.add(said);
        }
    }

    /** All messages made so far are told: now what comes after them. */
    void flush() {
        out.addAll(last);
        last.clear();
    }

    @Nullable Out poll() {
        return out.poll();
    }

    /** Where we are reached (RFC 7118 §5.2). */
    SipUri contact() {
        var params = Params.NONE;
        if (isWebSocket()) {
            params = params.with("transport", "ws");
        }
        return new SipUri(
                false, account.impu().user(), settings.host(), settings.port(), params, "");
    }

    /** The same for use in a dialog: over this flow only (RFC 5626 §4.3). */
    SipUri contactInDialog() {
        var uri = contact();
        return settings.instance().isEmpty() ? uri : uri.with(uri.params().with("ob"));
    }

    private boolean isWebSocket() {
        return hop != null
                && switch (hop.transport()) {
                    case WS, WSS -> true;
                    case UDP, TCP, TLS -> false;
                };
    }

    /** Sends a request that has all but Via and credentials; the handle names its answers. */
    long send(Edit<Request> edit, String method, Uri requestUri, Uri next, Instant now) {
        long handle = ++handles;
        if (hop == null) {
            throw new IllegalStateException(method + " without a way to the network");
        }
        String branch = Via.MAGIC_COOKIE + entropy.token(16);
        edit.pushVia(Via.of(hop.transport(), settings.host(), settings.port(), branch));
        authorizer.sign(edit, method, requestUri.toString());
        edit.append(HeaderName.USER_AGENT, NAME);
        layer.handle(new TransactionLayer.In.Send(edit.build(), to(hop, next), handle), now);
        return handle;
    }

    /** A connection carries all; a phone goes to the next hop when it is an address. */
    private static Hop to(Hop proxy, Uri next) {
        if (proxy instanceof Hop.Address && next instanceof SipUri uri && !uri.host().isEmpty()) {
            String transport = uri.param("transport");
            var literal = literal(uri.host());
            if (literal != null && (transport == null || transport.equalsIgnoreCase("udp"))) {
                var at = new InetSocketAddress(literal, uri.portOr(DEFAULT_PORT));
                return new Hop.Address(proxy.transport(), at);
            }
        }
        return proxy;
    }

    private static @Nullable InetAddress literal(String host) {
        try {
            return InetAddress.ofLiteral(host);
        } catch (IllegalArgumentException name) {
            return null;
        }
    }

    void cancel(long handle, Instant now) {
        layer.handle(new TransactionLayer.In.Cancel(handle, ""), now);
    }

    void answer(long transaction, Response response, Instant now) {
        layer.handle(new TransactionLayer.In.Answer(transaction, response), now);
    }

    /** Answers with a status and nothing else. */
    void answer(long transaction, Request request, int status, Instant now) {
        var response =
                Response.to(request, status)
                        .toTag(entropy.token(10))
                        .append(HeaderName.ALLOW, ALLOW);
        answer(transaction, response.build(), now);
    }

    /** An INVITE, REGISTER or other request outside a dialog: all but Via, Contact and body. */
    Edit<Request> initial(
            String method, Uri uri, String to, String fromTag, String callId, long number) {
        var edit = Request.of(method, uri).append(HeaderName.MAX_FORWARDS, "70");
        if (!method.equals(Method.REGISTER)) {
            serviceRoute.forEach(route -> edit.append(HeaderName.ROUTE, route.toString()));
        }
        return edit.append(HeaderName.FROM, NameAddr.of(account.impu()).withTag(fromTag).toString())
                .append(HeaderName.TO, to)
                .append(HeaderName.CALL_ID, callId)
                .append(HeaderName.CSEQ, number + " " + method);
    }
}
