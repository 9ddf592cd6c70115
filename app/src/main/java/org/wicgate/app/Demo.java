package org.wicgate.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code wicgate demo}: every role on loopback, with the lab core or with somebody else's. */
@Command(
        name = "demo",
        description =
                "Runs every entity and the lab core on loopback; prints where to point the browser.",
        mixinStandardHelpOptions = true)
final class Demo implements Callable<Integer> {
    @Option(
            names = "--core",
            paramLabel = "sip:HOST:PORT",
            description = "a core in place of the lab")
    private String core = "";

    @Option(
            names = "--selftest",
            description = "make real calls through every entity, say a verdict, exit")
    private boolean selftest;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        var config = config();
        Logs.start(config.log());
        PrintWriter out = spec.commandLine().getOut();
        try (var _ = Node.start(config, home(), Node.Seed.DEMO)) {
            if (selftest) {
                return new SelfTest(config, out).run() ? 0 : 1;
            }
            welcome(out, config);
            Stop.await();
            out.println("stopped");
        } finally {
            Stop.closed();
        }
        return 0;
    }

    private Config config() {
        var environment = new HashMap<>(System.getenv());
        if (!core.isEmpty()) {
            if (HostPort.ofSipUri(core) == null) {
                throw new Failure("--core: \"" + core + "\" is not sip:HOST:PORT");
            }
            environment.put("WICGATE_EPCSCF_MW_NEXT_HOP", core);
        }
        var outcome = ConfigFile.read(yaml(), environment);
        if (outcome.config() == null) {
            throw new Failure("the demo's configuration: " + outcome.problems());
        }
        return core.isEmpty() ? outcome.config() : outcome.config().withoutLab();
    }

    private void welcome(PrintWriter out, Config config) {
        out.println();
        var wwsf = config.wwsf();
        var lab = config.lab();
        var admin = config.admin();
        out.println("  Open   " + (wwsf == null ? "" : wwsf.listen().getFirst()));
        out.println("  Log in as alice (password alice) or bob (password bob)");
        if (lab != null) {
            out.println("  Dial   echo, tone, busy, or each other");
            out.println(
                    "  SIP phones register carol (password carol) at "
                            + lab.listen().replaceFirst("^sip:", "")
                            + ", domain "
                            + config.homeDomain());
        } else {
            out.println("  Core   " + core);
        }
        out.println(
                "  Health "
                        + (admin == null ? "" : admin.listen() + "/health/ready")
                        + "   Ctrl-C stops");
        out.println();
        out.flush();
    }

    /**
     * Where the program was unpacked: the demo keeps its data there, wherever it is started from.
     */
    private static Path home() {
        return Path.of(System.getProperty("wicgate.home", ""));
    }

    private static String yaml() {
        try (InputStream in = Demo.class.getResourceAsStream("demo.yaml")) {
            if (in == null) {
                throw new IllegalStateException("demo.yaml is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new Failure("cannot read the demo's configuration: " + e.getMessage(), e);
        }
    }
}
