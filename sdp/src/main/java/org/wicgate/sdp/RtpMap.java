package org.wicgate.sdp;

import org.jspecify.annotations.Nullable;

/**
 * What a payload type stands for (RFC 8866 §6.6).
 *
 * @param payloadType 0 to 127
 * @param encoding such as PCMU; names are equal in any case
 * @param clockRate in Hz
 * @param parameters such as the number of channels; empty when there are none
 */
public record RtpMap(int payloadType, String encoding, int clockRate, String parameters) {
    private static final int MAX_CLOCK = 10_000_000;

    /** Reads the value of a=rtpmap; null when it is none. */
    static @Nullable RtpMap parse(String value) {
        int space = value.indexOf(' ');
        if (space < 0) {
            return null;
        }
        int payloadType = Words.number(value.substring(0, space), 127);
        String[] parts = value.substring(space + 1).strip().split("/", 3);
        if (payloadType < 0 || parts.length < 2 || parts[0].isEmpty()) {
            return null;
        }
        int clock = Words.number(parts[1], MAX_CLOCK);
        return clock <= 0
                ? null
                : new RtpMap(payloadType, parts[0], clock, parts.length == 3 ? parts[2] : "");
    }

    /** The static audio payload types that phones use without a line (RFC 3551 §6). */
    static @Nullable RtpMap fixed(String format) {
        return switch (format) {
            case "0" -> new RtpMap(0, "PCMU", 8000, "");
            case "3" -> new RtpMap(3, "GSM", 8000, "");
            case "4" -> new RtpMap(4, "G723", 8000, "");
            case "8" -> new RtpMap(8, "PCMA", 8000, "");
            case "9" -> new RtpMap(9, "G722", 8000, "");
            case "13" -> new RtpMap(13, "CN", 8000, "");
            case "18" -> new RtpMap(18, "G729", 8000, "");
            case "34" -> new RtpMap(34, "H263", 90000, "");
            default -> null;
        };
    }

    /** Whether it is this encoding at this clock rate. */
    public boolean is(String name, int rate) {
        return encoding.equalsIgnoreCase(name) && clockRate == rate;
    }

    /** The value of the attribute. */
    @Override
    public String toString() {
        return payloadType
                + " "
                + encoding
                + "/"
                + clockRate
                + (parameters.isEmpty() ? "" : "/" + parameters);
    }
}
