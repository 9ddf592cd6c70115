/**
 * A small IMS core for trying and testing: I/S-CSCF and HSS in one, with echo, tone and busy
 * services. Not an operator's core.
 */
@NullMarked
package org.wicgate.lab;

import org.jspecify.annotations.NullMarked;
