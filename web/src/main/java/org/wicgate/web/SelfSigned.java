package org.wicgate.web;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A certificate of our own making, for trying {@code https} and {@code wss} on one machine: nobody
 * trusts it until told to. Kept as {@code tls.crt} and {@code tls.key} (mode 0600), so that an
 * exception made in the browser outlives a restart.
 */
public final class SelfSigned {
    /** What browsers call this machine. */
    public static final List<String> LOOPBACK = List.of("localhost", "127.0.0.1", "::1");

    private static final Duration LIFETIME = Duration.ofDays(397);
    private static final Duration MARGIN = Duration.ofDays(7);
    private static final String CHAIN = "tls.crt";
    private static final String KEY = "tls.key";

    private SelfSigned() {}

    /** The certificate kept in {@code directory}; a new one when there is none or it is old. */
    public static ServerCertificate in(Path directory, List<String> names, Instant now)
            throws IOException {
        var chain = directory.resolve(CHAIN);
        var key = directory.resolve(KEY);
        if (Files.exists(chain) && Files.exists(key)) {
            var kept = ServerCertificate.ofPem(chain, key);
            if (now.plus(MARGIN).isBefore(kept.certificate().getNotAfter().toInstant())) {
                return kept;
            }
        }
        var made = make(names, now);
        Files.createDirectories(directory);
        writePrivate(key, pem(new JcaPKCS8Generator(made.key(), null)));
        Files.writeString(chain, pem(made.certificate()));
        return made;
    }

    private static ServerCertificate make(List<String> names, Instant now) {
        try {
            var random = new SecureRandom();
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            var pair = generator.generateKeyPair();
            return new ServerCertificate(
                    pair.getPrivate(), List.of(certificate(names, now, pair, random)));
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("this JDK makes no P-256 certificates", e);
        }
    }

    private static X509Certificate certificate(
            List<String> names, Instant now, KeyPair pair, SecureRandom random)
            throws GeneralSecurityException, OperatorCreationException, IOException {
        var subject = new X500Name("CN=" + names.getFirst() + ", O=Wicgate (self-signed)");
        var builder =
                new JcaX509v3CertificateBuilder(
                        subject,
                        new BigInteger(120, random).setBit(119),
                        Date.from(now.minus(Duration.ofHours(1))),
                        Date.from(now.plus(LIFETIME)),
                        subject,
                        pair.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        builder.addExtension(
                Extension.extendedKeyUsage,
                false,
                new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
        builder.addExtension(Extension.subjectAlternativeName, false, alternatives(names));
        var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate());
        return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    }

    private static GeneralNames alternatives(List<String> names) {
        var list = new ArrayList<GeneralName>();
        for (String name : names) {
            boolean isAddress = name.contains(":") || name.matches("[0-9.]+");
            list.add(
                    new GeneralName(isAddress ? GeneralName.iPAddress : GeneralName.dNSName, name));
        }
        return new GeneralNames(list.toArray(new GeneralName[0]));
    }

    private static String pem(Object object) throws IOException {
        var text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        }
        return text.toString();
    }

    private static void writePrivate(Path file, String text) throws IOException {
        Files.deleteIfExists(file);
        var owner = PosixFilePermissions.fromString("rw-------");
        var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (var channel =
                Files.newByteChannel(file, options, PosixFilePermissions.asFileAttribute(owner))) {
            var bytes = US_ASCII.encode(text);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
    }
}
