package org.wicgate.iq;

/**
 * What one stream carried so far.
 *
 * @param index the stream
 * @param toCore from the WIC to the core
 * @param toAccess from the core to the WIC
 * @param pair the selected ICE pair, or empty
 * @param profile the SRTP profile in use, {@link #END_TO_END}, or empty
 */
public record Counters(
        int index, Direction toCore, Direction toAccess, String pair, String profile) {
    /**
     * In the place of a profile: the keys are the two ends' own, and what becomes of their packets
     * cannot be seen.
     */
    public static final String END_TO_END = "end-to-end";

    /**
     * One direction.
     *
     * @param packets forwarded, RTP and RTCP
     * @param bytes forwarded, payload of UDP as received
     * @param gated dropped because the gate was closed
     * @param unauthentic dropped by SRTP authentication, or because no key was there yet
     * @param replayed dropped by the replay window
     * @param stranger dropped because the source was not the peer
     * @param malformed dropped because it was not RTP or RTCP
     * @param lastMillis when the last packet was forwarded, milliseconds of the wall clock; 0 for
     *     never
     */
    public record Direction(
            long packets,
            long bytes,
            long gated,
            long unauthentic,
            long replayed,
            long stranger,
            long malformed,
            long lastMillis) {
        /** Nothing carried. */
        public static final Direction NONE = new Direction(0, 0, 0, 0, 0, 0, 0, 0);
    }
}
