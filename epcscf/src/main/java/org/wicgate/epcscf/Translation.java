package org.wicgate.epcscf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.wicgate.epcscf.Report.Side;
import org.wicgate.iq.Interworking;
import org.wicgate.sdp.MediaDescription;
import org.wicgate.sdp.SessionDescription;

/** An answer on its way into the terms of who offered, line by line. */
final class Translation {
    private final Transcoding transcoding;
    private final Side by;
    private final SessionDescription offer;
    private final SessionDescription heard;
    private final Map<Integer, Interworking> how;
    private final List<MediaDescription> media;

    /**
     * A translation that has not begun: the answer as it was heard.
     *
     * @param by who offered
     */
    Translation(
            Transcoding transcoding, Side by, SessionDescription offer, SessionDescription heard) {
        this.transcoding = transcoding;
        this.by = by;
        this.offer = offer;
        this.heard = heard;
        boolean isOff = transcoding.isOff();
        this.how = isOff ? Map.of() : new HashMap<>();
        this.media = isOff ? heard.media() : new ArrayList<>(heard.media());
    }

    /** Brings a line over; false when nothing in it can be heard by who offered. */
    boolean translate(int index) {
        if (transcoding.isOff()) {
            return true;
        }
        var done = transcoding.answered(by, offer.media().get(index), heard.media().get(index));
        if (done != null) {
            media.set(index, done.media());
            how.put(index, done.how());
        }
        return done != null;
    }

    /** What is to be done to the media of a line. */
    Interworking how(int index) {
        return how.getOrDefault(index, new Interworking.Unset());
    }

    /** What is answered. */
    SessionDescription offer() {
        return offer;
    }

    /** The answer as it came. */
    SessionDescription heard() {
        return heard;
    }

    /** The answer in the terms of who offered. */
    SessionDescription answer() {
        return transcoding.isOff() ? heard : heard.withMedia(media);
    }
}
