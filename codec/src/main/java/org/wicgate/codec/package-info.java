/**
 * Audio codecs, and the small signal sources and detectors that trying a call needs: {@link G711}
 * turns samples into bytes and back, {@link Tone} makes a sine, {@link ToneDetector} hears one. All
 * at 8000 samples a second, 16 bits, one channel. No packets, no clock, no resampling. Start at
 * {@link G711}.
 */
@NullMarked
package org.wicgate.codec;

import org.jspecify.annotations.NullMarked;
