package org.wicgate.epcscf;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wicgate.epcscf.Report.Side;
import org.wicgate.sip.Hop;
import org.wicgate.sip.NameAddr;
import org.wicgate.sip.Request;
import org.wicgate.sip.SipUri;
import org.wicgate.sip.Uri;

/** A WIC's open WebSocket, and what is registered over it. */
final class Flow {
    private final Hop.Connection hop;
    private final String origin;
    private final String remote;
    private final List<Binding> bindings = new ArrayList<>(1);
    private @Nullable NameAddr path;
    private @Nullable NameAddr outboundPath;

    Flow(Hop.Connection hop, String origin, String remote) {
        this.hop = hop;
        this.origin = origin;
        this.remote = remote;
    }

    long connection() {
        return hop.id();
    }

    Hop.Connection hop() {
        return hop;
    }

    /** Empty when the client sent none. */
    String origin() {
        return origin;
    }

    String remote() {
        return remote;
    }

    /**
     * Who floods when this WIC does: its IPv4 address or IPv6 /64. Behind a proxy on loopback all
     * look alike, so there each connection is one.
     */
    String source() {
        String host = remote.substring(0, Math.max(0, remote.lastIndexOf(':')));
        if (host.startsWith("127.") || host.equals("0:0:0:0:0:0:0:1")) {
            return remote;
        }
        String[] groups = host.split(":", -1);
        return groups.length == 8 ? String.join(":", List.of(groups).subList(0, 4)) : host;
    }

    /** What the timeline of a call says of its WIC. */
    Note.Wic registered(Side caller, Binding binding) {
        return new Note.Wic(
                caller, binding.defaultImpu(), binding.impi(), binding.scheme(), hop, remote);
    }

    List<Binding> bindings() {
        return bindings;
    }

    /** Whether somebody is registered over it whose private identity this is. */
    boolean isOf(String impi) {
        for (var binding : bindings) {
            if (binding.impi().equals(impi)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Our entry in Path, signed once.
     *
     * @param outbound whether RFC 5626 is in use
     */
    NameAddr path(Wire wire, boolean outbound) {
        var known = outbound ? outboundPath : path;
        if (known == null) {
            known = wire.coreEntry(RouteTokens.Kind.FLOW, connection(), outbound);
            if (outbound) {
                outboundPath = known;
            } else {
                path = known;
            }
        }
        return known;
    }

    /**
     * The registration that a request of the WIC is to be seen under: the one that From names, else
     * the first. Null when nothing is registered over this flow.
     */
    @Nullable Binding speaking(Request request) {
        for (var binding : bindings) {
            if (binding.owns(request.from().uri())) {
                return binding;
            }
        }
        return bindings.isEmpty() ? null : bindings.getFirst();
    }

    /** The registration that a request from the core is for; null when there is none. */
    @Nullable Binding addressed(Uri requestUri) {
        for (var binding : bindings) {
            if (requestUri instanceof SipUri to
                    && binding.contact() instanceof SipUri contact
                    && to.addressOfRecord().equals(contact.addressOfRecord())) {
                return binding;
            }
        }
        return bindings.isEmpty() ? null : bindings.getFirst();
    }
}
