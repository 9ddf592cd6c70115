package org.wicgate.app;

import java.time.InstantSource;
import java.util.function.Supplier;
import org.wicgate.epcscf.TokenVerdict;
import org.wicgate.waf.PublicKeys;
import org.wicgate.waf.TokenVerifier;
import org.wicgate.waf.Verdict;

/** W5: has a token verified by the WAF's rules and says it in the eP-CSCF's words. May block. */
final class TokenCheck {
    private final TokenVerifier verifier;
    private final Supplier<PublicKeys> keys;
    private final Runnable refresh;
    private final InstantSource wallClock;

    /**
     * @param keys those known now
     * @param refresh fetches them again, when a token names one that is not known
     */
    TokenCheck(
            TokenVerifier.Rules rules,
            Supplier<PublicKeys> keys,
            Runnable refresh,
            InstantSource wallClock) {
        this.verifier = new TokenVerifier(rules);
        this.keys = keys;
        this.refresh = refresh;
        this.wallClock = wallClock;
    }

    /** Judges a token. */
    TokenVerdict judge(String token) {
        var verdict = verifier.verify(token, keys.get(), wallClock.instant());
        if (verdict instanceof Verdict.Invalid(var reason)
                && reason == Verdict.Reason.UNKNOWN_KEY) {
            refresh.run();
            verdict = verifier.verify(token, keys.get(), wallClock.instant());
        }
        return switch (verdict) {
            case Verdict.Valid(var claims) ->
                    new TokenVerdict.Valid(
                            new TokenVerdict.Claims(
                                    claims.identity().impi(),
                                    claims.identity().impus(),
                                    claims.wwsf(),
                                    claims.subject(),
                                    claims.origins(),
                                    claims.expiry()));
            case Verdict.Invalid(var reason) -> new TokenVerdict.Invalid(reason(reason));
        };
    }

    private static TokenVerdict.Reason reason(Verdict.Reason reason) {
        return switch (reason) {
            case MALFORMED, WRONG_TYPE -> TokenVerdict.Reason.MALFORMED;
            case TOO_LARGE -> TokenVerdict.Reason.TOO_LARGE;
            case ALG_REFUSED -> TokenVerdict.Reason.ALGORITHM;
            case UNKNOWN_KEY, BAD_SIGNATURE -> TokenVerdict.Reason.SIGNATURE;
            case MISSING_CLAIM -> TokenVerdict.Reason.CLAIMS;
            case WRONG_ISSUER -> TokenVerdict.Reason.ISSUER;
            case WRONG_AUDIENCE -> TokenVerdict.Reason.AUDIENCE;
            case NOT_YET -> TokenVerdict.Reason.NOT_YET;
            case EXPIRED -> TokenVerdict.Reason.EXPIRED;
        };
    }
}
