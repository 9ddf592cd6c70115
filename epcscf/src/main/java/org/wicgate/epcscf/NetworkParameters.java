package org.wicgate.epcscf;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.wicgate.base.Decoded;
import org.wicgate.sip.Edit;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.NameAddr;
import org.wicgate.sip.Params;
import org.wicgate.sip.Request;
import org.wicgate.sip.SipMessage;
import org.wicgate.sip.SipUri;
import org.wicgate.sip.TelUri;
import org.wicgate.sip.Uri;

/**
 * URI parameters that only the network writes: cpc and oli, what kind of line a caller has (TS
 * 24.229 §7.2A.12), and iotl, between which networks a request travels (RFC 7549). A WIC's are
 * taken out.
 */
final class NetworkParameters {
    private static final Set<String> NAMES = Set.of("cpc", "oli", "iotl");

    /** How a parameter begins that may be one of them. */
    private static final String INITIALS = "cCoOiI%";

    private static final List<HeaderName> ADDRESSES =
            List.of(
                    HeaderName.FROM,
                    HeaderName.TO,
                    HeaderName.CONTACT,
                    HeaderName.REFER_TO,
                    HeaderName.REFERRED_BY);

    private NetworkParameters() {}

    /** Takes them out of all URIs that name somebody. */
    static <M extends SipMessage> void remove(M message, Edit<M> edit) {
        if (message instanceof Request request && mayHave(request.startLine())) {
            Uri clean = without(request.requestUri());
            if (!clean.equals(request.requestUri())) {
                edit.requestUri(clean);
            }
        }
        for (var name : ADDRESSES) {
            if (mayHave(message.headers(name))
                    && message.addresses(name) instanceof Decoded.Ok(var addresses)) {
                var clean = addresses.stream().map(NetworkParameters::without).toList();
                if (!clean.equals(addresses)) {
                    edit.remove(name);
                    clean.forEach(address -> edit.append(name, address.toString()));
                }
            }
        }
    }

    private static boolean mayHave(List<String> lines) {
        for (String line : lines) {
            if (mayHave(line)) {
                return true;
            }
        }
        return false;
    }

    /** The address without them. */
    static NameAddr without(NameAddr address) {
        return new NameAddr(address.displayName(), without(address.uri()), address.params());
    }

    private static Uri without(Uri uri) {
        return switch (uri) {
            case SipUri sip ->
                    new SipUri(
                            sip.secure(),
                            withoutInUser(sip.userInfo()),
                            sip.host(),
                            sip.port(),
                            without(sip.params()),
                            sip.headers());
            case TelUri tel -> new TelUri(tel.number(), without(tel.params()));
            case Uri.Other other -> other;
        };
    }

    private static Params without(Params params) {
        var rest = params;
        for (String name : params.names()) {
            if (isOfTheNetwork(name)) {
                rest = rest.without(name);
            }
        }
        return rest;
    }

    /** A telephone number in a SIP URI has its parameters in the user part (RFC 3261 §19.1.6). */
    private static String withoutInUser(String userInfo) {
        if (userInfo.indexOf(';') < 0) {
            return userInfo;
        }
        var rest = new StringBuilder();
        for (String part : userInfo.split(";", -1)) {
            int equals = part.indexOf('=');
            String name = equals < 0 ? part : part.substring(0, equals);
            if (rest.isEmpty() || !isOfTheNetwork(name)) {
                rest.append(rest.isEmpty() ? "" : ";").append(part);
            }
        }
        return rest.toString();
    }

    private static boolean isOfTheNetwork(String name) {
        String plain = name.indexOf('%') < 0 ? name : URLDecoder.decode(name, UTF_8);
        return NAMES.contains(plain.toLowerCase(Locale.ROOT));
    }

    /** Whether some parameter begins like one of these, or escaped: hardly any message has one. */
    private static boolean mayHave(String text) {
        for (int i = text.indexOf(';'); i >= 0; i = text.indexOf(';', i + 1)) {
            int at = i + 1;
            while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
                at++;
            }
            if (at < text.length() && INITIALS.indexOf(text.charAt(at)) >= 0) {
                return true;
            }
        }
        return false;
    }
}
