package org.wicgate.sip.locate;

import java.util.Locale;

/**
 * What the DNS is asked.
 *
 * @param name without the dot at its end, in small letters
 */
public record Question(String name, Type type) {
    /** The types of records that RFC 3263 needs. */
    public enum Type {
        NAPTR,
        SRV,
        A,
        AAAA
    }

    public Question {
        name = plain(name);
    }

    /** A domain name as all records here have it. */
    static String plain(String name) {
        String small = name.toLowerCase(Locale.ROOT);
        return small.length() > 1 && small.endsWith(".")
                ? small.substring(0, small.length() - 1)
                : small;
    }

    @Override
    public String toString() {
        return type + " " + name;
    }
}
