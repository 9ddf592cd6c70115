/**
 * The eIMS-AGW (TS 23.334): contexts whose streams join a WebRTC transport on the access side to
 * plain RTP and RTCP on the core side, with a gate for each direction. Commanded through {@code iq}
 * only; it knows no SIP and no session description. One {@link AccessGateway} serves one media
 * thread: packets come in and go out by socket number, and a packet costs no allocation, no lock
 * and no queue. Payload is passed as it is; transcoding, rate policing and inactivity are not here
 * yet. Start at {@link AccessGateway}.
 */
@NullMarked
package org.wicgate.eimsagw;

import org.jspecify.annotations.NullMarked;
