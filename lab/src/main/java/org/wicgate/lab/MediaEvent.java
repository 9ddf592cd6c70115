package org.wicgate.lab;

import java.net.InetSocketAddress;

/** What {@link LabMedia} says to the signalling. */
public sealed interface MediaEvent {
    long session();

    /** The ports are open; RTCP is on the next one. */
    record Opened(long session, InetSocketAddress rtp) implements MediaEvent {}

    /** There are no ports. */
    record Refused(long session, String why) implements MediaEvent {}

    /**
     * The ports are closed.
     *
     * @param received RTP packets of the other side
     * @param strangers packets from elsewhere, or that were no RTP
     */
    record Closed(long session, long received, long sent, long strangers) implements MediaEvent {}
}
