/**
 * Session descriptions (RFC 8866) that keep the order and every unknown line, and offer/answer (RFC
 * 3264) as pure functions over them, with the attributes WebRTC adds (RFC 8839, RFC 8842). Opens no
 * port and chooses no address.
 */
@NullMarked
package org.wicgate.sdp;

import org.jspecify.annotations.NullMarked;
