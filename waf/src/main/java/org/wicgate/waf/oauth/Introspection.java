package org.wicgate.waf.oauth;

import java.util.LinkedHashMap;
import java.util.Map;
import org.wicgate.waf.TokenClaims;

/** RFC 7662 §2.2: the claims of a token, under the names that they have in the token. */
final class Introspection {
    private Introspection() {}

    static Map<String, Object> active(TokenClaims claims) {
        var said = new LinkedHashMap<String, Object>();
        said.put("active", true);
        said.put("token_type", "Bearer");
        said.put("iss", claims.issuer());
        said.put("aud", claims.audience());
        said.put("sub", claims.subject());
        said.put("username", claims.subject());
        said.put("exp", claims.expiry().getEpochSecond());
        said.put("nbf", claims.notBefore().getEpochSecond());
        said.put("iat", claims.issuedAt().getEpochSecond());
        said.put("jti", claims.id());
        if (!claims.session().isEmpty()) {
            said.put("sid", claims.session());
        }
        said.put("scope", String.join(" ", claims.scope()));
        said.put("client_id", claims.wwsf());
        said.put("ims_impi", claims.identity().impi());
        said.put("ims_impu", claims.identity().impus());
        said.put("origin", claims.origins());
        return said;
    }
}
