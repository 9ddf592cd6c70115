package org.wicgate.sdp;

import java.net.Inet6Address;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * A c= line (RFC 8866 §5.7).
 *
 * @param netType IN
 * @param addrType IP4 or IP6
 * @param address an address or a name, never resolved here
 */
public record Connection(String netType, String addrType, String address) {
    /** The connection of an address. */
    public static Connection of(InetAddress address) {
        return new Connection("IN", addrType(address), text(address));
    }

    /** Reads the value of a c= line; null when it is none. A TTL behind a slash is dropped. */
    static @Nullable Connection parse(String value) {
        var w = Words.of(value);
        if (w.size() != 3 || w.contains("")) {
            return null;
        }
        int slash = w.get(2).indexOf('/');
        String address = slash < 0 ? w.get(2) : w.get(2).substring(0, slash);
        return new Connection(w.get(0), w.get(1), address);
    }

    /** IP4 or IP6. */
    public static String addrType(InetAddress address) {
        return address instanceof Inet6Address ? "IP6" : "IP4";
    }

    /** The address without a zone or a leading slash. */
    public static String text(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }

    /** Whether it says "send nothing" in the way of RFC 2543 (RFC 3264 §8.4). */
    public boolean isUnspecified() {
        return address.equals("0.0.0.0") || address.equals("::");
    }

    /** The address as a value; null when it is a name or not an address at all. */
    public @Nullable InetAddress literal() {
        return Addresses.literal(address);
    }

    /** The value as it stands behind {@code c=}. */
    @Override
    public String toString() {
        return netType + " " + addrType + " " + address;
    }
}
