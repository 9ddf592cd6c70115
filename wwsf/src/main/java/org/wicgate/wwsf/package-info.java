/**
 * The WWSF (TS 24.371 §5.3): logs users in, leases pool identities, and says what a WIC needs to
 * start.
 */
@NullMarked
package org.wicgate.wwsf;

import org.jspecify.annotations.NullMarked;
