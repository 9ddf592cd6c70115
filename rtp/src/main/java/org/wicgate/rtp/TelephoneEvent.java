package org.wicgate.rtp;

import org.wicgate.base.Decoded;

/**
 * The payload of a named telephone event (RFC 4733 §2.3).
 *
 * @param event its number: 0 to 9, 10 for star, 11 for pound, 12 to 15 for A to D
 * @param end whether the event is over
 * @param volume of the tone in -dBm0, 0 to 63
 * @param duration so far, in units of the RTP clock, 0 to 65535
 */
public record TelephoneEvent(int event, boolean end, int volume, int duration) {
    /** Bytes of the payload. */
    public static final int SIZE = 4;

    private static final String DIGITS = "0123456789*#ABCD";

    /** Reads a payload; what follows the first event is not looked at. */
    public static Decoded<TelephoneEvent> decode(byte[] b, int off, int len) {
        if (len < SIZE) {
            return new Decoded.Malformed<>("telephone-event of " + len + " bytes");
        }
        int flags = b[off + 1] & 0xFF;
        return new Decoded.Ok<>(
                new TelephoneEvent(
                        b[off] & 0xFF, (flags & 0x80) != 0, flags & 0x3F, Bytes.u16(b, off + 2)));
    }

    /** The event of a DTMF digit; -1 when the character is none. */
    public static int eventOf(char digit) {
        return DIGITS.indexOf(Character.toUpperCase(digit));
    }

    /** The DTMF digit of this event, or a question mark for any other event. */
    public char digit() {
        return event < DIGITS.length() ? DIGITS.charAt(event) : '?';
    }

    /** Writes the payload, {@link #SIZE} bytes. */
    public void encode(byte[] b, int off) {
        b[off] = (byte) event;
        b[off + 1] = (byte) ((end ? 0x80 : 0) | (volume & 0x3F));
        Bytes.put16(b, off + 2, duration);
    }
}
