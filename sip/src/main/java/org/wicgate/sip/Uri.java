package org.wicgate.sip;

import org.wicgate.base.Decoded;

/** Where a request goes or who somebody is: RFC 3261 §19.1. {@code toString} is the wire form. */
public sealed interface Uri permits SipUri, TelUri, Uri.Other {
    /** In lower case. */
    String scheme();

    /** A URI of a scheme that nothing here looks into. */
    record Other(String scheme, String rest) implements Uri {
        @Override
        public String toString() {
            return scheme + ":" + rest;
        }
    }

    /** Reads a URI of any scheme. */
    static Decoded<Uri> decode(String text) {
        return Reading.of(() -> UriReader.read(text));
    }
}
