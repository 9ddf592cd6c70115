package org.wicgate.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.wicgate.sip.DigestAlgorithm;
import org.wicgate.sip.SipUri;
import org.wicgate.sip.Uri;

/**
 * A subscription as the HSS keeps it: TS 23.228 §4.3.3.4.
 *
 * @param impi the private identity, {@code alice@domain}
 * @param impus the public identities, SIP or tel; the first is the default one
 * @param secrets what digest is checked against; none for who registers by a trusted node only
 */
public record Subscriber(String impi, List<Uri> impus, List<Secret> secrets) {
    /** The hash of a password, for one user name and algorithm. */
    public record Secret(String username, DigestAlgorithm algorithm, String ha1) {
        @Override
        public String toString() {
            return "Secret of " + username;
        }
    }

    public Subscriber {
        impus = List.copyOf(impus);
        secrets = List.copyOf(secrets);
        if (impus.isEmpty()) {
            throw new IllegalArgumentException(impi + " has no public identity");
        }
    }

    /** {@code name@domain}, registered by a trusted node only. */
    public static Subscriber of(String name, String domain) {
        return new Subscriber(name + "@" + domain, List.of(SipUri.of(name, domain)), List.of());
    }

    /**
     * The same with a password, for phones that say {@code name} and for those that say the IMPI.
     */
    public static Subscriber withPassword(String name, String domain, String password) {
        var impi = name + "@" + domain;
        var secrets = new ArrayList<Secret>();
        for (var username : List.of(name, impi)) {
            for (var algorithm : List.of(DigestAlgorithm.MD5, DigestAlgorithm.SHA_256)) {
                String ha1 = algorithm.ha1(username, domain, password);
                secrets.add(new Secret(username, algorithm, ha1));
            }
        }
        return new Subscriber(impi, List.of(SipUri.of(name, domain)), secrets);
    }

    boolean has(Uri impu) {
        return impus.stream().anyMatch(own -> Hss.key(own).equals(Hss.key(impu)));
    }

    Optional<Secret> secret(String username, DigestAlgorithm algorithm) {
        return secrets.stream()
                .filter(s -> s.username.equals(username) && s.algorithm == algorithm)
                .findFirst();
    }
}
