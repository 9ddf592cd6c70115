/**
 * The WWSF, the web side of WebRTC access (TS 23.228 Annex U.1.3, TS 24.371 §5.3): authenticates a
 * user by password, or lends an identity of its pool, has the WAF issue a token, and answers with
 * everything a WIC needs to register. Wrong user and wrong password are one answer that takes one
 * time; attempts are limited by account and by address. Accounts and leases are kept by whoever
 * fulfils {@link Accounts} and {@link Pool}; HTTP is the web module's. It does not remember
 * sessions across a restart. Start at {@link Wwsf}.
 */
@NullMarked
package org.wicgate.wwsf;

import org.jspecify.annotations.NullMarked;
