package org.wicgate.lab;

import java.util.List;
import org.wicgate.sip.Hop;
import org.wicgate.sip.NameAddr;
import org.wicgate.sip.Uri;

/**
 * One place to send a request to.
 *
 * @param route to be put on top; empty for none
 * @param preference the greater the earlier: RFC 3261 §16.6
 */
record Target(Uri uri, List<NameAddr> route, Hop hop, int preference) {}
