package org.wicgate.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.wicgate.aka.Keys;
import org.wicgate.sip.DigestAlgorithm;
import org.wicgate.sip.SipUri;
import org.wicgate.sip.Uri;

/**
 * A subscription as the HSS keeps it: TS 23.228 §4.3.3.4.
 *
 * @param impi the private identity, {@code alice@domain}
 * @param impus the public identities, SIP or tel; the first is the default one
 * @param proof how the user is authenticated here; a trusted node may always speak for it
 */
public record Subscriber(String impi, List<Uri> impus, Proof proof) {
    /** How the S-CSCF authenticates: TS 29.228 §6.3. */
    public sealed interface Proof {
        /** Not at all: by the word of a trusted node only. */
        record None() implements Proof {}

        /** SIP digest; the first secret's algorithm is what a challenge asks for. */
        record Password(List<Secret> secrets) implements Proof {
            public Password {
                secrets = List.copyOf(secrets);
            }
        }

        /** IMS AKA. */
        record Card(Keys keys) implements Proof {}
    }

    /** The hash of a password, for one user name and algorithm. */
    public record Secret(String username, DigestAlgorithm algorithm, String ha1) {
        @Override
        public String toString() {
            return "Secret of " + username;
        }
    }

    public Subscriber {
        impus = List.copyOf(impus);
        if (impus.isEmpty()) {
            throw new IllegalArgumentException(impi + " has no public identity");
        }
    }

    /** {@code name@domain}, registered by a trusted node only. */
    public static Subscriber of(String name, String domain) {
        return of(name, domain, new Proof.None());
    }

    /** The same with a card. */
    public static Subscriber withCard(String name, String domain, Keys keys) {
        return of(name, domain, new Proof.Card(keys));
    }

    /**
     * The same with a password, for phones that say {@code name} and for those that say the IMPI;
     * asked for with MD5, unless the phone names SHA-256.
     */
    public static Subscriber withPassword(String name, String domain, String password) {
        return withPassword(
                name, domain, password, List.of(DigestAlgorithm.MD5, DigestAlgorithm.SHA_256));
    }

    /** The same with these algorithms, the first of them asked for. */
    public static Subscriber withPassword(
            String name, String domain, String password, List<DigestAlgorithm> algorithms) {
        var secrets = new ArrayList<Secret>();
        for (var username : List.of(name, name + "@" + domain)) {
            for (var algorithm : algorithms) {
                String ha1 = algorithm.ha1(username, domain, password);
                secrets.add(new Secret(username, algorithm, ha1));
            }
        }
        return of(name, domain, new Proof.Password(secrets));
    }

    private static Subscriber of(String name, String domain, Proof proof) {
        return new Subscriber(name + "@" + domain, List.of(SipUri.of(name, domain)), proof);
    }

    boolean has(Uri impu) {
        return impus.stream().anyMatch(own -> Hss.key(own).equals(Hss.key(impu)));
    }

    List<Secret> secrets() {
        return proof instanceof Proof.Password(var secrets) ? secrets : List.of();
    }

    Optional<Secret> secret(String username, DigestAlgorithm algorithm) {
        return secrets().stream()
                .filter(s -> s.username.equals(username) && s.algorithm == algorithm)
                .findFirst();
    }
}
