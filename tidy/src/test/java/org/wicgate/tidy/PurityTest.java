package org.wicgate.tidy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * STYLE rule 1: a core names no socket, channel, thread, lock, executor, clock or random source.
 */
class PurityTest {
    private static final List<String> PURE =
            List.of(
                    "base", "aka", "sip", "sdp", "ice", "dtls", "rtp", "codec", "webrtc", "iq",
                    "epcscf", "ng", "eimsagw", "waf", "wwsf", "wic", "lab");

    private static final List<String> BANNED_CLASSES =
            List.of(
                    "java/net/Socket",
                    "java/net/ServerSocket",
                    "java/net/DatagramSocket",
                    "java/nio/channels/",
                    "java/lang/Thread",
                    "java/util/concurrent/",
                    "java/util/Timer",
                    "java/time/Clock",
                    "java/util/Random",
                    "java/security/SecureRandom",
                    "java/lang/ProcessHandle",
                    "org/slf4j/",
                    "io/netty/");

    private static final List<String> BANNED_MEMBERS =
            List.of(
                    "java/lang/System.nanoTime",
                    "java/lang/System.currentTimeMillis",
                    "java/lang/System.out",
                    "java/lang/System.err",
                    "java/time/Instant.now",
                    "java/lang/Math.random",
                    "java/util/UUID.randomUUID");

    @Test
    void coresNameNoSocketThreadClockOrRandomSource() {
        var allowed = Tree.rows(Path.of("src/test/resources/purity-exceptions.tsv"));
        var offences = new TreeSet<String>();
        for (String module : PURE) {
            var classes = Tree.ROOT.resolve(module).resolve("target/classes");
            assertFalse(classFiles(classes).isEmpty(), module + " is not built");
            classFiles(classes).forEach(file -> offences.addAll(offences(module, file)));
        }
        offences.removeIf(o -> allowed.stream().anyMatch(a -> o.startsWith(a.split("\t")[0])));
        assertEquals("", String.join("\n", offences));
    }

    @Test
    void aPlantedClockIsFound() {
        var own = Path.of("target/test-classes/org/wicgate/tidy/PurityTest$Planted.class");
        assertEquals(
                List.of("tidy PurityTest$Planted names java/lang/System.nanoTime"),
                offences("tidy", own));
    }

    /** Breaks the rule on purpose. */
    static final class Planted {
        long now() {
            return System.nanoTime();
        }
    }

    private static List<String> offences(String module, Path file) {
        var found = new ArrayList<String>();
        String name = file.getFileName().toString().replace(".class", "");
        for (PoolEntry entry : pool(file)) {
            String named =
                    switch (entry) {
                        case ClassEntry c when banned(c.asInternalName()) -> c.asInternalName();
                        case MemberRefEntry m when bannedMember(m) -> member(m);
                        default -> "";
                    };
            if (!named.isEmpty()) {
                found.add(module + " " + name + " names " + named);
            }
        }
        return found;
    }

    private static Iterable<PoolEntry> pool(Path file) {
        try {
            return ClassFile.of().parse(file).constantPool();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean banned(String className) {
        return BANNED_CLASSES.stream().anyMatch(className::startsWith);
    }

    private static boolean bannedMember(MemberRefEntry entry) {
        return BANNED_MEMBERS.contains(member(entry));
    }

    private static String member(MemberRefEntry entry) {
        return entry.owner().asInternalName() + "." + entry.name().stringValue();
    }

    private static List<Path> classFiles(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var files = Files.walk(folder)) {
            return files.filter(f -> f.toString().endsWith(".class"))
                    .filter(f -> !f.endsWith("module-info.class"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
