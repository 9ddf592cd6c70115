package org.wicgate.sim;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Writes what each {@link Proves} test of a module came to into target/proofs.tsv: statement, test,
 * outcome. Module tidy gathers the files. Registered as a service, so no test names it.
 */
public final class ProofListener implements TestExecutionListener {
    private static final Path FILE = Path.of("target/proofs.tsv");

    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        note(test, "skipped");
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        boolean passed = result.getStatus() == TestExecutionResult.Status.SUCCESSFUL;
        note(test, passed ? "passed" : "failed");
    }

    @Override
    public void testPlanExecutionFinished(TestPlan plan) {
        if (lines.isEmpty() || !Files.isDirectory(Path.of("target"))) {
            return;
        }
        try {
            Files.write(FILE, lines.stream().sorted().distinct().toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void note(TestIdentifier test, String outcome) {
        if (!(test.getSource().orElse(null) instanceof MethodSource source)) {
            return;
        }
        var proves = source.getJavaMethod().getAnnotation(Proves.class);
        if (proves == null) {
            return;
        }
        String name = source.getJavaClass().getSimpleName() + "." + source.getMethodName();
        for (String id : proves.value()) {
            lines.add(id + "\t" + name + "\t" + outcome);
        }
    }
}
