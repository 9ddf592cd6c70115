import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Adds up what Surefire reported in all modules, and names what failed. Exits 1 when anything did. */
void main() throws IOException {
    var counts = Pattern.compile("<testsuite [^>]*?name=\"([^\"]*)\"[^>]*?tests=\"(\\d+)\"[^>]*?errors=\"(\\d+)\"[^>]*?skipped=\"(\\d+)\"[^>]*?failures=\"(\\d+)\"");
    long tests = 0, bad = 0, skipped = 0;
    try (var files = Files.walk(Path.of(""), 4)) {
        for (Path file : files.filter(f -> f.getFileName().toString().matches("TEST-.*\\.xml")).sorted().toList()) {
            var suite = counts.matcher(Files.readString(file));
            if (!suite.find()) {
                continue;
            }
            long failed = Long.parseLong(suite.group(3)) + Long.parseLong(suite.group(5));
            tests += Long.parseLong(suite.group(2));
            skipped += Long.parseLong(suite.group(4));
            bad += failed;
            if (failed > 0) {
                IO.println("failed: " + suite.group(1) + " (" + file + ")");
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
