package org.wicgate.eimsagw;

import org.wicgate.iq.Interworking.Payloads;
import org.wicgate.iq.Interworking.Transcoded;

/**
 * Brings the speech of a stream from one leg's codec into the other's, both ways (TS 23.334 §5.13).
 * Each leg is an RTP session of its own: its RTCP ends here and begins here.
 */
final class Transcoder {
    /** Where the packets of both legs go. There is room behind each for its protection. */
    interface Legs {
        void rtpToCore(byte[] packet, int off, int len, long nowNanos);

        void rtpToAccess(byte[] packet, int off, int len, long nowNanos);

        void rtcpToCore(byte[] packet, int off, int len, long nowNanos);

        void rtcpToAccess(byte[] packet, int off, int len, long nowNanos);
    }

    private static final int SEEDS = 4;

    private final Transcoded how;
    private final Legs legs;
    private final TranscodedFlow toCore;
    private final TranscodedFlow toAccess;
    private final LegReports ofCore;
    private final LegReports ofAccess;

    /**
     * A transcoder.
     *
     * @param seed no other stream's; the numbers of its RTP sources come of it
     */
    Transcoder(Transcoded how, long seed, Legs legs) {
        this.how = how;
        this.legs = legs;
        var atCore = new Sending(seed, clockRate(how.core()));
        var atAccess = new Sending(seed + SEEDS, clockRate(how.access()));
        toCore = new TranscodedFlow(how.access(), how.core(), atCore, legs::rtpToCore);
        toAccess = new TranscodedFlow(how.core(), how.access(), atAccess, legs::rtpToAccess);
        ofCore = new LegReports(toAccess, toCore, seed + 2 * SEEDS);
        ofAccess = new LegReports(toCore, toAccess, seed + 3 * SEEDS);
    }

    private static int clockRate(Payloads leg) {
        return TranscodedFlow.speech(leg).encoding().clockRate();
    }

    Transcoded how() {
        return how;
    }

    /** Our source in the core. */
    Sending toCore() {
        return toCore.sending;
    }

    /** Our source on W3. */
    Sending toAccess() {
        return toAccess.sending;
    }

    /** The codecs of the WIC and of the core. */
    String codecs() {
        return TranscodedFlow.speech(how.access()).encoding()
                + " <-> "
                + TranscodedFlow.speech(how.core()).encoding();
    }

    /** An RTP packet of the WIC; false when it is nothing that was agreed on. */
    boolean fromAccess(byte[] b, int off, int len, long nowNanos) {
        begin(nowNanos);
        return toCore.receive(b, off, len, nowNanos);
    }

    /** An RTP packet of the core; false when it is nothing that was agreed on. */
    boolean fromCore(byte[] b, int off, int len, long nowNanos) {
        begin(nowNanos);
        return toAccess.receive(b, off, len, nowNanos);
    }

    void rtcpFromAccess(byte[] b, int off, int len, long nowNanos) {
        ofAccess.take(b, off, len, nowNanos);
    }

    void rtcpFromCore(byte[] b, int off, int len, long nowNanos) {
        ofCore.take(b, off, len, nowNanos);
    }

    private void begin(long nowNanos) {
        ofCore.begin(nowNanos);
        ofAccess.begin(nowNanos);
    }

    /** Sends the reports that are due. */
    void tick(long nowNanos) {
        if (ofCore.due() <= nowNanos) {
            legs.rtcpToCore(ofCore.packet(), 0, ofCore.write(nowNanos), nowNanos);
        }
        if (ofAccess.due() <= nowNanos) {
            legs.rtcpToAccess(ofAccess.packet(), 0, ofAccess.write(nowNanos), nowNanos);
        }
    }

    long deadline() {
        return Math.min(ofCore.due(), ofAccess.due());
    }
}
