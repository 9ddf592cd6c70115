package org.wicgate.app;

import java.util.function.Function;
import org.wicgate.epcscf.TokenVerdict;
import org.wicgate.waf.Subject;
import org.wicgate.waf.Verdict;

/** W5: has a token verified by the WAF's rules and says it in the eP-CSCF's words. May block. */
final class TokenCheck {
    private final Function<String, Verdict> verifier;

    TokenCheck(Function<String, Verdict> verifier) {
        this.verifier = verifier;
    }

    /** Judges a token. */
    TokenVerdict judge(String token) {
        return switch (verifier.apply(token)) {
            case Verdict.Valid(var claims) ->
                    new TokenVerdict.Valid(
                            new TokenVerdict.Claims(
                                    claims.identity().impi(),
                                    claims.identity().impus(),
                                    claims.wwsf(),
                                    claims.subject(),
                                    claims.origins(),
                                    claims.expiry(),
                                    claims.id(),
                                    claims.session(),
                                    Subject.isPoolMember(claims.subject())));
            case Verdict.Unknown _ -> new TokenVerdict.Unknown();
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
            case REVOKED -> TokenVerdict.Reason.REVOKED;
        };
    }
}
