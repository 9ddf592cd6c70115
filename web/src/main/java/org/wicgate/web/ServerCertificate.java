package org.wicgate.web;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/**
 * What a server proves itself with, for {@code https} and {@code wss} alike.
 *
 * @param key a secret
 * @param chain the server's own certificate first
 */
public record ServerCertificate(PrivateKey key, List<X509Certificate> chain) {
    public ServerCertificate {
        chain = List.copyOf(chain);
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("no certificate");
        }
    }

    /**
     * Reads PEM files: a chain of certificates, and a key in any of the usual forms, not encrypted.
     *
     * @throws IOException with one line for a person that names the file
     */
    public static ServerCertificate ofPem(Path chain, Path key) throws IOException {
        var certificates = new ArrayList<X509Certificate>();
        for (Object each : objects(chain)) {
            if (each instanceof X509CertificateHolder holder) {
                certificates.add(certificate(chain, holder));
            }
        }
        if (certificates.isEmpty()) {
            throw new IOException("no certificate in " + chain);
        }
        var read = new ServerCertificate(privateKey(key), certificates);
        if (!read.isPair()) {
            throw new IOException(key + " is not the key of the certificate in " + chain);
        }
        return read;
    }

    /** The server's own certificate. */
    public X509Certificate certificate() {
        return chain.getFirst();
    }

    private static X509Certificate certificate(Path file, X509CertificateHolder holder)
            throws IOException {
        try {
            return new JcaX509CertificateConverter().getCertificate(holder);
        } catch (CertificateException e) {
            throw new IOException("unusable certificate in " + file + ": " + e.getMessage(), e);
        }
    }

    private static PrivateKey privateKey(Path file) throws IOException {
        var converter = new JcaPEMKeyConverter();
        for (Object each : objects(file)) {
            if (each instanceof PrivateKeyInfo info) {
                return converter.getPrivateKey(info);
            }
            if (each instanceof PEMKeyPair pair) {
                return converter.getPrivateKey(pair.getPrivateKeyInfo());
            }
        }
        throw new IOException("no unencrypted private key in " + file);
    }

    private static List<Object> objects(Path file) throws IOException {
        var objects = new ArrayList<>();
        try (Reader reader = Files.newBufferedReader(file);
                var parser = new PEMParser(reader)) {
            for (Object each = parser.readObject(); each != null; each = parser.readObject()) {
                objects.add(each);
            }
        } catch (IOException e) {
            throw new IOException("cannot read " + file + ": " + e.getMessage(), e);
        }
        return objects;
    }

    private boolean isPair() {
        var publicKey = certificate().getPublicKey();
        String algorithm =
                switch (publicKey.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> publicKey.getAlgorithm();
                };
        try {
            var signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update((byte) 1);
            byte[] signed = signature.sign();
            signature.initVerify(publicKey);
            signature.update((byte) 1);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return "ServerCertificate[" + certificate().getSubjectX500Principal() + "]";
    }
}
