package org.wicgate.net;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Where the credentials of TLS servers come from: PEM files, or one made at the first start. */
public final class Certificates {
    private static final String CHAIN_FILE = "certificate.pem";
    private static final String KEY_FILE = "key.pem";
    private static final Duration VALID = Duration.ofDays(397); // no browser takes more
    private static final Duration RENEW_BEFORE = Duration.ofDays(7);
    private static final int SERIAL_BITS = 120;

    private Certificates() {}

    /**
     * Reads PEM files as certification authorities give them.
     *
     * @param chain certificates, the server's own first
     * @param key its key, RSA or EC: PKCS #8, or the older forms; without a password
     * @throws IOException when one cannot be read, or the key is not the certificate's
     */
    public static Credential load(Path chain, Path key) throws IOException {
        List<X509Certificate> certificates = certificates(chain);
        if (certificates.isEmpty()) {
            throw new IOException(chain + " holds no certificate");
        }
        PrivateKey own = privateKey(key);
        if (!belongTogether(own, certificates.getFirst())) {
            throw new IOException(
                    "the key in %s is not the one of the first certificate in %s (%s)"
                            .formatted(
                                    key, chain, certificates.getFirst().getSubjectX500Principal()));
        }
        return new Credential(own, certificates);
    }

    /**
     * Reads the self-signed credential in {@code directory}, or makes one there when there is none
     * or it is about to end.
     *
     * @param hosts names and IPv4 addresses that it is to be valid for
     */
    public static Credential selfSigned(Path directory, List<String> hosts) throws IOException {
        Path chain = directory.resolve(CHAIN_FILE);
        Path key = directory.resolve(KEY_FILE);
        if (Files.exists(chain) && Files.exists(key)) {
            Credential kept = load(chain, key);
            Instant end = kept.certificate().getNotAfter().toInstant();
            if (end.minus(RENEW_BEFORE).isAfter(Instant.now())) {
                return kept;
            }
        }
        Credential made = selfSigned(hosts);
        Files.createDirectories(directory);
        writePrivately(key, pem(new JcaPKCS8Generator(made.key(), null)));
        writePrivately(chain, pem(made.certificate()));
        return made;
    }

    /** Makes a self-signed ECDSA P-256 credential. */
    public static Credential selfSigned(List<String> hosts) throws IOException {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            var name = new X500Name("CN=" + hosts.getFirst());
            Instant now = Instant.now();
            var builder =
                    new JcaX509v3CertificateBuilder(
                            name,
                            new BigInteger(SERIAL_BITS, new SecureRandom()),
                            Date.from(now.minus(Duration.ofHours(1))),
                            Date.from(now.plus(VALID)),
                            name,
                            pair.getPublic());
            var names = hosts.stream().map(Certificates::generalName);
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(names.toArray(GeneralName[]::new)));
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate());
            return new Credential(pair.getPrivate(), List.of(converted(builder.build(signer))));
        } catch (GeneralSecurityException | OperatorCreationException refused) {
            throw new IOException("cannot make a certificate: " + refused.getMessage(), refused);
        }
    }

    private static GeneralName generalName(String host) {
        boolean isAddress = host.matches("[0-9.]+") || host.contains(":");
        return new GeneralName(isAddress ? GeneralName.iPAddress : GeneralName.dNSName, host);
    }

    private static List<X509Certificate> certificates(Path file) throws IOException {
        var certificates = new ArrayList<X509Certificate>();
        for (Object item : items(file)) {
            if (item instanceof X509CertificateHolder holder) {
                try {
                    certificates.add(converted(holder));
                } catch (CertificateException broken) {
                    throw new IOException(file + ": " + broken.getMessage(), broken);
                }
            }
        }
        return certificates;
    }

    private static PrivateKey privateKey(Path file) throws IOException {
        var converter = new JcaPEMKeyConverter();
        for (Object item : items(file)) {
            if (item instanceof PrivateKeyInfo key) {
                return converter.getPrivateKey(key);
            }
            if (item instanceof PEMKeyPair pair) {
                return converter.getPrivateKey(pair.getPrivateKeyInfo());
            }
        }
        throw new IOException(file + " holds no private key without a password");
    }

    private static List<Object> items(Path file) throws IOException {
        var items = new ArrayList<>();
        try (Reader text = Files.newBufferedReader(file);
                var parser = new PEMParser(text)) {
            for (Object item = parser.readObject(); item != null; item = parser.readObject()) {
                items.add(item);
            }
        } catch (PEMException | CharacterCodingException broken) {
            throw new IOException(file + " is not PEM: " + broken.getMessage(), broken);
        }
        return items;
    }

    /** What one has signed the other must verify. */
    private static boolean belongTogether(PrivateKey key, X509Certificate certificate)
            throws IOException {
        String algorithm =
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC", "ECDSA" -> "SHA256withECDSA";
                    default ->
                            throw new IOException(
                                    "a key for %s; browsers take RSA and EC"
                                            .formatted(key.getAlgorithm()));
                };
        byte[] probe = "whose key is this?".getBytes(StandardCharsets.US_ASCII);
        try {
            var signer = Signature.getInstance(algorithm);
            signer.initSign(key);
            signer.update(probe);
            byte[] signature = signer.sign();
            var verifier = Signature.getInstance(algorithm);
            verifier.initVerify(certificate.getPublicKey());
            verifier.update(probe);
            return verifier.verify(signature);
        } catch (InvalidKeyException | SignatureException otherKind) {
            return false;
        } catch (NoSuchAlgorithmException e) {
            throw new IOException("this JDK has no " + algorithm, e);
        }
    }

    private static X509Certificate converted(X509CertificateHolder holder)
            throws CertificateException {
        return new JcaX509CertificateConverter().getCertificate(holder);
    }

    private static String pem(Object item) throws IOException {
        var text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            writer.writeObject(item);
        }
        return text.toString();
    }

    private static void writePrivately(Path file, String text) throws IOException {
        Files.deleteIfExists(file);
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            var owner = PosixFilePermissions.fromString("rw-------");
            Files.createFile(file, PosixFilePermissions.asFileAttribute(owner));
            Files.writeString(file, text, StandardOpenOption.WRITE);
        } else {
            Files.writeString(file, text, StandardOpenOption.CREATE_NEW);
        }
    }
}
