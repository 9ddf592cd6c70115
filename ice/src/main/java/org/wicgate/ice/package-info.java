/**
 * The ICE agents, lite and full (RFC 8445), with consent (RFC 7675), over the STUN codec of {@link
 * org.wicgate.ice.stun}. Packets and time go in, packets and events come out; they gather no
 * address themselves, so full means host and peer-reflexive candidates, one component, UDP. Both
 * share how a check is authenticated and answered ({@code CheckServer}). Start at {@link IceAgent}.
 */
@NullMarked
package org.wicgate.ice;

import org.jspecify.annotations.NullMarked;
