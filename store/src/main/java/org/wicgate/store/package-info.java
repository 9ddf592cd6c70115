/**
 * What ring 2 asks to be kept, in an embedded SQLite file or in PostgreSQL: accounts with their
 * password hashes, which IMS identity belongs to whom, the pool and its leases, who is logged in,
 * which tokens are revoked, the WAF's signing key, its clients and what they were granted. The
 * schema is brought up to date by Flyway at each start. The file holds secrets and is readable by
 * its owner only. Everything here blocks: call it from a virtual thread. Start at {@link Store}.
 */
@NullMarked
package org.wicgate.store;

import org.jspecify.annotations.NullMarked;
