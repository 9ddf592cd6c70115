package org.wicgate.store;

import org.wicgate.waf.ImsIdentity;

/**
 * What an operator gets to see of an account or of a member of a pool; no password, no hash.
 *
 * @param pool the WWSF that lends it; empty for a user's account
 */
public record AccountLine(String name, String pool, boolean locked, ImsIdentity identity) {}
