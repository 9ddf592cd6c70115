package org.wicgate.dtls;

/**
 * Keeps from BouncyCastle what it does not bear. It ends the association on an encrypted record too
 * short to be one, where RFC 6347 §4.1.2.7 wants it dropped. And as a server it takes a
 * ChangeCipherSpec that overtook a lost CertificateVerify at its word, and is then deaf to the
 * CertificateVerify when it is sent again: so that one is held back, and comes again with its
 * flight.
 */
final class RecordScreen {
    private static final int RECORD_HEADER = 13;
    private static final int HANDSHAKE_HEADER = 12;
    private static final int CHANGE_CIPHER_SPEC = 20;
    private static final int HANDSHAKE = 22;
    private static final int LAST_TYPE = 23;
    private static final int CERTIFICATE_VERIFY = 15;
    private static final int MIN_ENCRYPTED = 24; // explicit nonce and tag of AES-GCM (RFC 5288 §3)

    private final boolean isServer;
    private int verifiedSoFar; // bytes of CertificateVerify seen without a gap
    private boolean verifySeen;

    RecordScreen(Role role) {
        isServer = role == Role.SERVER;
    }

    /** How many bytes of the datagram are good records from its beginning on; 0 for none. */
    int admit(byte[] in, int offset, int length) {
        int at = offset;
        int end = offset + length;
        while (end - at >= RECORD_HEADER) {
            int size = uint16(in, at + 11);
            if (size > end - at - RECORD_HEADER || !isGood(in, at, size)) {
                break;
            }
            at += RECORD_HEADER + size;
        }
        return at - offset;
    }

    private boolean isGood(byte[] in, int at, int size) {
        int type = in[at];
        boolean isDtls = in[at + 1] == (byte) 0xFE && (in[at + 2] & 0xFF) >= 0xFD;
        if (type < CHANGE_CIPHER_SPEC || type > LAST_TYPE || !isDtls) {
            return false;
        }
        if (uint16(in, at + 3) > 0) { // the epoch
            return size >= MIN_ENCRYPTED;
        }
        if (type == HANDSHAKE && size >= HANDSHAKE_HEADER) {
            noteVerify(in, at + RECORD_HEADER);
        }
        return type != CHANGE_CIPHER_SPEC || !isServer || verifySeen;
    }

    private void noteVerify(byte[] in, int at) {
        if (in[at] != CERTIFICATE_VERIFY) {
            return;
        }
        int from = uint24(in, at + 6);
        if (from <= verifiedSoFar) {
            verifiedSoFar = Math.max(verifiedSoFar, from + uint24(in, at + 9));
        }
        verifySeen |= verifiedSoFar >= uint24(in, at + 1);
    }

    private static int uint16(byte[] in, int at) {
        return (in[at] & 0xFF) << 8 | (in[at + 1] & 0xFF);
    }

    private static int uint24(byte[] in, int at) {
        return (in[at] & 0xFF) << 16 | uint16(in, at + 1);
    }
}
