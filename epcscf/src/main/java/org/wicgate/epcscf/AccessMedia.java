package org.wicgate.epcscf;

import java.util.List;
import java.util.Set;
import org.wicgate.iq.AccessRemote;
import org.wicgate.iq.AccessRemote.DtlsRole;
import org.wicgate.iq.Fingerprint;
import org.wicgate.sdp.MediaDescription;
import org.wicgate.sdp.SessionDescription;
import org.wicgate.sdp.Setup;

/** Reads a WIC's m-line: what W3 has to be like for it, or why it cannot be (TS 24.371 §7.3). */
sealed interface AccessMedia {
    /** Hashes a certificate may be pinned with; weaker ones are as good as none (RFC 8122 §5). */
    Set<String> HASHES = Set.of("sha-256", "sha-384", "sha-512");

    int MAX_FINGERPRINTS = 8;

    /** It can be relayed. */
    record Usable(AccessRemote.Described remote) implements AccessMedia {}

    /** The WIC does not want it: port 0. */
    record Disabled() implements AccessMedia {}

    /** It cannot be relayed; the code is for the Warning header (RFC 3261 §20.43). */
    record Unusable(int warnCode, String why) implements AccessMedia {}

    /** Reads an m-line of an offer. {@code known} is what an earlier exchange settled. */
    static AccessMedia offered(SessionDescription sdp, MediaDescription media, AccessRemote known) {
        if (media.isBundleOnly()) {
            return new Unusable(303, "bundle-only, and BUNDLE is not taken");
        }
        if (media.port() == 0) {
            return new Disabled();
        }
        // RFC 4145 §4: "The default value ... is 'active' in the offer"
        var setup = sdp.setup(media).orElse(Setup.ACTIVE);
        var wish =
                known instanceof AccessRemote.Described d && d.role() == DtlsRole.CLIENT
                        ? Setup.ACTIVE
                        : Setup.PASSIVE;
        return read(sdp, media, Setup.answerTo(setup, wish));
    }

    /** Reads an m-line of an answer to an offer that left the role open. */
    static AccessMedia answered(SessionDescription sdp, MediaDescription media) {
        if (media.port() == 0) {
            return new Disabled();
        }
        return switch (sdp.setup(media).orElse(Setup.PASSIVE)) {
            case ACTIVE -> read(sdp, media, Setup.PASSIVE);
            case PASSIVE -> read(sdp, media, Setup.ACTIVE);
            case ACTPASS -> new Unusable(303, "setup actpass in an answer"); // RFC 8842 §5.3
            case HOLDCONN -> new Unusable(303, "setup holdconn");
        };
    }

    private static AccessMedia read(SessionDescription sdp, MediaDescription media, Setup ours) {
        var line = media.mediaLine();
        if (!line.isRtp()) {
            return new Unusable(304, line.media() + " over " + line.proto() + " is not relayed");
        }
        if (!line.isDtlsSrtp()) {
            return new Unusable(303, line.proto() + " is not DTLS-SRTP");
        }
        var ice = sdp.ice(media);
        if (ice.isEmpty() || !ice.get().isValid()) {
            return new Unusable(303, "no valid ICE credentials");
        }
        if (sdp.isIceLite()) {
            return new Unusable(303, "both ends would be ICE lite");
        }
        var fingerprints = pinned(sdp, media);
        if (fingerprints.isEmpty()) {
            return new Unusable(303, "no certificate fingerprint of SHA-256 or better");
        }
        if (ours == Setup.HOLDCONN) {
            return new Unusable(303, "setup holdconn");
        }
        return new Usable(
                new AccessRemote.Described(
                        ice.get().ufrag(),
                        ice.get().password(),
                        fingerprints,
                        ours == Setup.ACTIVE ? DtlsRole.CLIENT : DtlsRole.SERVER,
                        media.hasRtcpMux(),
                        media.value("tls-id").orElse("")));
    }

    private static List<Fingerprint> pinned(SessionDescription sdp, MediaDescription media) {
        return sdp.fingerprints(media).stream()
                .filter(f -> HASHES.contains(f.hash()))
                .limit(MAX_FINGERPRINTS)
                .map(f -> new Fingerprint(f.hash(), f.value()))
                .toList();
    }
}
