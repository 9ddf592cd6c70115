package org.wicgate.app;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.wicgate.wic.CallReport;
import org.wicgate.wic.Settings;
import org.wicgate.wic.UserAgent;
import tools.jackson.databind.json.JsonMapper;

/**
 * The Java WIC of {@code wicgate call}, kept on between calls so that a test need not start a
 * process for each. It stands in this package because the program's classes are its own.
 */
public final class Caller implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Agents agents = new Agents();
    private final Agent agent;

    private final Agent.Renewal renewal;

    private interface Maker {
        Agent make(Agents agents) throws IOException, InterruptedException;
    }

    private Caller(Maker maker, Agent.Renewal renewal) throws IOException, InterruptedException {
        this.renewal = renewal;
        agent = maker.make(agents);
        agent.await(UserAgent.Out.Registered.class, PATIENCE);
    }

    /** Logs in and registers; the password of a demo account is its name. */
    public static Caller registered(URI wwsf, String user) {
        return registered(
                user,
                agents -> {
                    var session = Login.with(wwsf, user, user);
                    var w2 = session.w2Uris().getFirst();
                    return agents.wic(session, w2, Settings.Sound.SAME);
                },
                _ -> Login.with(wwsf, user, user).accessToken());
    }

    private static Caller registered(String user, Maker maker, Agent.Renewal renewal) {
        Logs.start(new Config.Log("text", "warn"));
        try {
            return new Caller(maker, renewal);
        } catch (IOException e) {
            throw new AssertionError(user + " cannot register", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Registers with what a WWSF handed out, and nothing to renew it with. */
    public static Caller holding(URI wwsf, String grant) {
        var json = new JsonMapper().readTree(grant);
        var w2 = URI.create(json.path("w2_uris").path(0).asString());
        var session =
                new Login.Session(
                        json.path("access_token").asString(),
                        json.path("impu").asString(),
                        json.path("home_domain").asString(),
                        List.of(w2),
                        wwsf.getScheme() + "://" + wwsf.getAuthority(),
                        "");
        return registered(
                session.impu(),
                agents -> agents.wic(session, w2, Settings.Sound.SAME),
                _ -> session.accessToken());
    }

    /**
     * Calls the echo service; the report says whether the tone came back. A second is enough, and
     * five when the machine is slow.
     */
    public CallReport echo() {
        var report = call("echo", Duration.ofSeconds(1));
        return report.isGood() ? report : call("echo", Duration.ofSeconds(5));
    }

    /** Calls, talks for so long, hangs up and says how it was. */
    public CallReport call(String target, Duration talk) {
        try {
            return agent.call(target, talk, renewal);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Waits for the end of the call that is on, or of one that somebody else begins. */
    public CallReport ended() {
        return await(UserAgent.Out.Ended.class, PATIENCE).report();
    }

    /** Waits until it is registered once more. */
    public void registeredAgain(Duration limit) {
        await(UserAgent.Out.Registered.class, limit);
    }

    private <T extends UserAgent.Out> T await(Class<T> kind, Duration limit) {
        try {
            return agent.await(kind, limit, renewal);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        agent.close();
        agents.close();
    }
}
