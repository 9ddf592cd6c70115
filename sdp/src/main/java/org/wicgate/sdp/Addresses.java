package org.wicgate.sdp;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** Addresses read without ever asking a resolver. */
final class Addresses {
    private static final int LONGEST = 45;

    private Addresses() {}

    /** An IPv4 or IPv6 literal; null for anything else. */
    static @Nullable InetAddress literal(String text) {
        if (text.isEmpty() || text.length() > LONGEST) {
            return null;
        }
        try {
            if (text.indexOf(':') >= 0) {
                return onlyHex(text) ? InetAddress.ofLiteral(text) : null;
            }
            byte[] octets = octets(text);
            return octets == null ? null : InetAddress.getByAddress(octets);
        } catch (IllegalArgumentException | UnknownHostException e) {
            return null;
        }
    }

    private static byte @Nullable [] octets(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return null;
        }
        byte[] octets = new byte[4];
        for (int i = 0; i < 4; i++) {
            int n = Words.number(parts[i], 255);
            if (n < 0 || parts[i].length() > 3) {
                return null;
            }
            octets[i] = (byte) n;
        }
        return octets;
    }

    private static boolean onlyHex(String text) {
        return text.chars().allMatch(c -> Character.digit(c, 16) >= 0 || c == ':' || c == '.');
    }
}
