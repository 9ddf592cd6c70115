/**
 * The STUN codec as ICE needs it (RFC 8489, RFC 8445 §16): Binding messages, short-term credentials
 * with HMAC-SHA1, FINGERPRINT. Hostile bytes give {@link org.wicgate.base.Decoded.Malformed}, never
 * an exception. Long-term credentials, TURN and MESSAGE-INTEGRITY-SHA256 are not here. Start at
 * {@link StunMessage} to read and {@link StunWriter} to write.
 */
@NullMarked
package org.wicgate.ice.stun;

import org.jspecify.annotations.NullMarked;
