package org.wicgate.wwsf.oidc;

import org.wicgate.base.Decoded;

/** Questions to a provider. Each call may block, for seconds at most; an answer is bounded. */
public interface ProviderHttp {
    /**
     * The body of a 200; or what came instead, without a secret.
     *
     * @param authorization the header; empty for none
     */
    Decoded<String> get(String uri, String authorization);

    /** Likewise, with a form. */
    Decoded<String> post(String uri, String authorization, String form);
}
