package org.wicgate.sip;

import java.util.ArrayList;
import java.util.List;

/** Takes lists apart: RFC 3261 §7.3.1. */
final class Commas {
    private Commas() {}

    static List<String> split(List<String> lines) {
        var all = new ArrayList<String>();
        for (String line : lines) {
            split(line, all);
        }
        return all;
    }

    /** Whether one of the values is this, without case. */
    static boolean lists(String line, String value) {
        if (line.indexOf('"') >= 0 || line.indexOf('<') >= 0) {
            return split(List.of(line)).stream().anyMatch(value::equalsIgnoreCase);
        }
        int from = 0;
        while (from <= line.length()) {
            int comma = line.indexOf(',', from);
            int to = comma < 0 ? line.length() : comma;
            int start = from;
            int end = to;
            while (start < end && Character.isWhitespace(line.charAt(start))) {
                start++;
            }
            while (end > start && Character.isWhitespace(line.charAt(end - 1))) {
                end--;
            }
            if (end - start == value.length()
                    && end > start
                    && line.regionMatches(true, start, value, 0, end - start)) {
                return true;
            }
            from = to + 1;
        }
        return false;
    }

    private static void split(String line, List<String> into) {
        boolean quoted = false;
        int brackets = 0;
        int from = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quoted) {
                if (c == '\\') {
                    i++;
                } else if (c == '"') {
                    quoted = false;
                }
            } else if (c == '"') {
                quoted = true;
            } else if (c == '<') {
                brackets++;
            } else if (c == '>') {
                brackets--;
            } else if (c == ',' && brackets == 0) {
                add(line.substring(from, i), into);
                from = i + 1;
            }
        }
        add(line.substring(from), into);
    }

    private static void add(String value, List<String> into) {
        String stripped = value.strip();
        if (!stripped.isEmpty()) {
            into.add(stripped);
        }
    }
}
