import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Adds up what Surefire reported in all modules, and names what failed. Exits 1 when anything did. */
void main() throws IOException {
    // the counts of the suite are those of its last run only, when a class runs once for each of several arguments
    var element = Pattern.compile("(?m)^ *<(testcase|failure|error|skipped)\\b");
    long tests = 0, bad = 0, skipped = 0;
    try (var files = Files.walk(Path.of(""), 4)) {
        for (Path file : files.filter(f -> f.getFileName().toString().matches("TEST-.*\\.xml")).sorted().toList()) {
            var kinds = element.matcher(Files.readString(file)).results().map(found -> found.group(1)).toList();
            long failed = kinds.stream().filter(kind -> kind.equals("failure") || kind.equals("error")).count();
            tests += kinds.stream().filter(kind -> kind.equals("testcase")).count();
            skipped += kinds.stream().filter(kind -> kind.equals("skipped")).count();
            bad += failed;
            if (failed > 0) {
                IO.println("failed: " + file);
            }
        }
    }
    var matrix = Path.of("docs/CONFORMANCE.md");
    if (Files.exists(matrix)) {
        IO.println("conformance: " + Files.readAllLines(matrix).getLast());
    }
    IO.println("check: " + (tests - bad - skipped) + " passed, " + bad + " failed, " + skipped + " skipped");
    System.exit(tests == 0 || bad > 0 || skipped > 0 ? 1 : 0);
}
