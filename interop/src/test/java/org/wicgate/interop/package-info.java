/**
 * Wicgate against real peers: the program itself as a child process, Chromium driven through the
 * demo page, baresip and SIPp as phones of the lab core. Nothing of the program is called from
 * here; what it did is seen at its peers and in its own counters (docs: HACKING.md). A peer that is
 * not installed is a failure that says how to get it. Start at {@link EchoCallTest}; pictures of
 * every step are kept under {@code target/screenshots}.
 */
@NullMarked
package org.wicgate.interop;

import org.jspecify.annotations.NullMarked;
