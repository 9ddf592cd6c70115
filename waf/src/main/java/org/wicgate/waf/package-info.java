/**
 * The WAF (TS 24.371 §5.4): issues, verifies and publishes the keys of authorisation tokens (RFC
 * 7519, RFC 7517).
 */
@NullMarked
package org.wicgate.waf;

import org.jspecify.annotations.NullMarked;
