package org.wicgate.sip;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Well-formed requests and responses in all the spellings that RFC 3261 allows, from a seed. */
final class MessageGenerator {
    private static final String[] METHODS = {"INVITE", "REGISTER", "BYE", "X-new"};
    private static final String[] SPACE = {"", " ", "  ", "\t", "\r\n ", " \r\n\t "};
    private static final String[] VALUES = {
        "plain", "a, b", "\"quoted, \\\" string\"", "<sip:a@b;x?y=z>", "ünïcode", "\u0001", ""
    };

    private final Random random;

    MessageGenerator(long seed) {
        random = new Random(seed);
    }

    byte[] next() {
        var out = new StringBuilder();
        String method = one(METHODS);
        if (random.nextBoolean()) {
            out.append(method).append(" ").append(uri()).append(" SIP/2.0\r\n");
        } else {
            out.append("SIP/2.0 ").append(100 + random.nextInt(600)).append(" Why not\r\n");
        }
        byte[] body = new byte[random.nextInt(3) == 0 ? random.nextInt(300) : 0];
        random.nextBytes(body);
        String[] lines = lines(method, body.length);
        for (int i = lines.length - 1; i >= 0; i--) {
            int j = random.nextInt(i + 1);
            out.append(lines[j]).append("\r\n");
            lines[j] = lines[i];
        }
        byte[] head = out.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
        byte[] all = new byte[head.length + body.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        return all;
    }

    private String[] lines(String method, int bodyLength) {
        return new String[] {
            name("Via", "v") + via() + space() + "," + space() + via(),
            name("Via", "v") + via(),
            name("From", "f") + address() + space() + ";" + space() + "tag=" + token(),
            name("To", "t") + address(),
            name("Call-ID", "i") + token() + "@" + token(),
            name("CSeq", "CSEQ") + random.nextInt(1 << 30) + " " + method,
            name("Max-Forwards", "max-forwards") + random.nextInt(256),
            name("Contact", "m") + address() + ";expires=" + random.nextInt(),
            name("Route", "ROUTE") + address() + "," + address(),
            name("Record-Route", "record-route") + address(),
            name("X-" + token(), "X-" + token()) + one(VALUES),
            name("Content-Type", "c") + "application/sdp",
            name("Content-Length", "l") + bodyLength
        };
    }

    private String name(String full, String compact) {
        String name = random.nextBoolean() ? full : compact;
        String spaced = random.nextInt(4) == 0 ? name + " " : name;
        return spaced + ":" + space();
    }

    private String via() {
        return "SIP/2.0/"
                + one("UDP", "TCP", "WSS")
                + " "
                + one("host.example", "[::1]:5060")
                + space()
                + ";"
                + space()
                + "branch"
                + space()
                + "="
                + space()
                + "z9hG4bK"
                + token();
    }

    private String address() {
        return one("", "\"A, \\\"B\\\"\" ", "A B ", token()) + "<" + uri() + ">";
    }

    private String uri() {
        return one("sip:", "sips:")
                + one("", token() + "@", "a%20b;c:d@")
                + one("h.example", "[::1]")
                + one("", ":5060")
                + one("", ";lr", ";x=y;z");
    }

    private String space() {
        return one(SPACE);
    }

    private String token() {
        var out = new StringBuilder("t");
        for (int i = random.nextInt(12); i >= 0; i--) {
            out.append((char) ('a' + random.nextInt(26)));
        }
        return out.toString();
    }

    private String one(String... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
