/**
 * The Java WIC (TS 24.371 §5.2): registers, calls and sends media, for tests, load and automation.
 */
@NullMarked
package org.wicgate.wic;

import org.jspecify.annotations.NullMarked;
