package org.wicgate.epcscf;

/**
 * How calls are treated where a standard leaves the choice.
 *
 * @param media how their media is offered
 */
public record CallPolicy(MediaPolicy media) {
    /** What suits most cores. */
    public static final CallPolicy USUAL = new CallPolicy(MediaPolicy.USUAL);
}
