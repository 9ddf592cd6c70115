/**
 * The eP-CSCF (TS 24.371 §5.5): registration, sessions, identity and header policy, and the IMS-ALG
 * that rewrites session descriptions. Commands the eIMS-AGW through {@code iq} only.
 */
@NullMarked
package org.wicgate.epcscf;

import org.jspecify.annotations.NullMarked;
