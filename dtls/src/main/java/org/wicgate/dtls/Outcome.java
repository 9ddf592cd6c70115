package org.wicgate.dtls;

import java.io.IOException;
import java.util.List;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.UseSRTPData;
import org.jspecify.annotations.Nullable;

/** What our end of a handshake has found out: the same for client and server. */
final class Outcome {
    private static final String EXPORTER_LABEL = "EXTRACTOR-dtls_srtp"; // RFC 5764 §4.2

    private final Role role;
    private final List<Fingerprint> signalled;
    private final List<ProtectionProfile> profiles;
    private boolean matched;
    private @Nullable ProtectionProfile profile;
    private @Nullable SrtpKeys keys;
    private @Nullable DtlsFailure failure;
    private boolean closedByPeer;

    Outcome(Role role, List<Fingerprint> signalled, List<ProtectionProfile> profiles) {
        this.role = role;
        this.signalled = signalled;
        this.profiles = profiles;
    }

    /** RFC 5763 §5: the certificate must match a fingerprint, or the handshake ends here. */
    void certificate(@Nullable Certificate chain) throws IOException {
        matched =
                chain != null
                        && !chain.isEmpty()
                        && Fingerprints.match(signalled, chain.getCertificateAt(0).getEncoded());
        if (!matched) {
            failure = DtlsFailure.FINGERPRINT_MISMATCH;
            throw new TlsFatalAlert(AlertDescription.bad_certificate);
        }
    }

    /** What a client offers. */
    UseSRTPData offer() {
        int[] numbers = profiles.stream().mapToInt(ProtectionProfile::number).toArray();
        return new UseSRTPData(numbers, TlsUtils.EMPTY_BYTES);
    }

    /** The server's choice among what the client offers, by our preference. */
    ProtectionProfile choose(@Nullable UseSRTPData offer) throws TlsFatalAlert {
        for (var candidate : profiles) {
            if (offer != null && contains(offer, candidate)) {
                profile = candidate;
                return candidate;
            }
        }
        failure = DtlsFailure.NO_PROFILE;
        throw new TlsFatalAlert(AlertDescription.handshake_failure);
    }

    private static boolean contains(UseSRTPData offer, ProtectionProfile profile) {
        for (int number : offer.getProtectionProfiles()) {
            if (number == profile.number()) {
                return true;
            }
        }
        return false;
    }

    /** What the server chose: exactly one of ours, without an MKI (RFC 5764 §4.1.1). */
    void chosen(@Nullable UseSRTPData answer) throws TlsFatalAlert {
        int[] numbers = answer == null ? new int[0] : answer.getProtectionProfiles();
        profile = numbers.length == 1 ? ProtectionProfile.of(numbers[0]) : null;
        if (profile == null || !profiles.contains(profile)) {
            failure = DtlsFailure.NO_PROFILE;
            throw new TlsFatalAlert(AlertDescription.illegal_parameter);
        }
    }

    /** The handshake is done: takes the keys, which needs the certificate to have matched. */
    void complete(TlsContext context) throws TlsFatalAlert {
        if (!matched || profile == null) {
            failure = matched ? DtlsFailure.NO_PROFILE : DtlsFailure.FINGERPRINT_MISMATCH;
            throw new TlsFatalAlert(AlertDescription.handshake_failure);
        }
        int length = 2 * (profile.keyLength() + profile.saltLength());
        keys =
                new SrtpKeys(
                        profile,
                        role,
                        Suite.name(context.getSecurityParametersConnection().getCipherSuite()),
                        context.exportKeyingMaterial(EXPORTER_LABEL, null, length));
    }

    /** An alert came; a close_notify, or any fatal one, ends the association. */
    void alert(short level, short description) {
        closedByPeer |= level == 2 || description == AlertDescription.close_notify;
    }

    boolean isClosedByPeer() {
        return closedByPeer;
    }

    @Nullable SrtpKeys takeKeys() {
        var taken = keys;
        keys = null;
        return taken;
    }

    /** What went wrong, as far as it was we who found it. */
    @Nullable DtlsFailure failure() {
        return failure;
    }
}
