package org.wicgate.webrtc;

import org.wicgate.base.Entropy;
import org.wicgate.dtls.Identity;
import org.wicgate.dtls.Threads;

/**
 * What a transport is given by who owns it.
 *
 * @param settings how long it waits, and what it speaks
 * @param identity its certificate
 * @param entropy for its secrets
 * @param handshakes runs blocking tasks, each on a thread of its own: virtual threads
 * @param owner posts to the thread that owns the transport
 */
public record Surroundings(
        TransportSettings settings,
        Identity identity,
        Entropy entropy,
        Threads handshakes,
        Mailbox owner) {}
