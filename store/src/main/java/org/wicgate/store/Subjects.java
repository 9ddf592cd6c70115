package org.wicgate.store;

import org.wicgate.waf.Subject;

/** Subjects in the two columns {@code subject_kind} and {@code subject}. */
final class Subjects {
    private Subjects() {}

    static String kind(Subject subject) {
        return switch (subject) {
            case Subject.WebUser _ -> "user";
            case Subject.PoolMember _ -> "pool";
            case Subject.UserOf _ -> "of";
        };
    }

    static String name(Subject subject) {
        return switch (subject) {
            case Subject.WebUser(var name) -> name;
            case Subject.PoolMember(var name) -> name;
            case Subject.UserOf(var wwsf, var name) -> wwsf + " " + name;
        };
    }

    static Subject of(String kind, String name) {
        return switch (kind) {
            case "user" -> new Subject.WebUser(name);
            case "pool" -> new Subject.PoolMember(name);
            case "of" -> {
                int space = name.indexOf(' '); // a WWSF's identity has none
                yield new Subject.UserOf(name.substring(0, space), name.substring(space + 1));
            }
            default -> throw new IllegalStateException("a subject of kind " + kind);
        };
    }
}
