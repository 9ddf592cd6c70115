/**
 * One WebRTC transport made of ICE, DTLS and SRTP (RFC 8827), told apart by the first byte (RFC
 * 7983): what both ends of W3 share. It knows neither SIP nor the core side, and neither sockets
 * nor threads: those are lent to it. Only what comes from an address that ICE has validated is
 * heard, and media goes to the selected pair alone. Start at {@link WebRtcTransport}, its {@link
 * TransportSink} and {@link TransportEvent}.
 */
@NullMarked
package org.wicgate.webrtc;

import org.jspecify.annotations.NullMarked;
