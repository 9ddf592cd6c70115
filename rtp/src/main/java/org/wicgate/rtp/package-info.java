/**
 * RTP packets and what a receiver keeps count of (RFC 3550, RFC 4733). Packets are byte arrays with
 * an offset and a length, read and written in place: nothing here allocates per packet. {@code
 * rtp.rtcp} has the control protocol, {@code rtp.srtp} the encryption. Holds no socket, no clock
 * and no jitter buffer. Start at {@link RtpHeader}.
 */
@NullMarked
package org.wicgate.rtp;

import org.jspecify.annotations.NullMarked;
