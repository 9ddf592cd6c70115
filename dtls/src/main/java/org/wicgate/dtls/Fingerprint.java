package org.wicgate.dtls;

/**
 * A certificate fingerprint as it is written in a session description (RFC 8122 §5).
 *
 * @param hash its name, such as {@code sha-256}
 * @param value hex pairs joined by colons
 */
public record Fingerprint(String hash, String value) {}
