package org.wicgate.wwsf;

import java.net.InetAddress;
import java.text.Normalizer;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Unavailable;
import org.wicgate.waf.Subject;
import org.wicgate.waf.oauth.SignIn;
import org.wicgate.waf.oauth.Throttle;

/**
 * Knows users by name and password, and bounds how often one may be wrong, by account and by
 * address. One for all doors of a house: who has tried enough at one has at the other.
 */
public final class PasswordLogin implements SignIn, Throttle {
    /** Longer names and passwords are wrong without looking. */
    public static final int MAX_USERNAME = 128;

    public static final int MAX_PASSWORD = 256;

    private final Accounts accounts;
    private final LoginLimits logins;
    private final LoginLimits others;
    private final OneAtATime alone;

    /**
     * Counts from zero.
     *
     * @param attemptsPerAddress wrong logins of one source address in five minutes
     */
    public PasswordLogin(Accounts accounts, int attemptsPerAddress, OneAtATime alone) {
        this.accounts = accounts;
        this.alone = alone;
        logins = new LoginLimits(attemptsPerAddress);
        others = new LoginLimits(attemptsPerAddress);
    }

    @Override
    public Outcome attempt(String username, String password, InetAddress from, Instant now) {
        if (username.length() > MAX_USERNAME || password.length() > MAX_PASSWORD) {
            return new Outcome.Wrong();
        }
        String name = normal(username);
        Duration wait = alone.call(() -> logins.charge(name, from, now));
        if (!wait.isZero()) {
            return new Outcome.Wait(wait);
        }
        var account = found(name, from);
        if (!PasswordHash.matches(password, account == null ? null : account.passwordHash())
                || account == null) {
            return new Outcome.Wrong();
        }
        alone.run(() -> logins.succeeded(name, from));
        return new Outcome.Known(new Subject.WebUser(account.webIdentity()));
    }

    /** Who came while the database was away has not guessed. */
    private @Nullable Account found(String name, InetAddress from) {
        try {
            return accounts.find(name);
        } catch (Unavailable e) {
            alone.run(() -> logins.giveBack(name, from));
            throw e;
        }
    }

    @Override
    public Duration waitFor(InetAddress from, Instant now) {
        return alone.call(() -> others.waitFor(from, now));
    }

    @Override
    public void charge(InetAddress from, Instant now) {
        alone.call(() -> others.charge(from, now));
    }

    private static String normal(String username) {
        return Normalizer.normalize(username.strip(), Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    }
}
