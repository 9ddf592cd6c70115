package org.wicgate.tidy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Gathers what the tests of all modules proved into docs/CONFORMANCE.md. When the committed file
 * says something else, writes the new one and fails: look at the difference and commit it.
 */
class ConformanceTest {
    private static final Path DOCS = Tree.ROOT.resolve("docs");

    private record Claim(String test, boolean passed) {}

    private record Statement(String id, String text, String reference) {}

    private final List<Statement> checklist =
            Tree.rows(DOCS.resolve("conformance/checklist.tsv")).stream()
                    .map(row -> row.split("\t"))
                    .map(c -> new Statement(c[0], c[1], c[2]))
                    .toList();
    private final Map<String, String> refused =
            Tree.rows(DOCS.resolve("conformance/refused.tsv")).stream()
                    .map(row -> row.split("\t"))
                    .collect(Collectors.toMap(c -> c[0], c -> c[1]));
    private final Map<String, List<Claim>> claims = claims();

    @Test
    void claimsNameStatementsOfTheChecklist() {
        var known = checklist.stream().map(Statement::id).collect(Collectors.toSet());
        var strangers = new TreeSet<>(claims.keySet());
        strangers.addAll(refused.keySet());
        strangers.removeAll(known);
        assertEquals("[]", strangers.toString());
    }

    @Test
    void theMatrixTellsWhatTheTestsProvedToday() throws IOException {
        var file = DOCS.resolve("CONFORMANCE.md");
        String before = Files.exists(file) ? Tree.text(file) : "";
        String now = matrix();
        Files.writeString(file, now);
        assertEquals(before, now, "docs/CONFORMANCE.md was out of date and is now rewritten");
    }

    private String matrix() {
        var out = new StringBuilder();
        out.append("# Conformance\n\n")
                .append(
                        "Made by `./check` from the tests that carry a statement's ID; do not edit.\n")
                .append("The checklist is `docs/conformance/checklist.tsv`.\n");
        int proven = 0;
        String group = "";
        for (Statement s : checklist) {
            String prefix = s.id.replaceAll("-.*", "");
            if (!prefix.equals(group)) {
                group = prefix;
                out.append("\n## ").append(group).append("\n\n");
                out.append("| ID | Statement | Clause | Proven by |\n|---|---|---|---|\n");
            }
            String verdict = verdict(s.id);
            proven += verdict.startsWith("open") || verdict.startsWith("refused") ? 0 : 1;
            out.append("| %s | %s | %s | %s |%n".formatted(s.id, s.text, s.reference, verdict));
        }
        int open = checklist.size() - proven - refused.size();
        out.append(
                "%nproven %d, refused %d, open %d, of %d%n"
                        .formatted(proven, refused.size(), open, checklist.size()));
        return out.toString();
    }

    private String verdict(String id) {
        if (refused.containsKey(id)) {
            return "refused: " + refused.get(id);
        }
        var tests = claims.getOrDefault(id, List.of());
        if (tests.isEmpty()) {
            return "open";
        }
        var failing = tests.stream().filter(c -> !c.passed).map(Claim::test).distinct().toList();
        if (!failing.isEmpty()) {
            return "open: " + String.join(", ", failing) + " did not pass";
        }
        return tests.stream()
                .map(Claim::test)
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static Map<String, List<Claim>> claims() {
        var all = new TreeMap<String, List<Claim>>();
        for (Path file : proofFiles()) {
            for (String row : Tree.rows(file)) {
                String[] cell = row.split("\t");
                all.computeIfAbsent(cell[0], _ -> new ArrayList<>())
                        .add(new Claim(cell[1], cell[2].equals("passed")));
            }
        }
        return all;
    }

    private static Collection<Path> proofFiles() {
        var files = new LinkedHashMap<String, Path>();
        try (var modules = Files.list(Tree.ROOT)) {
            modules.map(m -> m.resolve("target/proofs.tsv"))
                    .filter(Files::exists)
                    .forEach(f -> files.put(Tree.name(f), f));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return files.values();
    }
}
