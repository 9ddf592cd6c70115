package org.wicgate.app;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One user of {@code wicgate call}, {@code register} and {@code answer}: its names and what proves
 * them, in any of the ways of TS 24.371 §6.2. What is not needed is empty.
 *
 * @param number of this user, for names with %d
 * @param user the login name at the WWSF
 * @param password of the login or of SIP digest: a secret
 * @param impi the private identity, user@home domain
 * @param impu the public identity, a SIP URI
 * @param token an access token that somebody else got: a secret
 * @param k of a card: a secret
 * @param opc of a card: a secret
 */
record Who(
        Scheme scheme,
        int number,
        String user,
        String password,
        String impi,
        String impu,
        String token,
        String k,
        String opc) {
    /** How the user is authenticated. */
    enum Scheme {
        /** Logs in at the WWSF, registers with its token (§6.2.3). */
        WEB,
        /** Registers with a token that it was given (§6.2.3). */
        TOKEN,
        /** SIP digest, the S-CSCF knows the password (§6.2.2). */
        DIGEST,
        /** IMS AKA with a card in software (§6.2.2). */
        AKA
    }

    private static final List<String> COLUMNS =
            List.of("user", "password", "impi", "impu", "token", "k", "opc");

    /** The same with a number in the place of each {@code %d} in the names and the password. */
    Who numbered(int number) {
        String digits = Integer.toString(number);
        return new Who(
                scheme,
                number,
                user.replace("%d", digits),
                password.replace("%d", digits),
                impi.replace("%d", digits),
                impu.replace("%d", digits),
                token,
                k,
                opc);
    }

    /** The name that it logs in or registers with. */
    String name() {
        return switch (scheme) {
            case WEB -> user;
            case TOKEN -> impu;
            case DIGEST, AKA -> impi;
        };
    }

    /**
     * The users of a file of comma-separated values, numbered from {@code first}. Its first line
     * names the columns, the others have a value for each; how a user is authenticated follows from
     * the values that there are: token, k and opc, impi, user.
     *
     * @throws Failure with the line that is wrong
     */
    static List<Who> of(Path file, int first) {
        var rows = AccountCsv.rows(file);
        if (rows.isEmpty()) {
            throw new Failure(
                    file + ": no line that names the columns: " + String.join(",", COLUMNS));
        }
        var columns = rows.getFirst().values().stream().map(String::strip).toList();
        for (String column : columns) {
            if (!COLUMNS.contains(column)) {
                throw new Failure(
                        "%s:1: unknown column \"%s\"; there are %s"
                                .formatted(file, column, String.join(",", COLUMNS)));
            }
        }
        var all = new ArrayList<Who>();
        for (var row : rows.subList(1, rows.size())) {
            if (row.values().size() > columns.size()) {
                throw new Failure(
                        "%s:%d: %d values for %d columns"
                                .formatted(
                                        file, row.number(), row.values().size(), columns.size()));
            }
            Map<String, String> values =
                    IntStream.range(0, row.values().size())
                            .boxed()
                            .collect(
                                    Collectors.toMap(columns::get, row.values()::get, (a, _) -> a));
            all.add(of(values, first + all.size(), file + ":" + row.number()));
        }
        if (all.isEmpty()) {
            throw new Failure(file + ": no account in it");
        }
        return all;
    }

    private static Who of(Map<String, String> values, int number, String where) {
        var who =
                new Who(
                        Scheme.WEB,
                        number,
                        values.getOrDefault("user", ""),
                        values.getOrDefault("password", ""),
                        values.getOrDefault("impi", ""),
                        values.getOrDefault("impu", ""),
                        values.getOrDefault("token", ""),
                        values.getOrDefault("k", ""),
                        values.getOrDefault("opc", ""));
        if (!who.token.isEmpty() && !who.impu.isEmpty()) {
            return who.with(Scheme.TOKEN);
        }
        if (!who.k.isEmpty() && !who.opc.isEmpty() && !who.impi.isEmpty()) {
            return who.with(Scheme.AKA);
        }
        if (!who.password.isEmpty() && !who.impi.isEmpty()) {
            return who.with(Scheme.DIGEST);
        }
        if (!who.password.isEmpty() && !who.user.isEmpty()) {
            return who;
        }
        throw new Failure(
                where
                        + ": wants token and impu, or impi with k and opc, or impi and password, or"
                        + " user and password");
    }

    private Who with(Scheme other) {
        return new Who(other, number, user, password, impi, impu, token, k, opc);
    }

    @Override
    public String toString() {
        return "Who[" + name() + "]";
    }
}
