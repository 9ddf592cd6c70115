package org.wicgate.waf.oauth;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import org.wicgate.waf.Subject;

/** Somebody else's identity provider, where people may log in instead of here. May block. */
public interface Elsewhere {
    /** What somebody wants who is sent there. */
    sealed interface Aim {
        /** A session at the WWSF of this house. */
        record Session() implements Aim {}

        /** To let a client of the WAF in: its request. */
        record OfClient(Form request) implements Aim {}

        /** To let a device in. */
        record OfDevice(String userCode) implements Aim {}
    }

    /** How a way there begins. */
    sealed interface Start {
        /**
         * Go to {@code uri}.
         *
         * @param browser to be kept as a cookie of this browser, and shown when it is back
         */
        record Go(String uri, String browser) implements Start {
            @Override
            public String toString() {
                return "Go";
            }
        }

        /** The provider cannot be asked at the moment; {@code why} is for the log. */
        record Away(String why) implements Start {}

        /** Too much in vain from this address. */
        record Wait(Duration time) implements Start {}
    }

    /** How it ended. */
    sealed interface End {
        /** It is they. */
        record Known(Subject subject, Aim aim) implements End {}

        /**
         * Nobody is logged in.
         *
         * @param told to the person
         * @param why for the log: what to mend, without a secret
         */
        record Not(String told, String why) implements End {}
    }

    /** What people read on the button. */
    String title();

    /**
     * Sends somebody there.
     *
     * @param browser the cookie of an earlier way that may still be open; empty for none
     */
    Start start(Aim aim, String browser, InetAddress from, Instant now);

    /** Somebody is back, with what the provider put into the query. */
    End end(Form query, String browser, InetAddress from, Instant now);
}
