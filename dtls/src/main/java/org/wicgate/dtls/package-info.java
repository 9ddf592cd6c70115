/**
 * A DTLS 1.2 association for SRTP (RFC 5763, RFC 5764): records in, records and SRTP keys out. The
 * peer's certificate must match a fingerprint from its session description (RFC 8122), and nothing
 * is renegotiated (RFC 8827 §6.5). The handshake is BouncyCastle's, which blocks: it runs on a
 * thread that the owner lends, the one exception to the purity of the cores (decision 0400). No
 * DTLS 1.3, no application data yet. Start at {@link DtlsAssociation}; an {@link Identity} is what
 * it presents.
 */
@NullMarked
package org.wicgate.dtls;

import org.jspecify.annotations.NullMarked;
