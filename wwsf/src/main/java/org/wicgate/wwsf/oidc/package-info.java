/**
 * Users of somebody else's identity provider: OpenID Connect Core 1.0 with discovery, authorization
 * code and PKCE, as a relying party. Pure; HTTP and what is kept are parameters.
 */
@NullMarked
package org.wicgate.wwsf.oidc;

import org.jspecify.annotations.NullMarked;
