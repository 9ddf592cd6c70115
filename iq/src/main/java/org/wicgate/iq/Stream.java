package org.wicgate.iq;

/**
 * One media line as the eP-CSCF wants it relayed.
 *
 * @param index the position of the m-line in the session description, from 0
 * @param access the WIC's end
 * @param core the far end in the core
 * @param gates which directions may pass
 * @param interworking what happens to its media on the way
 * @param medium what it is of
 */
public record Stream(
        int index,
        AccessRemote access,
        CoreRemote core,
        Gates gates,
        Interworking interworking,
        Medium medium) {
    /** Whose media are handled as they were: relayed, when it is new. */
    public Stream(int index, AccessRemote access, CoreRemote core, Gates gates) {
        this(index, access, core, gates, new Interworking.Unset());
    }

    /** Of which nothing new is known. */
    public Stream(
            int index,
            AccessRemote access,
            CoreRemote core,
            Gates gates,
            Interworking interworking) {
        this(index, access, core, gates, interworking, Medium.UNSET);
    }

    /** The same with other gates. */
    public Stream with(Gates other) {
        return new Stream(index, access, core, other, interworking, medium);
    }

    /** The same, known to be of that. */
    public Stream with(Medium other) {
        return new Stream(index, access, core, gates, interworking, other);
    }

    /** Which directions may pass (TS 23.334 §5.2). RTCP passes while either is open. */
    public record Gates(boolean toCore, boolean toAccess) {
        /** Both directions closed, as every new termination starts. */
        public static final Gates CLOSED = new Gates(false, false);

        /** Both directions open. */
        public static final Gates OPEN = new Gates(true, true);
    }
}
