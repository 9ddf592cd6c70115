/**
 * A small IMS core for trying and testing: I/S-CSCF and HSS in one (TS 23.228 §4.6, TS 24.229
 * §5.4), with the services echo, tone, busy and ring. Registers by the word of a trusted node, by
 * digest or by IMS AKA, routes between who is registered, forks, and speaks plain RTP with G.711.
 * {@link LabCore} is the signalling and {@link LabMedia} the media; they meet in {@link
 * MediaCommand} and {@link MediaEvent}. Not an operator's core: no Cx, no Diameter, no charging, no
 * names looked up. Start at {@link LabCore}.
 */
@NullMarked
package org.wicgate.lab;

import org.jspecify.annotations.NullMarked;
