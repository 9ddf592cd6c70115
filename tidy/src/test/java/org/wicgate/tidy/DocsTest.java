package org.wicgate.tidy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Documents point at what is there, and each module says what it is. */
class DocsTest {
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:|#|mailto:)([^)#\\s]+)");

    @Test
    void relativeLinksOfDocumentsLeadSomewhere() {
        var broken = new ArrayList<String>();
        for (Path document : Tree.files(f -> f.endsWith(".md"))) {
            var links = LINK.matcher(Tree.text(document));
            while (links.find()) {
                if (!Files.exists(document.resolveSibling(links.group(1)))) {
                    broken.add(Tree.name(document) + " -> " + links.group(1));
                }
            }
        }
        assertEquals("", String.join("\n", broken));
    }

    @Test
    void eachPackageSaysWhatItIs() {
        var silent = new ArrayList<String>();
        for (Path source : Tree.mainSources()) {
            var info = source.resolveSibling("package-info.java");
            if (!source.endsWith("module-info.java") && !Files.exists(info)) {
                silent.add(Tree.name(source.getParent()));
            }
        }
        assertEquals("", String.join("\n", silent.stream().distinct().toList()));
    }
}
