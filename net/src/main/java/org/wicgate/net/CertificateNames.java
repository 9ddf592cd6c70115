package org.wicgate.net;

import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whom a certificate stands for in SIP (RFC 5922 §7): the domains of its {@code sip:} URIs, its DNS
 * names and its addresses. Wildcards stand for nobody (§7.2), and neither does the subject's CN.
 */
final class CertificateNames {
    private static final int DNS = 2;
    private static final int URI = 6;
    private static final int ADDRESS = 7;

    private CertificateNames() {}

    /** All of them, in small letters; addresses in the JDK's way of writing them. */
    static Set<String> of(X509Certificate certificate) {
        var names = new TreeSet<String>();
        Collection<List<?>> alternatives;
        try {
            alternatives = certificate.getSubjectAlternativeNames();
        } catch (CertificateParsingException unreadable) {
            return names;
        }
        if (alternatives == null) {
            return names;
        }
        for (List<?> alternative : alternatives) {
            String value = String.valueOf(alternative.get(1)).toLowerCase(Locale.ROOT);
            switch ((Integer) alternative.get(0)) {
                case DNS -> names.add(value);
                case ADDRESS -> names.add(normal(value));
                case URI -> {
                    if (value.startsWith("sip:") && value.indexOf('@') < 0) {
                        names.add(value.substring(4));
                    }
                }
                default -> {}
            }
        }
        return names;
    }

    /** Whether it stands for a host name or an address. */
    static boolean cover(X509Certificate certificate, String host) {
        return of(certificate).contains(normal(host.toLowerCase(Locale.ROOT)));
    }

    /** An address as the JDK writes it; a name as it is. */
    private static String normal(String host) {
        try {
            return InetAddress.ofLiteral(host).getHostAddress();
        } catch (IllegalArgumentException aName) {
            return host;
        }
    }
}
