/**
 * The eP-CSCF (TS 24.371 §5.5), one {@link org.wicgate.epcscf.EdgeProxy} for each shard. {@code
 * Front} knows who sent a request and whether they may; {@code Registrar} takes REGISTER to the
 * core as a trusted node or as a P-CSCF; {@code Session} is one call as a dialog-aware proxy.
 * {@link org.wicgate.epcscf.ImsAlg} rewrites session descriptions, and {@code MediaPath} commands
 * the eIMS-AGW through {@code iq} only. Opens no socket, reads no clock, verifies no token itself.
 * Start at {@link org.wicgate.epcscf.EdgeProxy}.
 */
@NullMarked
package org.wicgate.epcscf;

import org.jspecify.annotations.NullMarked;
