/**
 * Session descriptions (RFC 8866) that keep the order and every line as it came, and offer/answer
 * (RFC 3264) as pure functions over them, with the attributes WebRTC adds (RFC 8839, RFC 8842).
 * Opens no port, resolves no name and chooses no address; which lines may cross from one network to
 * another is for the eP-CSCF to say. Start at {@link SessionDescription}.
 */
@NullMarked
package org.wicgate.sdp;

import org.jspecify.annotations.NullMarked;
