package org.wicgate.eimsagw;

/** From where the core may send (TS 23.334 §5.4, §5.5). */
public enum CoreSource {
    /** From the signalled address and port only. */
    SIGNALLED,
    /**
     * From the signalled address: from the signalled port, and from the first other port that valid
     * media comes from until the next command.
     */
    SIGNALLED_ADDRESS,
    /**
     * From wherever the first valid packet comes, until the next command; and send there. For a
     * core behind a NAT without ICE.
     */
    LATCHED
}
