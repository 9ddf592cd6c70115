package org.wicgate.web;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** One address, or those that begin with the same bits: {@code 192.0.2.0/24}. */
public record AddressRange(InetAddress from, int bits) {
    /** Reads one; null when it is neither an address nor a range. Asks nobody for names. */
    public static @Nullable AddressRange parse(String text) {
        int slash = text.indexOf('/');
        try {
            var from = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
            int most = from.getAddress().length * 8;
            int bits = slash < 0 ? most : Integer.parseInt(text.substring(slash + 1));
            return bits < 0 || bits > most ? null : new AddressRange(from, bits);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Whether an address is one of them. */
    public boolean contains(InetAddress address) {
        byte[] ours = from.getAddress();
        byte[] theirs = address.getAddress();
        if (ours.length != theirs.length) {
            return false;
        }
        for (int i = 0; i < bits; i++) {
            if (((ours[i / 8] ^ theirs[i / 8]) >> (7 - i % 8) & 1) != 0) {
                return false;
            }
        }
        return true;
    }
}
