package org.wicgate.sdp;

/**
 * An attribute line read as name and value (RFC 8866 §5.13).
 *
 * @param name case-sensitive
 * @param value empty for a property attribute
 */
public record Attribute(String name, String value) {}
