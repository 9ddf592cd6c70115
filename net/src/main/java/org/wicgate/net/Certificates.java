package org.wicgate.net;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
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
     * @param key its key: PKCS #8, or the older forms for RSA and EC; without a password
     */
    public static Credential load(Path chain, Path key) throws IOException {
        List<X509Certificate> certificates = certificates(chain);
        if (certificates.isEmpty()) {
            throw new IOException(chain + " holds no certificate");
        }
        return new Credential(privateKey(key), certificates);
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
        try (Reader text = Files.newBufferedReader(file);
                var parser = new PEMParser(text)) {
            for (Object item = parser.readObject(); item != null; item = parser.readObject()) {
                if (item instanceof X509CertificateHolder holder) {
                    certificates.add(converted(holder));
                }
            }
        } catch (CertificateException broken) {
            throw new IOException(file + ": " + broken.getMessage(), broken);
        }
        return certificates;
    }

    private static PrivateKey privateKey(Path file) throws IOException {
        var converter = new JcaPEMKeyConverter();
        try (Reader text = Files.newBufferedReader(file);
                var parser = new PEMParser(text)) {
            for (Object item = parser.readObject(); item != null; item = parser.readObject()) {
                if (item instanceof PrivateKeyInfo key) {
                    return converter.getPrivateKey(key);
                }
                if (item instanceof PEMKeyPair pair) {
                    return converter.getPrivateKey(pair.getPrivateKeyInfo());
                }
            }
        }
        throw new IOException(file + " holds no private key without a password");
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
