package org.wicgate.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class MainTest {
    @Test
    void registerAndAnswerTakeTheSameOptions() {
        for (String name : List.of("register", "answer")) {
            var out = new StringWriter();
            var line = Main.commandLine().setOut(new PrintWriter(out));
            assertEquals(0, line.execute(name, "--help"));
            for (String option : List.of("--count", "--duration", "--scheme", "--user")) {
                assertTrue(out.toString().contains(option), out::toString);
            }
            assertTrue(out.toString().startsWith("Usage: wicgate " + name), out::toString);
        }
    }
}
