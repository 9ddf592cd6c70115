/**
 * RTP packets (RFC 3550), and SRTP contexts that protect and unprotect in place (RFC 3711, RFC
 * 7714). Holds no socket and no clock.
 */
@NullMarked
package org.wicgate.rtp;

import org.jspecify.annotations.NullMarked;
