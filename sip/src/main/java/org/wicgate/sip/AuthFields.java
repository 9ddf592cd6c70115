package org.wicgate.sip;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * {@code scheme name=value, name="value"}: RFC 3261 §25.1, the form of challenges and credentials.
 */
record AuthFields(String scheme, Map<String, String> values) {
    private static final int MOST = 32;

    static AuthFields read(String scheme, Cursor in) {
        var values = new LinkedHashMap<String, String>();
        in.space();
        while (!in.atEnd()) {
            String name = in.token().toLowerCase(Locale.ROOT);
            in.expect('=');
            String value = in.peek() == '"' ? in.quoted() : in.until(", \t");
            if (values.put(name, Quoted.unquote(value)) != null || values.size() > MOST) {
                throw in.wrong("parameter twice, or too many");
            }
            if (!in.take(',')) {
                break;
            }
        }
        in.end();
        return new AuthFields(scheme, values);
    }

    /** The value, or empty. */
    String text(String name) {
        return values.getOrDefault(name, "");
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    String needed(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new Malformation(name + " is missing");
        }
        return value;
    }
}
