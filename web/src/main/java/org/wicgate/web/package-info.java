/**
 * HTTP, the only place where it is spoken: the WWSF's pages and session API with the WAF's metadata
 * and keys (W1), the admin API with health and metrics, and the client that fetches a WAF's keys
 * for an eP-CSCF elsewhere (W5). Each request runs on a virtual thread of its own and may block.
 * What is decided is decided in wwsf and waf; here it becomes status codes, headers and problem
 * documents (RFC 9457). Helidon is behind {@link HttpListener} and nowhere else (decision 0603).
 * Start at {@link WwsfServer}, {@link AdminServer} and {@link JwksSource}.
 */
@NullMarked
package org.wicgate.web;

import org.jspecify.annotations.NullMarked;
