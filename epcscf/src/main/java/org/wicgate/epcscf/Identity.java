package org.wicgate.epcscf;

import java.util.ArrayList;
import java.util.List;
import org.wicgate.base.Decoded;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.NameAddr;
import org.wicgate.sip.Params;
import org.wicgate.sip.SipMessage;
import org.wicgate.sip.SipUri;
import org.wicgate.sip.TelUri;
import org.wicgate.sip.Uri;

/** Who a WIC is to the core: what it prefers if that is registered, never what it claims. */
final class Identity {
    private Identity() {}

    /**
     * The values of P-Asserted-Identity for a request (TS 24.229 §5.2.6.3.3): each preferred
     * identity that is registered, at most one SIP and one tel URI (RFC 3325 §9.1); else the
     * default public user identity.
     */
    static List<Uri> asserted(Binding binding, SipMessage message) {
        var asserted = preferred(binding, message);
        return asserted.isEmpty() ? List.of(binding.defaultImpu()) : asserted;
    }

    /**
     * The same for a response (TS 24.229 §5.2.6.4.4): without a registered preference it is the
     * identity that was called.
     *
     * @param called the P-Called-Party-ID of the request, or none
     */
    static List<Uri> asserted(Binding binding, SipMessage message, List<NameAddr> called) {
        var asserted = preferred(binding, message);
        if (!asserted.isEmpty()) {
            return asserted;
        }
        for (var address : called) {
            if (binding.owns(address.uri())) {
                return List.of(address.uri());
            }
        }
        return List.of(binding.defaultImpu());
    }

    /** The addresses in a header that may be malformed: then none. */
    static List<NameAddr> addresses(SipMessage message, HeaderName name) {
        return switch (message.addresses(name)) {
            case Decoded.Ok(var addresses) -> addresses;
            case Decoded.Malformed<List<NameAddr>> _ -> List.of();
        };
    }

    /** Whether both name the same user: the address of record of SIP URIs, else the text. */
    static boolean same(Uri one, Uri other) {
        if (one instanceof SipUri a && other instanceof SipUri b) {
            return a.addressOfRecord().equals(b.addressOfRecord());
        }
        return one.toString().equals(other.toString());
    }

    /** Whether {@code impu} is that identity, or stands for it among others. */
    static boolean covers(Uri impu, Uri uri) {
        return Wildcard.is(impu) ? Wildcard.matches(impu, uri) : same(impu, uri);
    }

    private static List<Uri> preferred(Binding binding, SipMessage message) {
        var chosen = new ArrayList<Uri>(2);
        for (var wanted : addresses(message, HeaderName.P_PREFERRED_IDENTITY)) {
            for (var impu : binding.impus()) {
                boolean isNew = chosen.stream().noneMatch(c -> c.scheme().equals(impu.scheme()));
                if (isNew && covers(impu, wanted.uri())) {
                    chosen.add(Wildcard.is(impu) ? plain(wanted.uri()) : impu);
                }
            }
        }
        return chosen;
    }

    /** One of those that a wildcard stands for, without what the WIC may have added. */
    private static Uri plain(Uri uri) {
        return switch (uri) {
            case SipUri sip -> sip.addressOfRecord();
            case TelUri tel -> new TelUri(tel.digits(), Params.NONE);
            case Uri.Other other -> other;
        };
    }
}
