package org.wicgate.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.wicgate.wic.Settings;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What {@code wicgate register} and {@code wicgate answer} share: users who stay registered. */
final class Stays {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

    @Mixin private CallAccount account = new CallAccount();

    @Option(
            names = "--count",
            defaultValue = "1",
            description =
                    "how many; each %%d in --user, --password, --impi and --impu is 1, 2, ... (${DEFAULT-VALUE})")
    private int count = 1;

    @Option(
            names = "--duration",
            defaultValue = "0",
            description = "seconds until it deregisters; 0: until Ctrl-C (${DEFAULT-VALUE})")
    private long seconds;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    /** Registers all, and keeps them; 0 when none was refused. */
    int run(Settings.Answering answering) throws InterruptedException, IOException {
        Logs.start(new Config.Log("text", "warn"));
        var lasting = seconds <= 0 ? Duration.ofDays(36_500) : Duration.ofSeconds(seconds);
        var threads = new CopyOnWriteArrayList<Thread>();
        var refused = new AtomicInteger();
        var main = Thread.currentThread();
        Thread.startVirtualThread(() -> interruptWhenAsked(threads, main));
        var open = new ArrayList<Agent>();
        try (var agents = account.agents()) {
            try {
                for (int i = 1; i <= count; i++) {
                    var line = line(agents, account.numbered(i), answering);
                    open.add(line.agent());
                    threads.add(Thread.startVirtualThread(() -> stay(line, lasting, refused)));
                }
                for (var thread : threads) {
                    thread.join();
                }
            } catch (InterruptedException asked) {
                threads.forEach(Thread::interrupt);
                for (var thread : threads) {
                    thread.join();
                }
            } finally {
                close(open);
            }
        } finally {
            Stop.closed();
        }
        return refused.get() == 0 ? 0 : 1;
    }

    private static CallAccount.Line line(
            Agents agents, CallAccount account, Settings.Answering answering)
            throws InterruptedException, IOException {
        return account.open(agents, account.login(), answering);
    }

    private void stay(CallAccount.Line line, Duration lasting, AtomicInteger refused) {
        try {
            var stay = new Stay(line.agent(), line.renewal(), text -> say(line.impu(), text));
            if (!stay.run(lasting)) {
                refused.incrementAndGet();
            }
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
    }

    private static void interruptWhenAsked(List<Thread> threads, Thread main) {
        try {
            Stop.await();
            main.interrupt();
        } catch (InterruptedException e) {
            threads.forEach(Thread::interrupt);
        }
    }

    /** All at once: each may take seconds to say good-bye. */
    private static void close(List<Agent> open) throws InterruptedException {
        var closing = open.stream().map(agent -> Thread.startVirtualThread(agent::close)).toList();
        for (var thread : closing) {
            thread.join();
        }
    }

    private void say(String impu, String text) {
        PrintWriter out = spec.commandLine().getOut();
        synchronized (out) {
            out.println(
                    LocalTime.now(ZoneId.systemDefault()).format(TIME) + " " + impu + " " + text);
            out.flush();
        }
    }
}
