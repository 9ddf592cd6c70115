/** What the tests of more than one module stand on: their builds compile this folder too. */
@NullMarked
package org.wicgate.wwsf.testing;

import org.jspecify.annotations.NullMarked;
