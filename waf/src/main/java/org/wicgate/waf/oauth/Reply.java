package org.wicgate.waf.oauth;

import java.time.Duration;
import java.util.Map;
import org.wicgate.waf.Subject;

/** What the authorisation server says; whoever speaks HTTP puts it there. */
public sealed interface Reply {
    /** 200 with a JSON object, which may hold secrets. */
    record Done(Map<String, Object> body) implements Reply {
        @Override
        public String toString() {
            return "Done" + body.keySet();
        }
    }

    /** An error of RFC 6749 §5.2 as JSON. */
    record Refused(OauthError error, String why) implements Reply {}

    /** 429: too much in vain from this address. */
    record Busy(Duration pause) implements Reply {}

    /** 303 to the client, with a code or an error in the query. */
    record Redirect(String uri) implements Reply {
        @Override
        public String toString() {
            return "Redirect";
        }
    }

    /** Nothing that could be sent to a client: the person at the browser is told. */
    record Broken(String why) implements Reply {}

    /**
     * The page where a person logs in.
     *
     * @param client the title of who asks
     * @param hidden the parameters of the request, to come back with the form
     * @param then the redirect URI; empty for a device
     * @param message what was wrong with the last try; empty for none
     * @param pause how long not to try again; zero for at once
     * @param elsewhere where else people may log in, as they know it; empty for nowhere
     */
    record Login(
            String client,
            Map<String, String> hidden,
            String then,
            String message,
            Duration pause,
            String elsewhere)
            implements Reply {
        public Login {
            hidden = Map.copyOf(hidden);
        }
    }

    /**
     * The page where a person types the code of a device; with {@code message} when it is wrong.
     */
    record AskCode(String message) implements Reply {}

    /** Somebody wants to log in elsewhere: ask {@link AuthorizationServer#leave}. */
    record ToElsewhere(Elsewhere.Aim aim) implements Reply {}

    /** To the identity provider of that title; {@code browser} is to be kept as a cookie. */
    record Leave(String title, String uri, String browser) implements Reply {
        @Override
        public String toString() {
            return "Leave";
        }
    }

    /** Somebody whom a provider knows is to get a session at the WWSF of this house. */
    record Entered(Subject subject) implements Reply {}

    /** A provider let nobody in: the person is told one thing, the log another. */
    record NotEntered(int status, String told, String why) implements Reply {}

    /** A page that says how it went with a device. */
    record Told(String message) implements Reply {}
}
