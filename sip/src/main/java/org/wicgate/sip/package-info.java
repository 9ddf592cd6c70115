/**
 * SIP as machines: messages (RFC 3261 §7), transactions (§17, RFC 6026), dialogs (§12), digest and
 * Bearer credentials (RFC 8760, RFC 8898). Knows no transport: whoever drives it says where a
 * message came from and whether the wire is reliable.
 */
@NullMarked
package org.wicgate.sip;

import org.jspecify.annotations.NullMarked;
