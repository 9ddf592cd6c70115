package org.wicgate.net;

import java.net.InetSocketAddress;
import org.wicgate.sip.Hop;
import org.wicgate.sip.SipMessage;

/** What comes to one shard from SIP over UDP and TCP, told on that shard's thread. */
public interface SipEvents {
    /**
     * A well-formed message that this shard owns.
     *
     * @param from where an answer goes: the peer's address for UDP, the connection for TCP
     * @param source the peer's address, whatever the transport
     */
    void received(SipMessage message, Hop from, InetSocketAddress source);

    /**
     * Nothing more can be sent to {@code hop}, and what was sent last may be lost: no connection
     * came about, it broke, its queue is full, or the peer's system refused (ICMP). A connection
     * that this shard opened is told twice when it breaks: as itself, for what came on it, and as
     * the address it leads to, for what went there. A later send to that address opens another.
     */
    void failed(Hop hop, String why);
}
