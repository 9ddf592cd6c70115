package org.wicgate.epcscf;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.wicgate.sip.Edit;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Response;
import org.wicgate.sip.Transport;

/**
 * Which IMS AKA may pass between a WIC and the core: AKAv2-SHA-256 inside TLS. The answer to an
 * AKAv1 challenge is RES itself, which somebody in the middle could have got from the same card
 * over another access (TS 33.203 §X.2, RFC 4169 §1).
 */
final class Aka {
    private static final String AKAV2 = "AKAv2-SHA-256";

    private static final List<HeaderName> CHALLENGES =
            List.of(HeaderName.WWW_AUTHENTICATE, HeaderName.PROXY_AUTHENTICATE);

    private static final Pattern ALGORITHM =
            Pattern.compile("\\balgorithm\\s*=\\s*\"?([^\",\\s]+)", Pattern.CASE_INSENSITIVE);

    private static final Pattern CK_IK =
            Pattern.compile(
                    ",?\\s*\\b(ck|ik)\\s*=\\s*(\"[^\"]*\"|[^,\\s]*)", Pattern.CASE_INSENSITIVE);

    private Aka() {}

    static boolean isAkav2(String algorithm) {
        return algorithm.equalsIgnoreCase(AKAV2);
    }

    /** What is wrong with this algorithm on this transport; null when nothing is. */
    static @Nullable String defect(String algorithm, Transport transport) {
        if (!algorithm.regionMatches(true, 0, "AKA", 0, 3)) {
            return null;
        }
        if (!isAkav2(algorithm)) {
            return algorithm + " is not safe inside TLS: only AKAv2-SHA-256 may pass";
        }
        return transport == Transport.WSS ? null : "IMS AKA needs wss";
    }

    /** The first defect of the core's challenges, if they have any. */
    static @Nullable String defect(Response response, Transport transport) {
        for (var name : CHALLENGES) {
            for (String line : response.headers(name)) {
                String defect = defect(algorithm(line), transport);
                if (defect != null) {
                    return defect;
                }
            }
        }
        return null;
    }

    /**
     * Leaves of the core's challenges those that a WIC may see, without the keys that a P-CSCF with
     * IPsec would keep (TS 24.229 §5.2.2.2).
     */
    static Edit<Response> challenges(Response response, Edit<Response> edit, Transport transport) {
        for (var name : CHALLENGES) {
            if (response.has(name)) {
                edit.remove(name);
                for (String line : response.headers(name)) {
                    if (defect(algorithm(line), transport) == null) {
                        edit.append(name, CK_IK.matcher(line).replaceAll(""));
                    }
                }
            }
        }
        return edit;
    }

    private static String algorithm(String challenge) {
        var found = ALGORITHM.matcher(challenge);
        return found.find() ? found.group(1) : "";
    }
}
