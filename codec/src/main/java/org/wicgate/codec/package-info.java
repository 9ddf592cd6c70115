/** Audio codecs and the small signal sources and detectors that trying a call needs. */
@NullMarked
package org.wicgate.codec;

import org.jspecify.annotations.NullMarked;
