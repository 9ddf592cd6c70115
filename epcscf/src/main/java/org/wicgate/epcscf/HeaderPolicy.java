package org.wicgate.epcscf;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.wicgate.base.Decoded;
import org.wicgate.sip.Credentials;
import org.wicgate.sip.Edit;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.HeaderNames;
import org.wicgate.sip.Request;
import org.wicgate.sip.SipMessage;
import org.wicgate.sip.Transport;
import org.wicgate.sip.Uri;

/**
 * The border of the trust domain runs between us and the WIC (TS 24.229 §4.4): what only the
 * network may say does not pass, in either direction.
 */
final class HeaderPolicy {
    private static final List<HeaderName> NETWORK_ONLY =
            List.of(
                    HeaderName.P_CHARGING_VECTOR,
                    HeaderName.P_CHARGING_FUNCTION_ADDRESSES,
                    HeaderName.P_VISITED_NETWORK_ID,
                    HeaderName.P_SERVED_USER,
                    HeaderName.P_ASSERTED_SERVICE,
                    HeaderName.P_PROFILE_KEY,
                    HeaderName.P_USER_DATABASE,
                    HeaderName.P_PRIVATE_NETWORK_INDICATION,
                    HeaderName.P_EARLY_MEDIA,
                    HeaderName.FEATURE_CAPS,
                    HeaderName.RESTORATION_INFO,
                    HeaderName.RELAYED_CHARGE,
                    HeaderName.SERVICE_INTERACT_INFO,
                    HeaderName.CELLULAR_NETWORK_INFO,
                    HeaderName.RESPONSE_SOURCE,
                    HeaderName.ATTESTATION_INFO,
                    HeaderName.ORIGINATION_ID,
                    HeaderName.ADDITIONAL_IDENTITY);

    private static final HeaderNames FROM_ACCESS =
            and(
                    NETWORK_ONLY,
                    HeaderName.P_ASSERTED_IDENTITY,
                    HeaderName.P_PREFERRED_IDENTITY,
                    HeaderName.P_CALLED_PARTY_ID,
                    HeaderName.P_ASSOCIATED_URI,
                    HeaderName.SERVICE_ROUTE,
                    HeaderName.PATH,
                    HeaderName.RECORD_ROUTE,
                    HeaderName.HISTORY_INFO,
                    HeaderName.SECURITY_CLIENT,
                    HeaderName.SECURITY_VERIFY,
                    HeaderName.SECURITY_SERVER);

    private static final HeaderNames TO_ACCESS =
            and(
                    NETWORK_ONLY,
                    HeaderName.P_ACCESS_NETWORK_INFO,
                    HeaderName.SECURITY_CLIENT,
                    HeaderName.SECURITY_VERIFY,
                    HeaderName.SECURITY_SERVER);

    /** Security agreement has no place on a connection that is TLS already (RFC 3329). */
    private static final String SEC_AGREE = "sec-agree";

    private static final Pattern INTEGRITY =
            Pattern.compile(
                    ",?\\s*integrity-protected\\s*=\\s*(\"[^\"]*\"|[^,\\s]*)",
                    Pattern.CASE_INSENSITIVE);

    private HeaderPolicy() {}

    private static HeaderNames and(List<HeaderName> some, HeaderName... others) {
        return HeaderNames.of(Stream.concat(some.stream(), Stream.of(others)).toList());
    }

    /** Takes out what a WIC may not say. */
    static <M extends SipMessage> Edit<M> fromAccess(M message, Edit<M> edit) {
        edit.removeAll(FROM_ACCESS);
        NetworkParameters.remove(message, edit);
        without(message, edit, HeaderName.REQUIRE, SEC_AGREE);
        without(message, edit, HeaderName.PROXY_REQUIRE, SEC_AGREE);
        withoutNetworkProvided(message, edit);
        return edit;
    }

    /**
     * Leaves of the credentials only digests, none of which vouches for itself (TS 33.203 §U.2) or
     * comes from an unsafe AKA.
     */
    static Edit<Request> onlyDigests(Request request, Edit<Request> edit, HeaderName name) {
        if (!request.has(name)) {
            return edit;
        }
        edit.remove(name);
        for (String line : request.headers(name)) {
            String cleaned = withoutIntegrity(line);
            if (Credentials.decode(cleaned)
                            instanceof Decoded.Ok<Credentials>(Credentials.Digest digest)
                    && digest.integrityProtected().isEmpty()
                    && Aka.defect(digest.algorithm(), Transport.WSS) == null) {
                edit.append(name, cleaned);
            }
        }
        return edit;
    }

    /** The credentials without integrity-protected, which only the network may write. */
    static String withoutIntegrity(String credentials) {
        var matcher = INTEGRITY.matcher(credentials);
        return matcher.find() ? matcher.replaceAll("") : credentials;
    }

    /** Takes out what a WIC may not hear; the identity too when privacy is asked (RFC 3325 §7). */
    static <M extends SipMessage> Edit<M> toAccess(M message, Edit<M> edit) {
        edit.removeAll(TO_ACCESS);
        if (isPrivate(message)) {
            edit.remove(HeaderName.P_ASSERTED_IDENTITY);
        }
        return edit;
    }

    /** Says who the WIC is. */
    static <M extends SipMessage> Edit<M> asserting(Edit<M> edit, List<Uri> identities) {
        for (var identity : identities) {
            edit.append(HeaderName.P_ASSERTED_IDENTITY, "<" + identity + ">");
        }
        return edit;
    }

    /** Takes one option tag out of a list of them, and the header when nothing is left. */
    static <M extends SipMessage> void without(
            M message, Edit<M> edit, HeaderName name, String option) {
        if (!message.lists(name, option)) {
            return;
        }
        var rest = message.values(name).stream().filter(v -> !v.equalsIgnoreCase(option)).toList();
        if (rest.isEmpty()) {
            edit.remove(name);
        } else {
            edit.replace(name, String.join(", ", rest));
        }
    }

    /** Where a WIC is it may say, but not in the network's name (TS 24.229 §7.2A.4). */
    private static <M extends SipMessage> void withoutNetworkProvided(M message, Edit<M> edit) {
        if (!message.has(HeaderName.P_ACCESS_NETWORK_INFO)) {
            return;
        }
        var said = message.values(HeaderName.P_ACCESS_NETWORK_INFO);
        if (said.stream().anyMatch(HeaderPolicy::isNetworkProvided)) {
            edit.remove(HeaderName.P_ACCESS_NETWORK_INFO);
            said.stream()
                    .filter(value -> !isNetworkProvided(value))
                    .forEach(value -> edit.append(HeaderName.P_ACCESS_NETWORK_INFO, value));
        }
    }

    private static boolean isNetworkProvided(String value) {
        return value.toLowerCase(Locale.ROOT).contains("network-provided");
    }

    private static boolean isPrivate(SipMessage message) {
        return message.has(HeaderName.PRIVACY)
                && message.headers(HeaderName.PRIVACY).stream()
                        .flatMap(line -> Stream.of(line.split("[;,]", -1)))
                        .anyMatch(value -> value.strip().equalsIgnoreCase("id"));
    }
}
