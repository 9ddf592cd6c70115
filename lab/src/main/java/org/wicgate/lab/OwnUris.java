package org.wicgate.lab;

import java.net.InetSocketAddress;
import org.wicgate.sip.Params;
import org.wicgate.sip.Request;
import org.wicgate.sip.SipUri;
import org.wicgate.sip.Transport;
import org.wicgate.sip.Uri;

/** Which URIs mean this core, and how it writes its own. */
final class OwnUris {
    private static final String ORIGINATING = "orig";
    private static final int DEFAULT_PORT = 5060;

    private final String domain;
    private final String host;
    private final int port;

    OwnUris(String domain, InetSocketAddress address) {
        String text = address.getAddress().getHostAddress();
        this.domain = domain;
        this.host = text.indexOf(':') < 0 ? text : "[" + text + "]";
        this.port = address.getPort();
    }

    String host() {
        return host;
    }

    int port() {
        return port;
    }

    /** Whether it is this machine by address and port. */
    boolean isSelf(Uri uri) {
        return uri instanceof SipUri sip
                && sip.host().equalsIgnoreCase(host)
                && sip.portOr(DEFAULT_PORT) == port;
    }

    /** Whether it is in the domain served here, by name or by our address. */
    boolean isDomain(Uri uri) {
        return isSelf(uri) || (uri instanceof SipUri sip && sip.host().equalsIgnoreCase(domain));
    }

    /** The public identity that a URI in our domain stands for, by whatever name of the domain. */
    SipUri impu(SipUri uri) {
        return SipUri.of(uri.addressOfRecord().userInfo(), domain);
    }

    /** RFC 3608: the way of what the registered one sends. */
    SipUri serviceRoute(Request request) {
        var transport = Transport.ofViaName(request.via().transport());
        return route(ORIGINATING, transport == null ? Transport.UDP : transport);
    }

    boolean isOriginating(Uri route) {
        return route instanceof SipUri sip && sip.user().equals(ORIGINATING);
    }

    /** For Record-Route. */
    SipUri recordRoute(Transport transport) {
        return route("", transport);
    }

    /** For the Contact of a service. */
    SipUri contact(String user, Transport transport) {
        return new SipUri(false, user, host, port, transportOf(transport), "");
    }

    private SipUri route(String user, Transport transport) {
        return new SipUri(false, user, host, port, transportOf(transport).with("lr"), "");
    }

    private static Params transportOf(Transport transport) {
        return transport == Transport.TCP ? Params.NONE.with("transport", "tcp") : Params.NONE;
    }
}
