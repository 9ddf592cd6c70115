package org.wicgate.tidy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Words that must not stand in our files, each with what to do instead. */
class WordsTest {
    @Test
    void sourcesCiteClausesInOneFormAndHoldNoUnfinishedWork() {
        var banned = new LinkedHashMap<String, String>();
        banned.put("\\bRFC ?\\d+,? (section|sec\\.|clause) ?\\d", "write RFC n §x");
        banned.put("\\bRFC\\d", "write RFC n with a space");
        banned.put("\\bTS ?\\d\\d\\.\\d+,? (section|clause) ?\\d", "write TS n §x");
        banned.put("\\b(TODO|FIXME|XXX)\\b", "do it, or file it");
        banned.put("printStackTrace", "let the edge log it");
        assertNone(banned, sources(Tree.mainSources(), Tree.testSources()));
    }

    @Test
    void testsNeitherSleepNorSkip() {
        var banned = new LinkedHashMap<String, String>();
        banned.put("Thread\\.sleep\\(", "use virtual time, or wait for the event itself");
        banned.put("@(Disabled|Ignore)\\b", "a test that cannot run is a red test");
        banned.put("\\bassume(True|False|That)\\(", "say what is missing and fail");
        assertNone(banned, sources(Tree.testSources(), List.of()));
    }

    @Test
    void noFileNamesAMachineOrARegistry() {
        var banned = new LinkedHashMap<String, String>();
        banned.put("(?<![\\w/.])/(work|root)/\\w", "a path of one machine");
        banned.put("registry\\.npmjs|repo1?\\.maven|deb\\.debian", "the address of a registry");
        var texts =
                Tree.files(f ->
                        f.matches(
                                        ".*\\.(java|ts|js|mjs|json|md|xml|yaml|yml|sh|cfg|tsv)|check|wicgate|\\.ci/run")
                                && !f.startsWith("tidy/src/test/"));
        assertNone(banned, texts);
    }

    private static List<Path> sources(List<Path> some, List<Path> more) {
        var all = new ArrayList<>(some);
        all.addAll(more);
        all.removeIf(f -> Tree.name(f).startsWith("tidy/src/test/"));
        return all;
    }

    private static void assertNone(Map<String, String> banned, List<Path> files) {
        var found = new ArrayList<String>();
        for (var rule : banned.entrySet()) {
            var pattern = Pattern.compile(rule.getKey());
            for (Path file : files) {
                var match = pattern.matcher(Tree.text(file));
                if (match.find()) {
                    found.add(
                            Tree.name(file) + ": " + match.group() + " (" + rule.getValue() + ")");
                }
            }
        }
        assertEquals("", String.join("\n", found));
    }
}
