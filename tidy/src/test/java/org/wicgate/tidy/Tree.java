package org.wicgate.tidy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** The project's own files, as its checkout has them: nothing built, nothing fetched. */
final class Tree {
    /** The top of the checkout. */
    static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    private static final Set<String> NOT_OURS =
            Set.of("target", "node_modules", ".git", "data", "dist");

    private Tree() {}

    /** All files whose path from the top satisfies the test, sorted. */
    static List<Path> files(Predicate<String> wanted) {
        var found = new ArrayList<Path>();
        try {
            Files.walkFileTree(
                    ROOT,
                    new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult preVisitDirectory(
                                Path folder, BasicFileAttributes attributes) {
                            return NOT_OURS.contains(String.valueOf(folder.getFileName()))
                                    ? FileVisitResult.SKIP_SUBTREE
                                    : FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult visitFile(
                                Path file, BasicFileAttributes attributes) {
                            if (wanted.test(name(file))) {
                                found.add(file);
                            }
                            return FileVisitResult.CONTINUE;
                        }
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        found.sort(null);
        return found;
    }

    /** Java sources of main code. */
    static List<Path> mainSources() {
        return files(f -> f.endsWith(".java") && f.contains("/src/main/"));
    }

    /** Java sources of tests. */
    static List<Path> testSources() {
        return files(f -> f.endsWith(".java") && f.contains("/src/test/"));
    }

    /** The path from the top of the checkout, with slashes. */
    static String name(Path file) {
        return ROOT.relativize(file).toString().replace('\\', '/');
    }

    /** The file's text. */
    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(name(file), e);
        }
    }

    /** The lines of a file under docs or resources without those that start with #. */
    static List<String> rows(Path file) {
        return text(file).lines().filter(l -> !l.isBlank() && !l.startsWith("#")).toList();
    }
}
