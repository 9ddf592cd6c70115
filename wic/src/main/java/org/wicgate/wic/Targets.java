package org.wicgate.wic;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Decoded;
import org.wicgate.sip.NameAddr;
import org.wicgate.wic.CallReport.MediaReport;
import org.wicgate.wic.CallReport.Verdict;

/** Reads what a person dials. */
final class Targets {
    private Targets() {}

    /** A URI as it is, or a user of the home domain; null when it is neither. */
    static @Nullable NameAddr read(String target, String domain) {
        String uri = target.contains(":") ? target : "sip:" + target + "@" + domain;
        return NameAddr.decode("<" + uri + ">") instanceof Decoded.Ok<NameAddr>(var address)
                ? address
                : null;
    }

    /** The report of a call that never left. */
    static CallReport notCalled(String target, String why) {
        return new CallReport(target, true, Verdict.FAILED, why, 0, Map.of(), MediaReport.NONE);
    }
}
