package org.wicgate.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What is found wrong with a configuration, and the questions that its rules ask most. */
final class Faults {
    /**
     * A broken rule.
     *
     * @param path the key to mend
     */
    record Fault(String path, String what) {}

    private final List<Fault> all = new ArrayList<>();

    /** All of them, in the order found. */
    List<Fault> all() {
        return List.copyOf(all);
    }

    /** This key is wrong. */
    void add(String path, String what) {
        all.add(new Fault(path, what));
    }

    /** Must be one of a few words. */
    void oneOf(String path, String value, Set<String> allowed) {
        if (!allowed.contains(value)) {
            String words = String.join(", ", allowed.stream().sorted().toList());
            add(path, "\"" + value + "\" is none of " + words);
        }
    }

    /** Must not be less. */
    void atLeast(int least, String path, int number) {
        if (number < least) {
            add(path, number + " is less than " + least);
        }
    }

    /** Must be {@code sip:HOST:PORT}. */
    void sip(String path, String uri) {
        if (HostPort.ofSipUri(uri) == null) {
            add(
                    path,
                    uri.isBlank()
                            ? "is missing: sip:HOST:PORT"
                            : "\"" + uri + "\" is not sip:HOST:PORT");
        }
    }

    /** Must be {@code HOST:PORT}. */
    void hostPort(String path, String text) {
        if (HostPort.parse(text) == null) {
            add(
                    path,
                    text.isBlank() ? "is missing: HOST:PORT" : "\"" + text + "\" is not HOST:PORT");
        }
    }

    /** Must be where to listen for HTTP. */
    void web(String path, String uri, Set<String> schemes) {
        String scheme = uri.replaceAll(":.*", "");
        if (!schemes.contains(scheme) || HostPort.ofUri(uri) == null) {
            add(path, "\"" + uri + "\" is not " + String.join(" or ", schemes) + "://HOST:PORT/");
        }
    }

    /** Must be a range of ports. */
    void ports(String path, String range) {
        if (PortRange.parse(range) == null) {
            add(path, "\"" + range + "\" is not FIRST-LAST with at least two ports");
        }
    }

    /** Must be a PEM file that is there. */
    void readable(String path, String file) {
        if (file.isBlank()) {
            add(path, "is missing: a PEM file");
        } else if (!Files.isReadable(Path.of(file))) {
            add(path, "cannot read " + file);
        }
    }
}
