package org.wicgate.app;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code wicgate run --config FILE}: the roles that the file names, until it is told to stop. */
@Command(
        name = "run",
        description = "Runs the roles that a configuration file names.",
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    @Option(names = "--config", required = true, paramLabel = "FILE", description = "the YAML file")
    private Path file = Path.of("wicgate.yaml");

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        var config = ConfigFile.load(file, System.getenv());
        Logs.start(config.log());
        Path folder = file.toAbsolutePath().getParent();
        try (var _ = Node.start(config, folder == null ? Path.of("") : folder, Node.Seed.NONE)) {
            spec.commandLine().getErr().println("wicgate: ready");
            Stop.await();
        } finally {
            Stop.closed();
        }
        return 0;
    }
}
