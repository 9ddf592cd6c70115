package org.wicgate.wwsf;

import java.time.Duration;
import org.wicgate.waf.TokenAnswer;

/** What came of asking for a session; no case holds a password, and none but the first a secret. */
public sealed interface SessionAnswer {
    /**
     * Here is all you need.
     *
     * @param sessionId for the cookie with which to renew and to log out: a secret
     * @param subject for the log: who it is
     */
    record Granted(String sessionId, String subject, SessionGrant grant) implements SessionAnswer {
        @Override
        public String toString() {
            return "Granted[" + subject + ", " + grant + "]";
        }
    }

    /** Unknown user or wrong password: which of the two is told to nobody. */
    record WrongCredentials() implements SessionAnswer {}

    /** Too many failures for this account, or from this address. */
    record TooManyAttempts(Duration retryAfter) implements SessionAnswer {}

    /** All identities of the pool are lent. */
    record PoolExhausted() implements SessionAnswer {}

    /** The session to be renewed is unknown, over, or has lost its identity. */
    record NoSession() implements SessionAnswer {}

    /** Authenticated, but the WAF gives no token. */
    record NotEntitled(String subject, TokenAnswer.Refusal refusal) implements SessionAnswer {}
}
