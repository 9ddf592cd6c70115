package org.wicgate.epcscf;

import org.wicgate.epcscf.Report.Side;
import org.wicgate.iq.Command;
import org.wicgate.iq.Event;
import org.wicgate.sip.Hop;
import org.wicgate.sip.Uri;

/**
 * One thing that happened to a call, as its {@link Timeline} keeps it: references to what was there
 * anyway. Words are made of it when somebody asks, by {@link TimelineView}.
 */
sealed interface Note {
    /** What a note costs beside the bytes of a message. */
    int OVERHEAD = 64;

    /** How many bytes it keeps alive, roughly. */
    default int size() {
        return OVERHEAD;
    }

    /** A SIP message, its credentials blotted out. */
    final class Message implements Note {
        final Side side;
        final boolean received;
        final byte[] bytes;
        final Hop hop;

        /**
         * @param received whether we received it, else sent it
         * @param hop where from, or where to
         */
        Message(Side side, boolean received, byte[] bytes, Hop hop) {
            this.side = side;
            this.received = received;
            this.bytes = bytes;
            this.hop = hop;
        }

        @Override
        public int size() {
            return OVERHEAD + bytes.length;
        }
    }

    /** The WIC of the call, as it is registered. */
    record Wic(Side caller, Uri impu, String impi, Config.Scheme scheme, Hop hop, String remote)
            implements Note {}

    /** A report that is about the call. */
    record Told(Report report) implements Note {}

    /** What the eIMS-AGW was asked; holds the WIC's ICE password, which is not shown. */
    record Asked(Command command) implements Note {}

    /** What the eIMS-AGW said; holds its ICE password, which is not shown. */
    record Heard(Event event) implements Note {}

    /**
     * Anything else.
     *
     * @param kind of what: {@code timer}, {@code flow}, {@code target}, {@code token}
     * @param what in words of ours
     * @param detail of which the text is shown behind them; nothing secret
     */
    record Said(String kind, String what, Object detail) implements Note {}
}
