package org.wicgate.codec;

/**
 * Tells how much of a sound is one tone, by the Goertzel algorithm over windows of 100 ms: frames
 * go in, of any length, and each full window gives a verdict.
 */
public final class ToneDetector {
    private static final int WINDOW = G711.RATE / 10;
    private static final double HEARD = 0.5;
    // -50 dB of full scale: below it is noise of the codec.
    private static final double AUDIBLE = 1e-5;

    private final double coefficient;
    private final boolean anySound;
    private double s1;
    private double s2;
    private double energy;
    private int filled;
    private double level;
    private double share;
    private long windows;
    private long heard;

    /** Listens for a tone of this frequency. */
    public ToneDetector(double hertz) {
        this(hertz, false);
    }

    private ToneDetector(double hertz, boolean anySound) {
        coefficient = 2 * Math.cos(2 * Math.PI * hertz / G711.RATE);
        this.anySound = anySound;
    }

    /** Listens for whatever is no silence; windows of silence are not counted. */
    public static ToneDetector ofAnySound() {
        return new ToneDetector(0, true);
    }

    /** Listens to the first {@code count} samples of a frame. */
    public void hear(short[] frame, int count) {
        for (int i = 0; i < count; i++) {
            double sample = frame[i] / (double) Short.MAX_VALUE;
            double s0 = sample + coefficient * s1 - s2;
            s2 = s1;
            s1 = s0;
            energy += sample * sample;
            if (++filled == WINDOW) {
                judge();
            }
        }
    }

    /** How much of the last window's energy was the tone, 0 to 1. */
    public double share() {
        return share;
    }

    /** The root mean square of the last window, 0 to 1. */
    public double level() {
        return level;
    }

    /** Windows of 100 ms heard so far. */
    public long windows() {
        return windows;
    }

    /** How many of them were mostly the tone. */
    public long windowsWithTone() {
        return heard;
    }

    /** Whether the last window was mostly the tone, and not silence. */
    public boolean isHeard() {
        return share >= HEARD;
    }

    private void judge() {
        double power = s1 * s1 + s2 * s2 - coefficient * s1 * s2;
        double mean = energy / WINDOW;
        level = Math.sqrt(mean);
        boolean audible = mean >= AUDIBLE;
        share = !audible ? 0 : anySound ? 1 : Math.min(1, 2 * power / (WINDOW * energy));
        windows += anySound && !audible ? 0 : 1;
        heard += isHeard() ? 1 : 0;
        s1 = 0;
        s2 = 0;
        energy = 0;
        filled = 0;
    }
}
