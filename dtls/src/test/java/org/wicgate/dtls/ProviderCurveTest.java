package org.wicgate.dtls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.Security;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.bouncycastle.tls.DigitallySigned;
import org.bouncycastle.tls.HashAlgorithm;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.TlsECConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.wicgate.sim.SeededEntropy;

class ProviderCurveTest {
    private final Identity plain = Identity.create(new SeededEntropy(3), Instant.now());

    @ParameterizedTest
    @EnumSource
    void twoEndsOfAnyTwoAgree(Curves curves) throws Exception {
        for (var others : Curves.values()) {
            var server = curves.of(plain);
            var client = others.of(Identity.create(new SeededEntropy(4), Instant.now()));
            var serverEnd = new AtomicReference<End>();
            var clientEnd =
                    new End(
                            Role.CLIENT,
                            client,
                            List.of(server.fingerprint()),
                            End.TIMEOUT,
                            d -> serverEnd.get().association().receive(d, 0, d.length));
            serverEnd.set(
                    new End(
                            Role.SERVER,
                            server,
                            List.of(client.fingerprint()),
                            End.TIMEOUT,
                            d -> clientEnd.association().receive(d, 0, d.length)));
            serverEnd.get().association().start();
            clientEnd.association().start();
            assertArrayEquals(clientEnd.keys().material(), serverEnd.get().keys().material());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPeerThatSendsNoPointOfTheCurveIsRefused(Curves curves) throws Exception {
        var crypto = curves.of(plain).crypto(new SeededEntropy(9));
        for (byte[] point : List.of(new byte[0], new byte[65], offTheCurve(), new byte[] {0})) {
            var agreement =
                    crypto.createECDomain(new TlsECConfig(NamedGroup.secp256r1)).createECDH();
            byte[] ours = agreement.generateEphemeral();
            assertEquals(65, ours.length);
            assertEquals(4, ours[0]);
            assertThrows(
                    TlsFatalAlert.class,
                    () -> {
                        agreement.receivePeerValue(point);
                        agreement.calculateSecret();
                    });
        }
    }

    private static byte[] offTheCurve() {
        byte[] point = new byte[65];
        point[0] = 4;
        point[32] = 1;
        point[64] = 1;
        return point;
    }

    @ParameterizedTest
    @EnumSource
    void onlyTheRightSignatureOfTheRightHashIsGood(Curves curves) throws Exception {
        var identity = curves.of(plain);
        var crypto = identity.crypto(new SeededEntropy(1));
        byte[] hash = new byte[32];
        var algorithm =
                SignatureAndHashAlgorithm.getInstance(
                        HashAlgorithm.sha256, SignatureAlgorithm.ecdsa);
        byte[] signature = identity.signer(crypto).generateRawSignature(algorithm, hash);
        var verifier =
                crypto.createCertificate(identity.certificate())
                        .createVerifier(SignatureAlgorithm.ecdsa);
        assertTrue(verifier.verifyRawSignature(new DigitallySigned(algorithm, signature), hash));
        byte[] other = hash.clone();
        other[31] = 1;
        assertFalse(verifier.verifyRawSignature(new DigitallySigned(algorithm, signature), other));
        signature[signature.length - 1] ^= 1;
        assertFalse(verifier.verifyRawSignature(new DigitallySigned(algorithm, signature), hash));
        var garbage = new DigitallySigned(algorithm, new byte[] {48, 1});
        assertFalse(verifier.verifyRawSignature(garbage, hash));
    }

    @Test
    void aProviderThatCannotIsRefusedAtOnce() {
        Provider sun = Security.getProvider("SUN");
        assertThrows(GeneralSecurityException.class, () -> plain.by(sun));
    }
}
