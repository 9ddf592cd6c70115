/**
 * SRTP and SRTCP in place (RFC 3711), with AES-CM and HMAC-SHA1 (§4) or AES-GCM (RFC 7714), keyed
 * from DTLS (RFC 5764). AES and SHA-1 are the platform's; the rest is put together here so that no
 * packet costs an allocation or an exception. Does no SDES, no MKI and no key derivation rate: none
 * of them is used with DTLS-SRTP. Start at {@link SrtpSession}, or {@link SrtpContext} for one
 * direction.
 */
@NullMarked
package org.wicgate.rtp.srtp;

import org.jspecify.annotations.NullMarked;
