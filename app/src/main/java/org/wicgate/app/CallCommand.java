package org.wicgate.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.wicgate.wic.CallReport.Phase;
import org.wicgate.wic.Settings;
import org.wicgate.wic.UserAgent;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code wicgate call TARGET}: one real call by the Java WIC, with a report. */
@Command(
        name = "call",
        description =
                "Registers by token, digest or card and calls with real ICE, DTLS and SRTP; exits 0"
                        + " only if audio came back.",
        mixinStandardHelpOptions = true)
final class CallCommand implements Callable<Integer> {
    private static final Duration FOREVER = Duration.ofDays(36_500);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Parameters(paramLabel = "TARGET", description = "whom to call: echo, bob, a number, a SIP URI")
    private String target = "echo";

    @Mixin private CallAccount account = new CallAccount();

    @Mixin private CallSound sound = new CallSound();

    @Option(
            names = "--duration",
            defaultValue = "3",
            description = "seconds to talk (${DEFAULT-VALUE})")
    private int seconds = 3;

    @Option(
            names = "--calls",
            defaultValue = "0",
            description =
                    "of many users, how many of them call at once while the others take calls; %%d"
                            + " in TARGET is the caller's number plus this (all)")
    private int calls;

    @Option(
            names = "--max-loss",
            paramLabel = "PERCENT",
            defaultValue = "100",
            description = "a call that loses more of what it should hear is not good")
    private double maxLoss = 100;

    @Option(names = "--json", description = "the report as JSON")
    private boolean json;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException, IOException {
        Logs.start(new Config.Log("text", "warn"));
        PrintWriter out = spec.commandLine().getOut();
        var users = account.users();
        sound.prepare(users.size(), account.first());
        return users.size() > 1 ? crowd(users, out) : one(users.getFirst(), out);
    }

    private int one(Who who, PrintWriter out) throws InterruptedException, IOException {
        long began = System.nanoTime();
        var session = account.login(who);
        long loggedIn = System.nanoTime();
        try (var agents = account.agents()) {
            var line =
                    account.open(
                            agents,
                            who,
                            session,
                            sound.of(who.number()),
                            Settings.Answering.AT_ONCE);
            try (var agent = line.agent()) {
                var registered = agent.await(UserAgent.Out.Registered.class, PATIENCE);
                long ready = System.nanoTime();
                if (!json) {
                    out.println("registered as " + line.impu() + ", calling " + target);
                    out.flush();
                }
                var connect = Duration.ofNanos(ready - loggedIn).minus(registered.took());
                var report =
                        agent.call(target, Duration.ofSeconds(seconds), line.renewal())
                                .with(Phase.LOGIN, Duration.ofNanos(loggedIn - began))
                                .with(Phase.CONNECT, connect.isNegative() ? Duration.ZERO : connect)
                                .with(Phase.REGISTER, registered.took());
                out.println(json ? CallText.json(report) : CallText.lines(report));
                out.flush();
                return report.isGood() && 100 * report.media().loss() <= maxLoss ? 0 : 1;
            }
        }
    }

    private int crowd(List<Who> users, PrintWriter out) throws InterruptedException, IOException {
        int callers = calls <= 0 ? users.size() : Math.min(calls, users.size());
        try (var agents = account.agents()) {
            var crowd = account.crowd(agents, users, sound, (_, _) -> {});
            try {
                crowd.start(Settings.Answering.AT_ONCE, FOREVER);
                crowd.call(target, callers, account.first(), Duration.ofSeconds(seconds));
            } finally {
                crowd.close();
            }
            var tally = crowd.tally();
            out.println(json ? tally.json() : tally.text());
            out.flush();
            return tally.isGood() && 100 * tally.worstLoss() <= maxLoss ? 0 : 1;
        }
    }
}
