package org.wicgate.app;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.wicgate.wic.CallReport;
import org.wicgate.wic.Settings;
import org.wicgate.wic.UserAgent;

/**
 * The Java WIC of {@code wicgate call}, kept on between calls so that a test need not start a
 * process for each. It stands in this package because the program's classes are its own.
 */
public final class Caller implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Agents agents = new Agents();
    private final Agent agent;

    private Caller(URI wwsf, String user) throws IOException, InterruptedException {
        var session = Login.with(wwsf, user, user);
        agent = agents.wic(session, session.w2Uris().getFirst(), Settings.Sound.SAME);
        agent.await(UserAgent.Out.Registered.class, PATIENCE);
    }

    /** Logs in and registers; the password of a demo account is its name. */
    public static Caller registered(URI wwsf, String user) {
        Logs.start(new Config.Log("text", "warn"));
        try {
            return new Caller(wwsf, user);
        } catch (IOException e) {
            throw new AssertionError(user + " cannot register", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /**
     * Calls the echo service; the report says whether the tone came back. A second is enough, and
     * five when the machine is slow.
     */
    public CallReport echo() {
        try {
            var report = agent.call("echo", Duration.ofSeconds(1));
            return report.isGood() ? report : agent.call("echo", Duration.ofSeconds(5));
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
