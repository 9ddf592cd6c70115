package org.wicgate.sip;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Decoded;

/** What a WWW-Authenticate or Proxy-Authenticate asks for: RFC 7616 §3.3, RFC 8898 §4. */
public sealed interface Challenge {
    /** For {@code WWW-Authenticate}. */
    String format();

    /**
     * Asks for a token; empty text leaves a parameter out.
     *
     * @param authzServer where tokens are given out: RFC 8898 §4
     * @param error invalid_request, invalid_token or insufficient_scope: RFC 6750 §3.1
     */
    record Bearer(String realm, String authzServer, String scope, String error)
            implements Challenge {
        @Override
        public String format() {
            var parts = new ArrayList<String>();
            add(parts, "realm", realm);
            add(parts, "authz_server", authzServer);
            add(parts, "scope", scope);
            add(parts, "error", error);
            return "Bearer " + String.join(", ", parts);
        }

        private static void add(List<String> parts, String name, String value) {
            if (!value.isEmpty()) {
                parts.add(name + "=" + Quoted.quote(value));
            }
        }
    }

    /**
     * Asks for a proof of the password.
     *
     * @param algorithm as named, empty for MD5
     * @param qop the list as written, empty for none
     */
    record Digest(
            String realm, String nonce, String opaque, boolean stale, String algorithm, String qop)
            implements Challenge {

        /** A challenge of ours. */
        public static Digest of(
                String realm, String nonce, DigestAlgorithm algorithm, boolean stale) {
            return new Digest(realm, nonce, "", stale, algorithm.token(), "auth");
        }

        /**
         * The proof; null when the challenge wants an algorithm or protection that we do not have.
         *
         * @param count how many times the nonce has been used, from 1
         */
        public Credentials.@Nullable Digest answer(
                String username,
                String password,
                String method,
                String uri,
                String cnonce,
                int count) {
            var known = DigestAlgorithm.of(algorithm);
            boolean auth =
                    Arrays.stream(qop.split(",", -1))
                            .map(String::strip)
                            .anyMatch("auth"::equalsIgnoreCase);
            if (known == null || !(qop.isEmpty() || auth)) {
                return null;
            }
            String nc = qop.isEmpty() ? "" : String.format(Locale.ROOT, "%08x", count);
            var blank = proof(username, uri, cnonce, nc);
            String ha1 = known.ha1(username, realm, password);
            return blank.with(blank.compute(known, ha1, method), "");
        }

        /**
         * The answer of a card that lost the sequence: a proof with an empty password (RFC 3310
         * §3.4); null as with {@link #answer}.
         */
        public Credentials.@Nullable Digest resynchronise(
                String username, String method, String uri, String cnonce, String auts) {
            var proof = answer(username, "", method, uri, cnonce, 1);
            return proof == null ? null : proof.with(proof.response(), auts);
        }

        /** The answer of a card that does not know this network: none (TS 24.229 §5.1.1.5.3). */
        public Credentials.Digest refuse(String username, String uri) {
            return proof(username, uri, "", "");
        }

        /** The same challenge with another nonce. */
        public Digest with(String newNonce) {
            return new Digest(realm, newNonce, opaque, false, algorithm, qop);
        }

        private Credentials.Digest proof(String username, String uri, String cnonce, String nc) {
            return new Credentials.Digest(
                    username,
                    realm,
                    nonce,
                    uri,
                    "",
                    algorithm,
                    nc.isEmpty() ? "" : cnonce,
                    opaque,
                    nc.isEmpty() ? "" : "auth",
                    nc,
                    "",
                    "");
        }

        @Override
        public String format() {
            var out = new StringBuilder("Digest realm=").append(Quoted.quote(realm));
            out.append(", nonce=").append(Quoted.quote(nonce));
            if (!opaque.isEmpty()) {
                out.append(", opaque=").append(Quoted.quote(opaque));
            }
            if (stale) {
                out.append(", stale=true");
            }
            if (!algorithm.isEmpty()) {
                out.append(", algorithm=").append(algorithm);
            }
            if (!qop.isEmpty()) {
                out.append(", qop=").append(Quoted.quote(qop));
            }
            return out.toString();
        }
    }

    /** A scheme that nothing here knows. */
    record Other(String scheme, String rest) implements Challenge {
        @Override
        public String format() {
            return scheme + " " + rest;
        }
    }

    /** Reads one header line's value; SIP puts one challenge on a line. */
    static Decoded<Challenge> decode(String value) {
        return Reading.of(() -> {
            var in = new Cursor(value);
            in.space();
            String scheme = in.token();
            in.space();
            return switch (scheme.toLowerCase(Locale.ROOT)) {
                case "digest" -> digest(AuthFields.read(scheme, in));
                case "bearer" -> bearer(AuthFields.read(scheme, in));
                default -> new Other(scheme, in.until(""));
            };
        });
    }

    private static Digest digest(AuthFields fields) {
        return new Digest(
                fields.needed("realm"),
                fields.needed("nonce"),
                fields.text("opaque"),
                fields.text("stale").equalsIgnoreCase("true"),
                fields.text("algorithm"),
                fields.text("qop"));
    }

    private static Bearer bearer(AuthFields fields) {
        return new Bearer(
                fields.text("realm"),
                fields.text("authz_server"),
                fields.text("scope"),
                fields.text("error"));
    }
}
