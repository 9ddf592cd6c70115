package org.wicgate.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files as an ACME client leaves them behind, in good order and in bad. */
final class CredentialFilesTest {
    @TempDir Path directory;

    private Path chain;
    private Path key;
    private CredentialFiles files;
    private Credential first;

    @BeforeEach
    void makeTheFirst() throws IOException {
        chain = directory.resolve("live.pem");
        key = directory.resolve("live.key");
        put(made("one"), "certificate.pem", chain);
        put(directory.resolve("one"), "key.pem", key);
        files = new CredentialFiles(chain, key);
        first = files.read();
    }

    @Test
    void renewedPairIsTakenOnceWhenItHasSettled() throws IOException {
        assertEquals(Optional.empty(), files.changed());
        Path next = made("two");
        put(next, "certificate.pem", chain);
        assertEquals(
                Optional.empty(), files.changed(), "certificate without its key, just written");
        put(next, "key.pem", key);
        assertEquals(Optional.empty(), files.changed(), "just written");

        Credential second = files.changed().orElseThrow();
        assertTrue(!second.certificate().equals(first.certificate()));
        assertEquals(Optional.empty(), files.changed());
    }

    @Test
    void filesThatNeverChangeAreNeverNews() throws IOException {
        for (int i = 0; i < 3; i++) {
            assertEquals(Optional.empty(), files.changed());
        }
    }

    @Test
    void keyOfAnotherCertificateIsRefusedOnceAndSaysSo() throws IOException {
        put(made("two"), "key.pem", key);
        assertEquals(Optional.empty(), files.changed());
        String why = refusal();
        assertTrue(why.contains("is not the one of the first certificate"), why);
        assertTrue(why.contains(key.toString()), why);
        assertEquals(Optional.empty(), files.changed(), "said once");

        put(directory.resolve("two"), "certificate.pem", chain);
        assertEquals(Optional.empty(), files.changed());
        assertTrue(files.changed().isPresent(), "mended");
    }

    @Test
    void brokenEmptyAndMissingFilesAreRefusedAndGoodOnesTakenAgain() throws IOException {
        for (String broken :
                List.of("", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")) {
            Files.writeString(chain, broken);
            assertEquals(Optional.empty(), files.changed());
            String why = refusal();
            assertTrue(why.contains(chain.toString()), why);
        }
        Files.delete(chain);
        assertEquals(Optional.empty(), files.changed());
        assertThrows(IOException.class, files::changed);

        put(directory.resolve("one"), "certificate.pem", chain);
        assertEquals(Optional.empty(), files.changed());
        assertEquals(first.certificate(), files.changed().orElseThrow().certificate());
    }

    @Test
    void pairThatDoesNotFitIsRefusedAtTheStart() throws IOException {
        put(made("two"), "key.pem", key);
        assertThrows(IOException.class, () -> Certificates.load(chain, key));
    }

    private Path made(String name) throws IOException {
        Path made = directory.resolve(name);
        var _ = Certificates.selfSigned(made, List.of("localhost"));
        return made;
    }

    private static void put(Path from, String name, Path to) throws IOException {
        Files.copy(from.resolve(name), to, StandardCopyOption.REPLACE_EXISTING);
    }

    private String refusal() {
        return String.valueOf(assertThrows(IOException.class, files::changed).getMessage());
    }
}
