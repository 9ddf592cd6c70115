/**
 * The Java WIC (TS 24.371 §5.2): registers with a web token, a password or a card in software,
 * calls and is called, sends a tone through ICE, DTLS and SRTP, listens for one, and reports how
 * the call was. With another account and profile the same user agent is a plain SIP phone. Pure:
 * sockets, threads and the login are the edge's. Video, data channels and reliable provisional
 * answers are not spoken here. Start at {@link UserAgent}.
 */
@NullMarked
package org.wicgate.wic;

import org.jspecify.annotations.NullMarked;
