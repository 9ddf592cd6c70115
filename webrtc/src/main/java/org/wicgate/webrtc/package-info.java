/**
 * One WebRTC transport made of ICE, DTLS and SRTP (RFC 8827), told apart by the first byte (RFC
 * 7983): what both ends of W3 share. It knows neither SIP nor the core side.
 */
@NullMarked
package org.wicgate.webrtc;

import org.jspecify.annotations.NullMarked;
