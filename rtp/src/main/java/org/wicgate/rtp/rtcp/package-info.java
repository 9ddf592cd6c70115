/**
 * RTCP (RFC 3550 §6): a compound packet is checked in place by {@link Rtcp}, without allocation,
 * where it is only relayed, and read into or written from {@link RtcpPacket} records where a
 * session ends. Feedback of RFC 4585 is recognised and carried, not interpreted. Decides nothing
 * about when to report. Start at {@link Rtcp}.
 */
@NullMarked
package org.wicgate.rtp.rtcp;

import org.jspecify.annotations.NullMarked;
