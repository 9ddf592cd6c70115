/**
 * Wicgate against real peers and against hostile ones: the program itself as a child process,
 * Chromium driven through the demo page, baresip and SIPp as phones of the lab core; and, each in a
 * {@link Program} on ports of its own, a WIC written by hand, strangers on the media path, a broken
 * core, WICs that vanish. What the program did is seen at its peers and in its own counters (docs:
 * HACKING.md); nothing of it is called from here but the Java WIC that makes a normal call after
 * each bad input. A peer that is not installed is a failure that says how to get it. Start at
 * {@link EchoCallTest} and {@link HostileWicTest}; pictures of every step are kept under {@code
 * target/screenshots}.
 */
@NullMarked
package org.wicgate.interop;

import org.jspecify.annotations.NullMarked;
