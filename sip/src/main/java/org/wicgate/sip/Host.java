package org.wicgate.sip;

/** The host and port of a Via or URI. */
final class Host {
    private Host() {}

    /** A name, an IPv4 address, or an IPv6 address in brackets. */
    static String read(Cursor in) {
        int start = in.at();
        if (in.peek() == '[') {
            do {
                in.skip();
            } while (Syntax.isHex(in.peek()) || in.peek() == ':' || in.peek() == '.');
            if (in.peek() != ']' || in.at() - start < 3) {
                throw in.wrong("IPv6 address wanted");
            }
            in.skip();
            return in.since(start);
        }
        while (Syntax.isHost(in.peek())) {
            in.skip();
        }
        if (in.at() == start) {
            throw in.wrong("host wanted");
        }
        return in.since(start);
    }

    static int readPort(Cursor in) {
        long port = in.number(5);
        if (port == 0 || port > 65_535) {
            throw in.wrong("port out of range");
        }
        return (int) port;
    }
}
