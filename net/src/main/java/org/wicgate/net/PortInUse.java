package org.wicgate.net;

import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * Somebody else has the address that we were to listen on; the message is one line for a person.
 */
public final class PortInUse extends IOException {
    private static final long serialVersionUID = 1L;

    private final InetSocketAddress address;

    /**
     * @param transport as a person calls it: TCP or UDP
     * @param address what was to be bound
     */
    public PortInUse(String transport, InetSocketAddress address) {
        super(
                transport
                        + " port "
                        + address.getPort()
                        + " on "
                        + address.getHostString()
                        + " is already in use by another program");
        this.address = address;
    }

    /** What was to be bound. */
    public InetSocketAddress address() {
        return address;
    }

    /** The exception that tells best why binding {@code address} failed. */
    static IOException because(String transport, InetSocketAddress address, Throwable cause) {
        String why = String.valueOf(cause.getMessage());
        if (why.contains("in use") && !why.contains("assign")) {
            var taken = new PortInUse(transport, address);
            taken.initCause(cause);
            return taken;
        }
        return new IOException(
                "cannot listen on "
                        + transport
                        + " "
                        + address.getHostString()
                        + ":"
                        + address.getPort()
                        + ": "
                        + why,
                cause);
    }
}
