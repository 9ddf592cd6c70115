package org.wicgate.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A credential in PEM files that somebody else renews, as an ACME client does. Contents are
 * compared, not times: that also sees through the symbolic links of Kubernetes. One thread at a
 * time.
 */
public final class CredentialFiles {
    private static final long BYTES_MAX = 1 << 20;

    private final Path chain;
    private final Path key;
    private String judged = "";
    private String seen = "";

    /**
     * Names the files; nothing is read yet.
     *
     * @param chain certificates, the server's own first
     * @param key its private key
     */
    public CredentialFiles(Path chain, Path key) {
        this.chain = chain;
        this.key = key;
    }

    /** Reads them as they are now. */
    public Credential read() throws IOException {
        judged = contents();
        seen = judged;
        return Certificates.load(chain, key);
    }

    /**
     * Looks again. What has changed is judged when two looks have seen the same, for the two files
     * are seldom written at once.
     *
     * @return the new credential, if there is one
     * @throws IOException once for each change that cannot be used, saying why
     */
    public Optional<Credential> changed() throws IOException {
        String now = contents();
        boolean isSettled = now.equals(seen);
        seen = now;
        if (!isSettled || now.equals(judged)) {
            return Optional.empty();
        }
        judged = now;
        Credential credential = Certificates.load(chain, key);
        Instant end = credential.certificate().getNotAfter().toInstant();
        if (end.isBefore(Instant.now())) {
            throw new IOException("the certificate in " + chain + " ended on " + end);
        }
        return Optional.of(credential);
    }

    @Override
    public String toString() {
        return chain + " and " + key;
    }

    private String contents() {
        return contents(chain) + " " + contents(key);
    }

    private static String contents(Path file) {
        try {
            if (Files.size(file) > BYTES_MAX) {
                return "too long";
            }
            var sha = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha.digest(Files.readAllBytes(file)));
        } catch (IOException unreadable) {
            return unreadable.toString();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
