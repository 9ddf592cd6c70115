package org.wicgate.lab;

import java.net.InetSocketAddress;
import org.wicgate.codec.G711;

/** What the signalling of a service wants from {@link LabMedia}. */
public sealed interface MediaCommand {
    /** The call; the signalling counts them. */
    long session();

    /** Opens ports. Answered by {@link MediaEvent}. */
    record Open(long session) implements MediaCommand {}

    /**
     * Sends and takes media from now on, or with other parameters than before.
     *
     * @param service what is played
     * @param rtp of the other side; packets from elsewhere are dropped
     * @param payloadType what the other side calls {@code law}
     * @param sends whether the other side wants to hear
     */
    record Start(
            long session,
            Service service,
            InetSocketAddress rtp,
            InetSocketAddress rtcp,
            int payloadType,
            G711 law,
            boolean sends)
            implements MediaCommand {}

    /** Closes the ports; harmless when they are closed. */
    record Close(long session) implements MediaCommand {}
}
