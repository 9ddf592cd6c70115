/**
 * IMS authentication and key agreement (TS 33.203 §6.1, TS 33.102 §6.3) as both ends know it: the
 * algorithms of Milenage (TS 35.206), a card in software that checks the network and keeps sequence
 * numbers ({@link Isim}), the authentication centre that makes vectors and takes a lost sequence
 * back ({@link AuthenticationCentre}), and the password that HTTP Digest AKAv2 derives from a
 * vector (RFC 4169). Knows no SIP: a nonce goes in as text and a password comes out. AKAv1 is not
 * here, since nothing in WebRTC access may answer it (TS 33.203 §X.2). Start at {@link Isim}.
 */
@NullMarked
package org.wicgate.aka;

import org.jspecify.annotations.NullMarked;
