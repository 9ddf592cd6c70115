package org.wicgate.app;

import picocli.CommandLine;
import picocli.CommandLine.Command;

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
            RegisterCommand.class,
            AnswerCommand.class,
            AccountCommand.class
        })
public final class Main {
    private Main() {}

    /** Runs the command line and exits. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
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
