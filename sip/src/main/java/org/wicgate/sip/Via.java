package org.wicgate.sip;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Decoded;

/**
 * One hop a request has gone: RFC 3261 §20.42, RFC 3581.
 *
 * @param transport as written; {@link Transport#ofViaName} says whether we speak it
 * @param host of the sent-by, IPv6 in brackets
 * @param port of the sent-by, 0 when not given
 */
public record Via(String transport, String host, int port, Params params) {
    /** How a branch begins that identifies a transaction: RFC 3261 §8.1.1.7. */
    public static final String MAGIC_COOKIE = "z9hG4bK";

    /** A Via of ours. */
    public static Via of(Transport transport, String host, int port, String branch) {
        return new Via(transport.viaName(), host, port, Params.NONE.with("branch", branch));
    }

    /** Reads one value. */
    public static Decoded<Via> decode(String value) {
        return Reading.of(() -> {
            var in = new Cursor(value);
            var via = read(in);
            in.end();
            return via;
        });
    }

    static List<Via> readAll(String value, List<Via> into) {
        var in = new Cursor(value);
        do {
            into.add(read(in));
        } while (in.take(','));
        in.end();
        return into;
    }

    static List<Via> readAll(List<String> lines) {
        if (lines.size() == 1) {
            var in = new Cursor(lines.getFirst());
            var only = read(in);
            if (!in.take(',')) {
                in.end();
                return List.of(only);
            }
        }
        var all = new ArrayList<Via>();
        for (String line : lines) {
            readAll(line, all);
        }
        return List.copyOf(all);
    }

    /** Reads the first value of a line. */
    static Via readFirst(String line) {
        return read(new Cursor(line));
    }

    private static Via read(Cursor in) {
        in.space();
        String name = in.token();
        in.expect('/');
        String version = in.token();
        in.expect('/');
        String transport = in.token();
        if (!name.equalsIgnoreCase("SIP") || !version.equals("2.0")) {
            throw in.wrong("SIP/2.0 wanted");
        }
        if (in.peek() != ' ' && in.peek() != '\t') {
            throw in.wrong("space wanted");
        }
        in.space();
        String host = Host.read(in);
        int port = in.take(':') ? Host.readPort(in) : 0;
        return new Via(transport, host, port, Params.read(in));
    }

    public @Nullable String branch() {
        return params.value("branch");
    }

    /** Whether the branch is unique by itself: RFC 3261 §8.1.1.7. */
    public boolean hasMagicBranch() {
        String branch = branch();
        return branch != null
                && branch.length() > MAGIC_COOKIE.length()
                && branch.startsWith(MAGIC_COOKIE);
    }

    /** The host and port as written, without case: RFC 3261 §17.2.3 compares it. */
    public String sentBy() {
        return port == 0 ? host : host + ":" + port;
    }

    /** This with a parameter set. */
    public Via with(String name, String value) {
        return new Via(transport, host, port, params.with(name, value));
    }

    /** This for another transport. */
    Via over(Transport other) {
        return new Via(other.viaName(), host, port, params);
    }

    @Override
    public String toString() {
        return "SIP/2.0/" + transport + " " + sentBy() + params;
    }
}
