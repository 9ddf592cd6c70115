package org.wicgate.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Accounts in a file of comma-separated values (RFC 4180), without line ends in a value. */
final class AccountCsv {
    private static final int MAX_LINES = 1_000_000;

    /** One account. The password is a secret. */
    record Line(int number, String name, String password, String impi, List<String> impus) {
        @Override
        public String toString() {
            return "Line " + number;
        }
    }

    private AccountCsv() {}

    /** The values of a line that is not empty, and its number. They may be secrets. */
    record Row(int number, List<String> values) {
        @Override
        public String toString() {
            return "Row " + number;
        }
    }

    /** Reads all lines; a first one that begins with {@code name} is the header. */
    static List<Line> read(Path file) {
        return rows(file).stream()
                .filter(row -> row.number > 1 || !row.values.getFirst().equals("name"))
                .map(row -> line(file, row))
                .toList();
    }

    /** All lines of a file that are not empty. */
    static List<Row> rows(Path file) {
        var rows = new ArrayList<Row>();
        int number = 0;
        try (var reader = Files.newBufferedReader(file)) {
            for (String text = reader.readLine(); text != null; text = reader.readLine()) {
                number++;
                if (!text.isBlank()) {
                    rows.add(new Row(number, values(text)));
                }
                if (number > MAX_LINES) {
                    throw new Failure(file + ": more than " + MAX_LINES + " lines");
                }
            }
        } catch (IOException e) {
            throw new Failure("cannot read " + file + ": " + e.getMessage(), e);
        }
        return rows;
    }

    private static Line line(Path file, Row row) {
        var values = row.values;
        if (values.size() < 2) {
            throw new Failure(file + ":" + row.number + ": wants name,password[,impi[,impu...]]");
        }
        var impus = values.stream().skip(3).filter(impu -> !impu.isEmpty()).toList();
        String impi = values.size() > 2 ? values.get(2) : "";
        return new Line(row.number, values.get(0), values.get(1), impi, impus);
    }

    private static List<String> values(String text) {
        var values = new ArrayList<String>();
        var value = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' && quoted && i + 1 < text.length() && text.charAt(i + 1) == '"') {
                value.append(c);
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                values.add(value.toString());
                value.setLength(0);
            } else {
                value.append(c);
            }
        }
        values.add(value.toString());
        return values;
    }
}
