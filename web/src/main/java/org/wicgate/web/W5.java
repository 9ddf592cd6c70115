package org.wicgate.web;

import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import org.wicgate.waf.Waf;
import org.wicgate.waf.oauth.AuthorizationServer;

/**
 * Reference point W5 (TS 23.228 §U.1.2): who gets the WAF's keys, its list of what is revoked, and
 * introspection, which asks for credentials besides.
 *
 * @param listen addresses of its own, where nothing else is served; none for those of the WWSF
 * @param allowed where the eP-CSCFs are
 */
public record W5(List<ListenAt> listen, List<AddressRange> allowed) {
    /** For who is on this machine, at the addresses of the WWSF. */
    public static final W5 LOCAL =
            new W5(
                    List.of(),
                    List.of(
                            new AddressRange(InetAddress.ofLiteral("127.0.0.1"), 8),
                            new AddressRange(InetAddress.ofLiteral("::1"), 128)));

    private static final Set<String> PATHS =
            Set.of(Waf.JWKS_PATH, Waf.REVOKED_PATH, AuthorizationServer.INTROSPECT_PATH);

    public W5 {
        listen = List.copyOf(listen);
        allowed = List.copyOf(allowed);
    }

    /** Whether this is for eP-CSCFs alone. */
    static boolean isIts(String path) {
        return PATHS.contains(path);
    }

    boolean isAllowed(InetAddress from) {
        return allowed.stream().anyMatch(range -> range.contains(from));
    }
}
