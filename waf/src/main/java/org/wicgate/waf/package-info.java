/**
 * The WAF (TS 23.228 Annex U.1.3, TS 24.371 §5.4): maps a web identity to its IMS identity and
 * issues a short-lived signed token that says so (RFC 7519, RFC 9068, profile in decision 0600).
 * Verifying is here too, so that what is issued and what is accepted stand side by side: {@link
 * TokenVerifier} gives a verdict, never an exception. Pure apart from cryptography: time is a
 * parameter, keys are kept by whoever fulfils {@link KeyVault}, identities come through {@link
 * Identities}. It does not authenticate users (the WWSF does). Start at {@link Waf}; the endpoints
 * of OAuth are in {@code oauth}.
 */
@NullMarked
package org.wicgate.waf;

import org.jspecify.annotations.NullMarked;
