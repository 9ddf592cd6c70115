package org.wicgate.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
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
            names = "--duration",
            defaultValue = "0",
            description = "seconds until it deregisters; 0: until Ctrl-C (${DEFAULT-VALUE})")
    private long seconds;

    @Option(names = "--json", description = "at the end, what became of all of them as JSON")
    private boolean json;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    /** Registers all, and keeps them; 0 when none was refused. */
    int run(Settings.Answering answering, CallSound sound)
            throws InterruptedException, IOException {
        Logs.start(new Config.Log("text", "warn"));
        var lasting = seconds <= 0 ? Duration.ofDays(36_500) : Duration.ofSeconds(seconds);
        var users = account.users();
        sound.prepare(users.size(), account.first());
        var main = Thread.currentThread();
        Thread.startVirtualThread(() -> interruptWhenAsked(main));
        try (var agents = account.agents()) {
            var crowd = account.crowd(agents, users, sound, this::say);
            boolean refused = false;
            try {
                crowd.start(answering, lasting);
                refused = !crowd.join();
            } catch (InterruptedException asked) {
                refused = crowd.isRefused();
            } finally {
                crowd.close();
            }
            if (json || users.size() > 1) {
                PrintWriter out = spec.commandLine().getOut();
                out.println(json ? crowd.tally().json() : crowd.tally().text());
                out.flush();
            }
            return refused ? 1 : 0;
        } finally {
            Stop.closed();
        }
    }

    private static void interruptWhenAsked(Thread main) {
        try {
            Stop.await();
            main.interrupt();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void say(String impu, String text) {
        if (json) {
            return;
        }
        PrintWriter out = spec.commandLine().getOut();
        synchronized (out) {
            out.println(
                    LocalTime.now(ZoneId.systemDefault()).format(TIME) + " " + impu + " " + text);
            out.flush();
        }
    }
}
