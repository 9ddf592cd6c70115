package org.wicgate.net;

import org.wicgate.sip.Hop;
import org.wicgate.sip.SipMessage;

/** Says which shard owns a message, by the tag that we put on the wire. Any shard's thread asks. */
public interface SipRouter {
    /**
     * The owner's index; {@code arrivedOn} when the message names none.
     *
     * @param arrivedOn the shard whose socket it came to
     */
    int owner(SipMessage message, Hop from, int arrivedOn);
}
