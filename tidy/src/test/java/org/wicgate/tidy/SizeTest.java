package org.wicgate.tidy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** STYLE rule 27: files and methods stay small; a listed exception may only shrink. */
class SizeTest {
    private static final int MAIN_FILE_LINES = 400;
    private static final int TEST_FILE_LINES = 600;
    private static final int METHOD_LINES = 50;

    private final Map<String, Integer> allowed =
            Tree.rows(Path.of("src/test/resources/size-exceptions.tsv")).stream()
                    .map(row -> row.split("\t"))
                    .collect(Collectors.toMap(c -> c[0], c -> Integer.parseInt(c[1])));

    @Test
    void filesAndMethodsStaySmallAndExceptionsOnlyShrink() throws IOException {
        var measured = new TreeMap<String, Integer>();
        Tree.mainSources().forEach(f -> note(measured, Tree.name(f), lines(f), MAIN_FILE_LINES));
        Tree.testSources().forEach(f -> note(measured, Tree.name(f), lines(f), TEST_FILE_LINES));
        noteMethods(measured, Tree.mainSources());

        var wrong = new ArrayList<String>();
        measured.forEach((what, lines) -> {
            if (lines > allowed.getOrDefault(what, 0)) {
                wrong.add(what + " has " + lines + " lines");
            }
        });
        allowed.forEach((what, lines) -> {
            if (measured.getOrDefault(what, 0) < lines) {
                wrong.add(what + " shrank to " + measured.get(what) + ": lower its exception");
            }
        });
        assertEquals("", String.join("\n", wrong));
    }

    private static void note(Map<String, Integer> measured, String what, int lines, int limit) {
        if (lines > limit) {
            measured.put(what, lines);
        }
    }

    private static int lines(Path file) {
        return (int) Tree.text(file).lines().count();
    }

    private static void noteMethods(Map<String, Integer> measured, List<Path> sources)
            throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            var task =
                    (JavacTask)
                            compiler.getTask(
                                    null,
                                    files,
                                    null,
                                    List.of("-proc:none"),
                                    null,
                                    files.getJavaFileObjectsFromPaths(sources));
            var trees = Trees.instance(task);
            for (CompilationUnitTree unit : task.parse()) {
                new MethodLengths(measured, unit, trees).scan(unit, null);
            }
        }
    }

    private static final class MethodLengths extends TreePathScanner<Void, Void> {
        private final Map<String, Integer> measured;
        private final CompilationUnitTree unit;
        private final Trees trees;

        MethodLengths(Map<String, Integer> measured, CompilationUnitTree unit, Trees trees) {
            this.measured = measured;
            this.unit = unit;
            this.trees = trees;
        }

        @Override
        public Void visitMethod(MethodTree method, Void nothing) {
            if (method.getBody() != null) {
                var positions = trees.getSourcePositions();
                var lines = unit.getLineMap();
                long first =
                        lines.getLineNumber(positions.getStartPosition(unit, method.getBody()));
                long last = lines.getLineNumber(positions.getEndPosition(unit, method.getBody()));
                String file = Tree.name(Path.of(unit.getSourceFile().toUri()));
                note(
                        measured,
                        file + "#" + method.getName(),
                        (int) (last - first + 1),
                        METHOD_LINES);
            }
            return super.visitMethod(method, null);
        }
    }
}
