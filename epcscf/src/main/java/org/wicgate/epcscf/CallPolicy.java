package org.wicgate.epcscf;

import java.time.Duration;

/**
 * How calls are treated where a standard leaves the choice.
 *
 * @param media how their media is offered
 * @param earlyMedia whether media passes before the answer when the core says nothing of it
 * @param minSe the shortest session timer that is let through (RFC 4028 §5), 90 s or more
 * @param sessionExpires what is asked for when nobody asks; longer ones are cut down to it; zero
 *     for leaving it to the ends
 * @param accessNetwork the access-type that we state as network-provided in P-Access-Network-Info
 *     (TS 24.229 §7.2A.4); empty for none
 */
public record CallPolicy(
        MediaPolicy media,
        boolean earlyMedia,
        Duration minSe,
        Duration sessionExpires,
        String accessNetwork) {
    /** What suits most cores. */
    public static final CallPolicy USUAL =
            new CallPolicy(
                    MediaPolicy.USUAL, true, Duration.ofSeconds(90), Duration.ofMinutes(30), "");
}
