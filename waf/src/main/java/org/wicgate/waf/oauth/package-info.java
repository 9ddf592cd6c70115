/**
 * The WAF as an OAuth 2.0 authorisation server (TS 24.371 §A.3.2, RFC 6749 as RFC 9700 wants it):
 * authorization code with PKCE, refresh tokens that rotate, client credentials for a pool identity,
 * token exchange for a WWSF that authenticates its users itself, device code, revocation and
 * introspection. Knows forms and answers, no HTTP; what has to be kept is behind {@link Codes},
 * {@link Families}, {@link Devices} and {@link Clients}, all secrets as hashes. Start at {@link
 * AuthorizationServer}.
 */
@NullMarked
package org.wicgate.waf.oauth;

import org.jspecify.annotations.NullMarked;
