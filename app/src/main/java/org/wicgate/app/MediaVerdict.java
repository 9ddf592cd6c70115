package org.wicgate.app;

import java.time.Duration;
import java.time.Instant;
import org.wicgate.iq.Counters;
import org.wicgate.iq.Counters.Direction;
import org.wicgate.iq.Counters.Drop;

/**
 * What is the matter with a stream, for whoever is woken at night: one word, and why we say so.
 *
 * @param word {@code flowing} when nothing is
 * @param why what was seen, and where to look
 */
record MediaVerdict(String word, String why) {
    /** Comfort noise and pauses of a sender stay below that; a dead microphone does not. */
    private static final Duration SILENCE = Duration.ofSeconds(6);

    /** Judges a stream by what it carried, while its call stands. */
    static MediaVerdict of(Counters stream, Instant now) {
        if (stream.pair().isEmpty()) {
            return new MediaVerdict(
                    "no_ice",
                    "no authenticated STUN check came: the browser does not reach eimsagw.w3"
                            + " (address, firewall, advertise)");
        }
        if (stream.profile().isEmpty()) {
            return new MediaVerdict(
                    "no_dtls", "ICE has a path and DTLS is not done: see media lost in the log");
        }
        boolean fromWic = flows(stream.toCore(), now);
        boolean fromCore = flows(stream.toAccess(), now);
        if (fromWic && fromCore) {
            return new MediaVerdict("flowing", "packets both ways");
        }
        if (!fromWic && !fromCore) {
            var browser = browser(stream.toCore(), now);
            var core = core(stream.toAccess(), now);
            return browser.word.equals("held") && core.word.equals("held")
                    ? browser
                    : new MediaVerdict("silent", browser.why + "; " + core.why);
        }
        return fromWic ? core(stream.toAccess(), now) : browser(stream.toCore(), now);
    }

    private static MediaVerdict browser(Direction way, Instant now) {
        if (mostly(way, Drop.GATED)) {
            return held(way);
        }
        if (mostly(way, Drop.EXCESS)) {
            return excess(way);
        }
        if (mostly(way, Drop.UNAUTHENTIC)) {
            return new MediaVerdict(
                    "bad_keys",
                    way.dropped(Drop.UNAUTHENTIC)
                            + " packets of the browser were not under its SRTP keys");
        }
        return new MediaVerdict(
                "no_browser_media",
                "no packet from the browser"
                        + since(way, now)
                        + ": consent still answered, so its microphone or capture is off");
    }

    private static MediaVerdict core(Direction way, Instant now) {
        if (mostly(way, Drop.GATED)) {
            return held(way);
        }
        if (mostly(way, Drop.EXCESS)) {
            return excess(way);
        }
        if (mostly(way, Drop.STRANGER)) {
            return new MediaVerdict(
                    "core_elsewhere",
                    way.dropped(Drop.STRANGER)
                            + " packets of the core came from an address it did not signal");
        }
        if (mostly(way, Drop.UNAUTHENTIC)) {
            return new MediaVerdict(
                    "bad_core_keys",
                    way.dropped(Drop.UNAUTHENTIC)
                            + " packets of the core were not under its SRTP keys");
        }
        return new MediaVerdict(
                "no_core_media",
                "no packet from the core"
                        + since(way, now)
                        + ": its phone is silent, or a firewall stands before eimsagw.core");
    }

    private static MediaVerdict held(Direction way) {
        return new MediaVerdict(
                "held",
                way.dropped(Drop.GATED)
                        + " packets stopped: the session description says hold, or no answer yet");
    }

    private static MediaVerdict excess(Direction way) {
        return new MediaVerdict(
                "excess",
                way.dropped(Drop.EXCESS)
                        + " packets were more than b= or eimsagw.limits allow in a second");
    }

    private static boolean flows(Direction way, Instant now) {
        return way.packets() > 0
                && Instant.ofEpochMilli(way.lastMillis()).plus(SILENCE).isAfter(now);
    }

    /** Whether a cause of drops outweighs all other causes and what passed. */
    private static boolean mostly(Direction way, Drop cause) {
        long dropped = way.dropped(cause);
        return dropped > 0 && dropped * 2 >= way.dropped() && dropped * 20 >= way.packets();
    }

    private static String since(Direction way, Instant now) {
        if (way.packets() == 0) {
            return " at all";
        }
        var pause = Duration.between(Instant.ofEpochMilli(way.lastMillis()), now);
        return " since " + pause.toSeconds() + " s";
    }
}
