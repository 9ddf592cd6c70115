package org.wicgate.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerCertificateTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

    @TempDir private Path directory;

    @Test
    void certificateIsMadeOnceKeptAndReplacedBeforeItEnds() throws IOException {
        var first = make(NOW);
        assertEquals(first.certificate(), make(NOW.plus(Duration.ofDays(380))).certificate());
        assertNotEquals(first.certificate(), make(NOW.plus(Duration.ofDays(395))).certificate());
    }

    @Test
    void itNamesThisMachineAndItsKeyIsReadableByItsOwnerOnly() throws Exception {
        var names = make(NOW).certificate().getSubjectAlternativeNames().toString();
        assertTrue(names.contains("localhost") && names.contains("127.0.0.1"), names);

        var mode = Files.getPosixFilePermissions(directory.resolve("tls.key"));
        assertEquals("rw-------", PosixFilePermissions.toString(mode));
    }

    @Test
    void unusableFilesAreNamed() throws IOException {
        make(NOW);
        var chain = directory.resolve("tls.crt");
        var key = directory.resolve("tls.key");
        var absent = directory.resolve("absent.pem");
        var rubbish = Files.writeString(directory.resolve("rubbish.pem"), "rubbish");
        make(NOW);

        assertEquals("no certificate in " + rubbish, why(rubbish, key));
        assertEquals("no unencrypted private key in " + chain, why(chain, chain));
        assertTrue(why(absent, key).startsWith("cannot read " + absent));

        var other = directory.resolve("other");
        SelfSigned.in(other, List.of("other"), NOW);
        var foreign = other.resolve("tls.key");
        assertEquals(
                foreign + " is not the key of the certificate in " + chain, why(chain, foreign));
    }

    private ServerCertificate make(Instant now) throws IOException {
        return SelfSigned.in(directory, SelfSigned.LOOPBACK, now);
    }

    private static String why(Path chain, Path key) {
        var e = assertThrows(IOException.class, () -> ServerCertificate.ofPem(chain, key));
        return String.valueOf(e.getMessage());
    }
}
