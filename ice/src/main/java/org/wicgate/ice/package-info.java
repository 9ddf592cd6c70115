/**
 * STUN (RFC 8489) and the ICE agents (RFC 8445), lite and full, with consent (RFC 7675). Packets
 * and time go in, packets and events come out; gathers no address itself.
 */
@NullMarked
package org.wicgate.ice;

import org.jspecify.annotations.NullMarked;
