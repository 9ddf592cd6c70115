package org.wicgate.app;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code wicgate check-config FILE}: says what is wrong, and where, line by line. */
@Command(
        name = "check-config",
        description = "Says what is wrong with a configuration file, line by line; exits 0 or 1.",
        mixinStandardHelpOptions = true)
final class CheckConfig implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "the YAML file")
    private Path file = Path.of("wicgate.yaml");

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        var outcome = ConfigFile.read(ConfigFile.text(file), System.getenv());
        for (var problem : outcome.problems()) {
            out.println(problem.in(file));
        }
        if (outcome.problems().isEmpty()) {
            out.println(file + ": good");
        }
        return outcome.problems().isEmpty() ? 0 : 1;
    }
}
