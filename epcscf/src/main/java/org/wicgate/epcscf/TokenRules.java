package org.wicgate.epcscf;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Decoded;
import org.wicgate.epcscf.Report.Refusal;
import org.wicgate.epcscf.TokenVerdict.Claims;
import org.wicgate.sip.SipUri;
import org.wicgate.sip.Uri;

/**
 * What a good token must have to do with the REGISTER that it comes with, and with its sender (TS
 * 33.203 Annex X.3, X.4).
 */
final class TokenRules {
    /** Why a token does not fit; {@code detail} is for the log. */
    record Broken(Refusal refusal, String detail) {}

    private TokenRules() {}

    /** The first rule that is broken; null when the token fits. */
    static @Nullable Broken broken(Config config, RegisterRequest register, Claims claims) {
        var request = register.request();
        String origin = register.flow().origin();
        if (!covers(claims, request.to().uri()) || !covers(claims, request.from().uri())) {
            return new Broken(Refusal.FOREIGN_IDENTITY, claims.impi());
        }
        if (!config.registration().wwsfs().containsKey(claims.wwsf())) {
            return new Broken(Refusal.WWSF_UNKNOWN, claims.wwsf());
        }
        if (!mayComeFrom(config, origin, claims)) {
            return new Broken(Refusal.ORIGIN, origin);
        }
        if (claims.lent() && !isInPool(config, claims, request.to().uri())) {
            return new Broken(Refusal.OUTSIDE_POOL, claims.wwsf());
        }
        boolean isOurs =
                request.requestUri() instanceof SipUri uri
                        && uri.host().equalsIgnoreCase(config.homeDomain());
        return isOurs ? null : new Broken(Refusal.WRONG_DOMAIN, "Request-URI");
    }

    /** Whether a client with this Origin, or none, may use this token. */
    static boolean mayComeFrom(Config config, String origin, Claims claims) {
        var allowed = config.registration().wwsfs().getOrDefault(claims.wwsf(), List.of());
        boolean byWwsf = allowed.contains("*") || allowed.contains(origin);
        return byWwsf && (claims.origins().isEmpty() || claims.origins().contains(origin));
    }

    private static boolean covers(Claims claims, Uri uri) {
        for (String impu : claims.impus()) {
            if (Uri.decode(impu) instanceof Decoded.Ok<Uri>(var known)
                    && Identity.covers(known, uri)) {
                return true;
            }
        }
        return false;
    }

    /** A WWSF lends what it holds, and nothing else. */
    private static boolean isInPool(Config config, Claims claims, Uri uri) {
        var pool = config.admission().pools().getOrDefault(claims.wwsf(), List.of());
        return pool.stream().anyMatch(member -> Identity.covers(member, uri));
    }
}
