/**
 * Tests in virtual time: {@link Run} drives one machine through its deadlines, {@link Links}
 * several of them with lossy wires between. {@link Proves} ties a test to a statement of the
 * conformance checklist. Test scope everywhere. Start at {@link Run}.
 */
@NullMarked
package org.wicgate.sim;

import org.jspecify.annotations.NullMarked;
