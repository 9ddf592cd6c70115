package org.wicgate.epcscf;

import java.util.ArrayList;
import java.util.List;
import org.wicgate.sdp.SessionDescription;

/** Gathers why the lines of one description cannot be relayed, for one answer about all of them. */
final class Refusals {
    private static final int LONGEST = 200;

    private final List<String> whys = new ArrayList<>();
    private int warnCode = 399;

    void add(int index, int code, String why) {
        if (whys.isEmpty()) {
            warnCode = code;
        }
        whys.add("m-line " + (index + 1) + ": " + why);
    }

    boolean isEmpty() {
        return whys.isEmpty();
    }

    ImsAlg.Refused refuse(int status, SessionDescription acceptable) {
        String text = whys.isEmpty() ? "no media offered" : String.join("; ", whys);
        return new ImsAlg.Refused(status, warnCode, printable(text), acceptable);
    }

    static ImsAlg.Refused answer(String why, SessionDescription acceptable) {
        return new ImsAlg.Refused(502, 399, printable(why), acceptable);
    }

    /** The text without what would end a quoted string or a line, for it may quote a stranger. */
    static String printable(String text) {
        String cut = text.length() > LONGEST ? text.substring(0, LONGEST) : text;
        var out = new StringBuilder();
        cut.chars()
                .map(c -> c < ' ' || c > '~' || c == '"' || c == '\\' ? '?' : c)
                .forEach(c -> out.append((char) c));
        return out.toString();
    }
}
