package org.wicgate.codec;

/** A sine without end, frame by frame and without a click between them. */
public final class Tone {
    private final double step;
    private final double amplitude;
    private double phase;

    /**
     * A tone.
     *
     * @param hertz its frequency, below 4000
     * @param amplitude of its peak, 0 to 1 of what 16 bits hold
     */
    public Tone(double hertz, double amplitude) {
        this.step = 2 * Math.PI * hertz / G711.RATE;
        this.amplitude = amplitude * Short.MAX_VALUE;
    }

    /** Fills the whole frame with what comes next. */
    public void fill(short[] frame) {
        for (int i = 0; i < frame.length; i++) {
            frame[i] = (short) Math.round(amplitude * Math.sin(phase));
            phase = (phase + step) % (2 * Math.PI);
        }
    }
}
