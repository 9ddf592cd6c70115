/**
 * What the eP-CSCF and the eIMS-AGW say to each other (TS 23.334): one sealed {@link Command}, one
 * sealed {@link Event}, records only. Neither side knows the other; they meet here, in one process
 * or in two. Start at {@link Command}.
 */
@NullMarked
package org.wicgate.iq;

import org.jspecify.annotations.NullMarked;
