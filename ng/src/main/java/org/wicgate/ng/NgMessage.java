package org.wicgate.ng;

import org.wicgate.base.Decoded;

/**
 * One datagram of the ng protocol: {@code COOKIE SP DICTIONARY}.
 *
 * @param cookie what the answer must begin with; the same again is a retransmission
 * @param content the command with its parameters, or the result
 */
public record NgMessage(String cookie, Value.Dictionary content) {
    /** More than a datagram of UDP over IPv4 can carry is not sent. */
    public static final int MAX_OCTETS = 65_507;

    private static final int MAX_COOKIE = 255;

    /** Reads a datagram, each of whose octets is a character. */
    public static Decoded<NgMessage> decode(String octets) {
        int space = octets.indexOf(' ');
        if (space < 1 || space > MAX_COOKIE) {
            return new Decoded.Malformed<>("no cookie");
        }
        if (octets.startsWith("{", space + 1)) {
            return new Decoded.Malformed<>("JSON, where bencode is spoken");
        }
        return switch (Bencode.decode(octets.substring(space + 1))) {
            case Decoded.Ok<Value>(Value.Dictionary content) ->
                    new Decoded.Ok<>(new NgMessage(octets.substring(0, space), content));
            case Decoded.Ok<Value> _ -> new Decoded.Malformed<>("no dictionary");
            case Decoded.Malformed<Value>(var why) -> new Decoded.Malformed<>(why);
        };
    }

    /** What goes into a datagram, each character an octet. */
    public String encode() {
        return cookie + " " + Bencode.encode(content);
    }
}
