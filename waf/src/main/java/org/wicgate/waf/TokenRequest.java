package org.wicgate.waf;

import java.util.List;

/**
 * A WWSF asks for a token (reference point W4).
 *
 * @param wwsf the WWSF's client identity
 * @param session the login that it is for, unique; empty for none
 * @param scope what the token shall allow; empty asks for all that the WWSF may have
 */
public record TokenRequest(String wwsf, Subject subject, String session, List<String> scope) {
    public TokenRequest {
        scope = List.copyOf(scope);
    }
}
