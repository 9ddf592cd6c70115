package org.wicgate.app;

import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;

/** The public keys of a client, out of a file with a JWK set or with one JWK (RFC 7517). */
final class ClientKeys {
    private static final int MIN_RSA = 2048;

    private ClientKeys() {}

    /**
     * The set as it is kept.
     *
     * @throws Failure with a line that says what is wrong with the file
     */
    static String read(Path file) {
        try {
            String text = Files.readString(file);
            var keys = text.contains("\"keys\"") ? JWKSet.parse(text) : new JWKSet(JWK.parse(text));
            keys.getKeys().forEach(key -> check(file, key));
            if (keys.isEmpty()) {
                throw new Failure(file + " has no key");
            }
            return keys.toPublicJWKSet().toString();
        } catch (IOException e) {
            throw new Failure("cannot read " + file + ": " + e.getMessage(), e);
        } catch (ParseException e) {
            throw new Failure(file + " is no JWK set: " + e.getMessage(), e);
        }
    }

    private static void check(Path file, JWK key) {
        if (key.isPrivate()) {
            throw new Failure(file + " has a private key: give the public ones alone");
        }
        if (!(key instanceof ECKey) && !(key instanceof RSAKey && key.size() >= MIN_RSA)) {
            throw new Failure(file + ": keys are EC, or RSA of 2048 bits and more");
        }
    }
}
