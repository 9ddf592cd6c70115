/** The {@code wicgate} program: command line, configuration, and wiring by hand. */
@NullMarked
package org.wicgate.app;

import org.jspecify.annotations.NullMarked;
