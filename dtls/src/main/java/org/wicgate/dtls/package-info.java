/**
 * A DTLS-SRTP association (RFC 5763, RFC 5764): records in, records and SRTP keys out. The
 * handshake is BouncyCastle's.
 */
@NullMarked
package org.wicgate.dtls;

import org.jspecify.annotations.NullMarked;
