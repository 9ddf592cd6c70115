package org.wicgate.iq;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one stream carried so far.
 *
 * @param index the stream
 * @param toCore from the WIC to the core
 * @param toAccess from the core to the WIC
 * @param pair the selected ICE pair, or empty
 * @param profile the SRTP profile in use, {@link #END_TO_END}, or empty
 * @param transcoding the codecs of the WIC and of the core, as {@code OPUS <-> PCMU}; empty when
 *     packets pass as they are
 */
public record Counters(
        int index,
        Direction toCore,
        Direction toAccess,
        String pair,
        String profile,
        String transcoding) {
    /**
     * In the place of a profile: the keys are the two ends' own, and what becomes of their packets
     * cannot be seen.
     */
    public static final String END_TO_END = "end-to-end";

    /** All that was dropped, both ways. */
    public long dropped() {
        return toCore.dropped() + toAccess.dropped();
    }

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

        /** All that was dropped. */
        public long dropped() {
            return gated + unauthentic + replayed + stranger + malformed;
        }

        /** As a document for JSON: names, numbers, and a time in ISO 8601. */
        public Map<String, Object> document() {
            var out = new LinkedHashMap<String, Object>();
            out.put("packets", packets);
            out.put("bytes", bytes);
            out.put("gated", gated);
            out.put("unauthentic", unauthentic);
            out.put("replayed", replayed);
            out.put("stranger", stranger);
            out.put("malformed", malformed);
            out.put("last", lastMillis == 0 ? "never" : Instant.ofEpochMilli(lastMillis) + "");
            return out;
        }
    }
}
