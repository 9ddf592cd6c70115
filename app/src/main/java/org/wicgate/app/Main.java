package org.wicgate.app;

import java.io.IOException;
import java.time.Duration;
import org.wicgate.wic.Settings;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * The {@code wicgate} command. Exit codes: 0 done, 1 it failed (one line says why), 2 wrong usage.
 */
@Command(
        name = "wicgate",
        description =
                "WebRTC access to IMS: browsers as phones of an IMS network (3GPP TS 24.371).",
        mixinStandardHelpOptions = true,
        version = "wicgate 0.1.0",
        subcommands = {
            Demo.class,
            RunCommand.class,
            CheckConfig.class,
            CallCommand.class,
            AccountCommand.class,
            ClientCommand.class
        })
public final class Main {
    private Main() {}

    /** Runs the command line and exits. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    @Command(
            description =
                    "Registers by token, digest or card, stays so and tells what happens; calls are answered 486.",
            mixinStandardHelpOptions = true)
    int register(@Mixin Stays stays) throws InterruptedException, IOException {
        return stays.run(new Settings.Answering(true, Duration.ZERO), new CallSound());
    }

    @Command(
            description =
                    "Registers as register does, answers each call with a tone or a file and reports how it was.",
            mixinStandardHelpOptions = true)
    int answer(@Mixin Stays stays, @Mixin CallSound sound)
            throws InterruptedException, IOException {
        return stays.run(Settings.Answering.AT_ONCE, sound);
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, line, _) -> {
                    line.getErr().println("wicgate: " + Failure.line(failure));
                    return 1;
                });
    }
}
