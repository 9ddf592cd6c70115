package org.wicgate.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
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

    @Option(
            names = "--duration",
            defaultValue = "3",
            description = "seconds to talk (${DEFAULT-VALUE})")
    private int seconds = 3;

    @Option(
            names = "--calls",
            defaultValue = "0",
            description =
                    "with --count, how many of them call at once while the others take calls; %%d"
                            + " in TARGET is the caller's number plus this (all)")
    private int calls;

    @Option(names = "--json", description = "the report as JSON")
    private boolean json;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException, IOException {
        Logs.start(new Config.Log("text", "warn"));
        PrintWriter out = spec.commandLine().getOut();
        if (account.count() > 1) {
            return crowd(out);
        }
        long began = System.nanoTime();
        var session = account.login();
        long loggedIn = System.nanoTime();
        try (var agents = account.agents()) {
            var line = account.open(agents, session);
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
                return report.isGood() ? 0 : 1;
            }
        }
    }

    private int crowd(PrintWriter out) throws InterruptedException, IOException {
        int callers = calls <= 0 ? account.count() : Math.min(calls, account.count());
        try (var agents = account.agents()) {
            var crowd = account.crowd(agents, (_, _) -> {});
            try {
                crowd.start(Settings.Answering.AT_ONCE, FOREVER);
                crowd.call(target, callers, account.first(), Duration.ofSeconds(seconds));
            } finally {
                crowd.close();
            }
            var tally = crowd.tally();
            out.println(json ? tally.json() : tally.text());
            out.flush();
            return tally.isGood() ? 0 : 1;
        }
    }
}
