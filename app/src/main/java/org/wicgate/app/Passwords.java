package org.wicgate.app;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.wicgate.wwsf.PasswordLogin;

/** Reads a password: asked for twice without echo at a terminal, else the first line of stdin. */
final class Passwords {
    private Passwords() {}

    static String read() {
        var terminal = Optional.ofNullable(System.console()).filter(Console::isTerminal);
        return terminal.isPresent() ? asked(terminal.get()) : checked(line());
    }

    private static String asked(Console terminal) {
        char[] once = terminal.readPassword("Password: ");
        char[] again = terminal.readPassword("Again: ");
        if (once == null || !Arrays.equals(once, again)) {
            throw new Failure("the two passwords differ");
        }
        return checked(new String(once));
    }

    private static String line() {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try {
            String line = in.readLine();
            return line == null ? "" : line;
        } catch (IOException e) {
            throw new Failure("cannot read the password from stdin", e);
        }
    }

    /** The password when it can be one; never says what it is. */
    static String checked(String password) {
        if (password.isEmpty() || password.length() > PasswordLogin.MAX_PASSWORD) {
            throw new Failure("a password has 1 to " + PasswordLogin.MAX_PASSWORD + " characters");
        }
        return password;
    }
}
