package org.wicgate.iq;

/**
 * A certificate fingerprint (RFC 8122).
 *
 * @param hash its name in lower case, such as {@code sha-256}
 * @param value upper-case hex pairs joined by colons
 */
public record Fingerprint(String hash, String value) {}
