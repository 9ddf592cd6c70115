package org.wicgate.dtls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.wicgate.sim.Proves;
import org.wicgate.sim.SeededEntropy;

/** A peer that we did not write: openssl s_client and s_server with use_srtp. */
@ParameterizedClass
@EnumSource
class OpenSslTest {
    private final Identity ours;

    @TempDir private Path folder = Path.of("");

    private final BlockingQueue<byte[]> seen = new LinkedBlockingQueue<>();

    OpenSslTest(Curves curves) throws ReflectiveOperationException, GeneralSecurityException {
        ours = curves.of(Identity.create(new SeededEntropy(5), Instant.now()));
    }

    private static String options(ProtectionProfile profile) {
        return switch (profile) {
            case SRTP_AEAD_AES_128_GCM -> "-use_srtp SRTP_AEAD_AES_128_GCM -keymatexportlen 56";
            case SRTP_AES128_CM_HMAC_SHA1_80 ->
                    "-use_srtp SRTP_AES128_CM_SHA1_80 -keymatexportlen 60";
        };
    }

    private End join(Role role, OpenSsl openssl, List<Fingerprint> signalled) {
        var end = new End(role, ours, signalled, End.TIMEOUT, openssl::send);
        openssl.feed(end.association(), seen);
        end.association().start();
        return end;
    }

    private static void assertSameKeys(OpenSsl openssl, SrtpKeys keys) throws Exception {
        String line = openssl.await(l -> l.contains("Keying material: "));
        assertEquals(
                line.substring(line.indexOf(": ") + 2).strip(),
                HexFormat.of().withUpperCase().formatHex(keys.material()));
    }

    @ParameterizedTest
    @EnumSource
    @Proves("AGW-12")
    void asServerWeExportTheSameKeysAsItsClient(ProtectionProfile profile) throws Exception {
        try (var openssl = new OpenSsl(folder)) {
            var end = join(Role.SERVER, openssl, List.of(openssl.fingerprint()));
            openssl.client(options(profile));
            var keys = end.keys();

            assertEquals(profile, keys.profile());
            assertSameKeys(openssl, keys);
            openssl.type("Q");
            assertInstanceOf(End.Told.Closed.class, end.next());
        }
    }

    @ParameterizedTest
    @EnumSource
    void asClientWeExportTheSameKeysAsItsServer(ProtectionProfile profile) throws Exception {
        try (var openssl = new OpenSsl(folder)) {
            openssl.server(options(profile));
            var end = join(Role.CLIENT, openssl, List.of(openssl.fingerprint()));
            var keys = end.keys();

            assertEquals(profile, keys.profile());
            assertSameKeys(openssl, keys);
            end.association().close();
            openssl.await(line -> line.contains("DONE") || line.contains("shutdown"));
        }
    }

    @Test
    void aClientWithoutUseSrtpIsRefused() throws Exception {
        try (var openssl = new OpenSsl(folder)) {
            var end = join(Role.SERVER, openssl, List.of(openssl.fingerprint()));
            openssl.client("");

            var failed = assertInstanceOf(End.Told.Failed.class, end.next());
            assertEquals(DtlsFailure.NO_PROFILE, failed.failure());
        }
    }

    @Test
    void aClientWithAnotherCertificateIsRefused() throws Exception {
        try (var openssl = new OpenSsl(folder)) {
            var end = join(Role.SERVER, openssl, List.of(ours.fingerprint()));
            openssl.client(options(ProtectionProfile.SRTP_AEAD_AES_128_GCM));

            var failed = assertInstanceOf(End.Told.Failed.class, end.next());
            assertEquals(DtlsFailure.FINGERPRINT_MISMATCH, failed.failure());
        }
    }

    /** RFC 8827 §6.5: no renegotiation; the association goes on as if nothing had been asked. */
    @Test
    void renegotiationIsNotHeard() throws Exception {
        try (var openssl = new OpenSsl(folder)) {
            var end = join(Role.SERVER, openssl, List.of(openssl.fingerprint()));
            openssl.client(options(ProtectionProfile.SRTP_AEAD_AES_128_GCM));
            end.keys();
            openssl.await(l -> l.contains("Keying material: "));
            seen.clear();
            openssl.type("R");
            byte[] hello = seen.poll(20, TimeUnit.SECONDS);
            assertNotNull(hello);
            assertEquals(22, hello[0]);
            assertEquals(1, hello[4], "in the epoch of the first handshake");
            end.threads().join();
            assertTrue(end.isSilent());

            end.association().close();
            end.threads().join();
            assertTrue(end.isSilent());
        }
    }
}
