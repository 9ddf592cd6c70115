package org.wicgate.wwsf;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.wicgate.base.Entropy;
import org.wicgate.waf.Subject;
import org.wicgate.waf.TokenAnswer;
import org.wicgate.waf.TokenRequest;
import org.wicgate.waf.TokenVerifier;
import org.wicgate.waf.Waf;
import org.wicgate.waf.oauth.SignIn;
import org.wicgate.wwsf.SessionAnswer.Granted;
import org.wicgate.wwsf.SessionAnswer.NoSession;
import org.wicgate.wwsf.SessionAnswer.NotEntitled;
import org.wicgate.wwsf.SessionAnswer.PoolExhausted;
import org.wicgate.wwsf.SessionAnswer.TooManyAttempts;
import org.wicgate.wwsf.SessionAnswer.WrongCredentials;
import org.wicgate.wwsf.Sessions.Session;

/**
 * Gives a WIC its token and identity: after a password (TS 24.371 §6.1, scenario 2), or out of the
 * pool (scenario 3). Each call may block on {@link SignIn}, {@link Pool} and the database; many may
 * run at once. {@code now} is wall time.
 */
public final class Wwsf {
    /**
     * What this WWSF tells its WICs, and how long it keeps them.
     *
     * @param id its client identity at the WAF
     * @param w2Uris where the eP-CSCF listens, best first
     * @param iceServers the same for everybody
     * @param turnServers for which each user gets credentials of its own, anew with each token
     * @param sessionLifetime how long one login can be renewed
     * @param leaseTime how long a pool identity stays with a user who is silent; longer than a
     *     token
     * @param afterLogout how long it stays unused after a logout, until every eP-CSCF knows that
     *     its tokens are revoked; zero when they do not learn that: until the tokens are dead
     * @param attemptsPerAddress wrong logins, and guests, of one source address in five minutes
     */
    public record Settings(
            String id,
            String homeDomain,
            List<String> w2Uris,
            List<IceServer> iceServers,
            List<TurnServer> turnServers,
            Duration sessionLifetime,
            Duration leaseTime,
            Duration afterLogout,
            int attemptsPerAddress) {
        public static final int DEFAULT_ATTEMPTS = 50;
        public static final Duration DEFAULT_SESSION = Duration.ofHours(12);
        public static final Duration DEFAULT_LEASE = Duration.ofMinutes(30);

        public Settings {
            w2Uris = List.copyOf(w2Uris);
            iceServers = List.copyOf(iceServers);
            turnServers = List.copyOf(turnServers);
        }

        /** With the usual times. */
        public Settings(
                String id, String homeDomain, List<String> w2Uris, List<IceServer> iceServers) {
            this(
                    id,
                    homeDomain,
                    w2Uris,
                    iceServers,
                    List.of(),
                    DEFAULT_SESSION,
                    DEFAULT_LEASE,
                    Duration.ZERO,
                    DEFAULT_ATTEMPTS);
        }
    }

    private final Settings settings;
    private final Waf waf;
    private final SignIn signIn;
    private final Pool pool;
    private final Entropy entropy;
    private final OneAtATime alone;
    private final LoginLimits guests;
    private final Sessions sessions;

    public Wwsf(
            Settings settings,
            Waf waf,
            SignIn signIn,
            Pool pool,
            Sessions sessions,
            Entropy entropy,
            OneAtATime alone) {
        this.settings = settings;
        this.guests = new LoginLimits(settings.attemptsPerAddress());
        this.waf = waf;
        this.signIn = signIn;
        this.pool = pool;
        this.sessions = sessions;
        this.entropy = entropy;
        this.alone = alone;
        if (settings.leaseTime().compareTo(deadTokenAfter(waf.tokenLifetime())) < 0) {
            throw new IllegalArgumentException(
                    "a lease of %s ends before a token of %s is refused"
                            .formatted(settings.leaseTime(), waf.tokenLifetime()));
        }
    }

    /** What this WWSF was set up with. */
    public Settings settings() {
        return settings;
    }

    /** Logs a user in by password. */
    public SessionAnswer login(String username, String password, InetAddress from, Instant now) {
        return switch (signIn.attempt(username, password, from, now)) {
            case SignIn.Outcome.Wrong _ -> new WrongCredentials();
            case SignIn.Outcome.Wait(var wait) -> new TooManyAttempts(wait);
            case SignIn.Outcome.Known(var subject) -> open(subject, entropy.token(26), now);
        };
    }

    /** Opens a session for somebody who has proved elsewhere who they are. */
    public SessionAnswer enter(Subject subject, Instant now) {
        return open(subject, entropy.token(26), now);
    }

    /** Where else people may log in, as they know it; empty for nowhere. */
    public String elsewhere() {
        return signIn.elsewhereTitle();
    }

    /** Lends an identity of the pool to somebody unknown. */
    public SessionAnswer guest(InetAddress from, Instant now) {
        Duration wait = alone.call(() -> guests.charge(from, now));
        if (!wait.isZero()) {
            return new TooManyAttempts(wait);
        }
        String holder = entropy.token(26);
        String member = pool.lease(holder, now, now.plus(settings.leaseTime()));
        if (member == null) {
            return new PoolExhausted();
        }
        var answer = open(new Subject.PoolMember(member), holder, now);
        if (!(answer instanceof Granted)) {
            pool.move(member, holder, now, now);
        }
        return answer;
    }

    /** A new token for who is logged in; a pool identity stays lent for another while. */
    public SessionAnswer renew(String sessionId, Instant now) {
        String hash = hash(sessionId);
        var session = sessions.find(hash, now);
        if (session == null) {
            return new NoSession();
        }
        if (session.subject() instanceof Subject.PoolMember(var member)
                && !pool.move(member, session.name(), now, now.plus(settings.leaseTime()))) {
            sessions.remove(hash);
            return new NoSession();
        }
        return switch (issue(session.subject(), session.name(), now)) {
            case TokenAnswer.Refused(var refusal) ->
                    new NotEntitled(session.subject().claim(), refusal);
            case TokenAnswer.Issued issued ->
                    sessions.renew(hash, issued.claims().expiry())
                            ? granted(sessionId, issued, now)
                            : new NoSession();
        };
    }

    /** Whether somebody is logged in under this session. */
    public boolean isOpen(String sessionId, Instant now) {
        return sessions.find(hash(sessionId), now) != null;
    }

    /**
     * Ends a session and revokes its tokens. A pool identity goes to nobody else before they are
     * refused everywhere, or two could register it at once.
     *
     * @return the name of the session, which its tokens have as {@code sid}; empty for none
     */
    public String logout(String sessionId, Instant now) {
        var ended = sessions.remove(hash(sessionId));
        if (ended == null) {
            return "";
        }
        waf.endSession(ended.name(), ended.tokenExpiry(), now);
        if (ended.subject() instanceof Subject.PoolMember(var member)) {
            var dead = ended.tokenExpiry().plus(TokenVerifier.Rules.MAX_SKEW);
            var known = now.plus(settings.afterLogout());
            boolean first = settings.afterLogout().isZero() || dead.isBefore(known);
            pool.move(member, ended.name(), now, first ? dead : known);
        }
        return ended.name();
    }

    private SessionAnswer open(Subject subject, String name, Instant now) {
        byte[] secret = new byte[32];
        entropy.secret(secret);
        String id = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        var end = now.plus(settings.sessionLifetime());
        return switch (issue(subject, name, now)) {
            case TokenAnswer.Refused(var refusal) -> new NotEntitled(subject.claim(), refusal);
            case TokenAnswer.Issued issued -> {
                var session = new Session(subject, name, end, issued.claims().expiry());
                sessions.put(hash(id), session, now);
                yield granted(id, issued, now);
            }
        };
    }

    private TokenAnswer issue(Subject subject, String session, Instant now) {
        return waf.issue(new TokenRequest(settings.id(), subject, session, List.of()), now);
    }

    private static String hash(String sessionId) {
        try {
            byte[] bytes = sessionId.getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private Granted granted(String sessionId, TokenAnswer.Issued issued, Instant now) {
        var claims = issued.claims();
        var servers = new ArrayList<>(settings.iceServers());
        settings.turnServers().forEach(turn -> servers.add(turn.lentTo(claims.subject(), now)));
        var grant =
                new SessionGrant(
                        issued.token(),
                        Duration.between(now, claims.expiry()),
                        claims.identity().defaultImpu(),
                        settings.homeDomain(),
                        settings.w2Uris(),
                        servers);
        return new Granted(sessionId, claims.subject(), grant);
    }

    private static Duration deadTokenAfter(Duration lifetime) {
        return lifetime.plus(TokenVerifier.Rules.MAX_SKEW);
    }
}
