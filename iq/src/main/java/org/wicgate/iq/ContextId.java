package org.wicgate.iq;

/**
 * Names one call's media in the eIMS-AGW: the H.248 context of TS 23.334. Chosen by the eP-CSCF,
 * unique among its nodes, never reused.
 */
public record ContextId(String value) {
    @Override
    public String toString() {
        return value;
    }
}
