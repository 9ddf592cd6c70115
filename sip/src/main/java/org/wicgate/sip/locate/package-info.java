/**
 * Where a SIP request goes: the procedures of RFC 3263 §4 as a machine that puts out DNS questions
 * and takes answers ({@link Locator}), and the memory of targets that do not answer ({@link
 * Quarantine}).
 */
@NullMarked
package org.wicgate.sip.locate;

import org.jspecify.annotations.NullMarked;
