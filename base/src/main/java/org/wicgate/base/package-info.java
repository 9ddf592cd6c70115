/**
 * What every core of Wicgate stands on: the contract of a protocol core ({@link Machine}), the
 * result of reading a stranger's bytes ({@link Decoded}), timers without a clock ({@link Timers})
 * and randomness as a parameter ({@link Entropy}). Knows no protocol and no socket. Start at {@link
 * Machine}.
 */
@NullMarked
package org.wicgate.base;

import org.jspecify.annotations.NullMarked;
