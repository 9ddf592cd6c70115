package org.wicgate.wic;

import java.net.InetSocketAddress;

/** Takes media packets to send; the bytes are on loan until the method returns. */
public interface Packets {
    void transmit(byte[] packet, int offset, int length, int socket, InetSocketAddress to);
}
