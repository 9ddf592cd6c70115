package org.wicgate.app;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.wicgate.wic.UserAgent;

/**
 * Keeps one user registered and says what happens: its token is renewed, its connection opened
 * again, and what failed for a while is tried again (RFC 5626 §4.5).
 */
final class Stay {
    private static final Duration FIRST = Duration.ofSeconds(30);
    private static final Duration LONGEST = Duration.ofMinutes(30);
    private static final long NEVER = Long.MAX_VALUE;

    private final Agent agent;
    private final Agent.Renewal renewal;
    private final Consumer<String> say;
    private final Consumer<UserAgent.Out> tell;
    private final long began = System.nanoTime();
    private long again = NEVER;
    private int failures;
    private boolean tokenFailed;
    private boolean registered;

    /**
     * @param say takes one line of text about the user
     * @param tell takes what the agent told
     */
    Stay(Agent agent, Agent.Renewal renewal, Consumer<String> say, Consumer<UserAgent.Out> tell) {
        this.tell = tell;
        this.agent = agent;
        this.renewal = renewal;
        this.say = say;
    }

    /** Goes on for so long, or until it is refused for good; whether it is registered then. */
    boolean run(Duration lasting) throws InterruptedException {
        while (true) {
            long now = System.nanoTime() - began;
            if (now >= lasting.toNanos()) {
                return registered;
            }
            if (now >= again) {
                again = NEVER;
                agent.reopen();
            }
            var out = agent.next(Duration.ofNanos(Math.min(again, lasting.toNanos()) - now));
            if (out != null && !heard(out)) {
                return false;
            }
        }
    }

    /** False when there is nothing more to be done. */
    private boolean heard(UserAgent.Out out) throws InterruptedException {
        tell.accept(out);
        switch (out) {
            case UserAgent.Out.Registered(var took, var expires) -> {
                registered = true;
                failures = 0;
                tokenFailed = false;
                say.accept(
                        "registered for %d s, after %d ms"
                                .formatted(expires.toSeconds(), took.toMillis()));
            }
            case UserAgent.Out.NotRefreshed(var status, var why, var wait) ->
                    say.accept(
                            "not refreshed: %d %s, again in %d s"
                                    .formatted(status, why, wait.toSeconds()));
            case UserAgent.Out.NotRegistered(var status, var why) -> {
                registered = false;
                return refused(status, why);
            }
            case UserAgent.Out.TokenWanted(var error) -> renew(error);
            case UserAgent.Out.Incoming(var from) -> say.accept("call from " + from);
            case UserAgent.Out.Answered _ -> say.accept("call answered");
            case UserAgent.Out.Ended(var report) -> say.accept("call " + CallText.lines(report));
            case UserAgent.Out.Progress _,
                    UserAgent.Out.Reopen _,
                    UserAgent.Out.Stopped _,
                    UserAgent.Out.Transmit _ -> {}
        }
        return true;
    }

    private boolean refused(int status, String why) {
        boolean passing = status == 0 || status == 408 || status >= 500 || tokenFailed;
        String said = status == 0 ? why : "not registered: " + status + " " + why;
        if (!passing) {
            say.accept(said);
            return false;
        }
        long full = FIRST.toNanos() << Math.min(failures++, 10);
        long wait = Math.min(full, LONGEST.toNanos());
        wait = wait / 2 + ThreadLocalRandom.current().nextLong(wait / 2 + 1);
        again = System.nanoTime() - began + wait;
        say.accept(said + ", again in " + Duration.ofNanos(wait).toSeconds() + " s");
        return true;
    }

    private void renew(String error) throws InterruptedException {
        try {
            agent.give(new UserAgent.In.Renewed(renewal.token(error)));
            tokenFailed = false;
            say.accept("new token: " + error);
        } catch (Failure e) {
            tokenFailed = true;
            say.accept("no new token: " + e.getMessage());
        }
    }
}
