/**
 * Audio codecs, and the small signal sources and detectors that trying a call needs: {@link G711}
 * turns samples into bytes and back, {@link SpeechCodec} has it and Opus as encoders and decoders
 * that keep their state and make up for losses, {@link Tone} makes a sine, {@link ToneDetector}
 * hears one. All at 8000 samples a second, 16 bits, one channel. No packets, no clock, no
 * resampling. Start at {@link SpeechCodec}.
 */
@NullMarked
package org.wicgate.codec;

import org.jspecify.annotations.NullMarked;
