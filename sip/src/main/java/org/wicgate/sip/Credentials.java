package org.wicgate.sip;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import org.wicgate.base.Decoded;

/** What an Authorization or Proxy-Authorization says: RFC 7616 §3.4, RFC 8898 §2. */
public sealed interface Credentials {
    /** For {@code Authorization}; holds secrets, so not for a log. */
    String format();

    /**
     * A token: RFC 8898 §2.1.3.
     *
     * @param token never logged
     */
    record Bearer(String token) implements Credentials {
        @Override
        public String format() {
            return "Bearer " + token;
        }

        @Override
        public String toString() {
            return "Bearer";
        }
    }

    /**
     * A proof of a password; a missing parameter is empty text.
     *
     * @param nc eight hexadecimal digits, as written
     * @param auts what a card says that lost the sequence, in base64: RFC 3310 §3.4
     * @param integrityProtected what an edge says to an S-CSCF: TS 24.229 §5.2.2
     */
    record Digest(
            String username,
            String realm,
            String nonce,
            String uri,
            String response,
            String algorithm,
            String cnonce,
            String opaque,
            String qop,
            String nc,
            String auts,
            String integrityProtected)
            implements Credentials {

        /** What an edge sends for a user it has authenticated itself: TS 24.229 §5.2.2.1. */
        public static Digest authDone(String username, String realm, String uri) {
            return new Digest(username, realm, "", uri, "", "", "", "", "", "", "", "auth-done");
        }

        /**
         * What a user says of itself before it is challenged: TS 24.229 §5.1.1.2.2.
         *
         * @param algorithm which challenge it can meet, empty for a password's
         */
        public static Digest unchallenged(
                String username, String realm, String uri, String algorithm) {
            return new Digest(username, realm, "", uri, "", algorithm, "", "", "", "", "", "");
        }

        Digest with(String newResponse, String newAuts) {
            return new Digest(
                    username,
                    realm,
                    nonce,
                    uri,
                    newResponse,
                    algorithm,
                    cnonce,
                    opaque,
                    qop,
                    nc,
                    newAuts,
                    integrityProtected);
        }

        /**
         * Whether the response was computed from the password behind {@code ha1}, which must be of
         * the same algorithm.
         */
        public boolean proves(String ha1, String method) {
            var known = DigestAlgorithm.of(algorithm);
            if (known == null || !(qop.isEmpty() || qop.equalsIgnoreCase("auth"))) {
                return false;
            }
            byte[] wanted = compute(known, ha1, method).getBytes(StandardCharsets.ISO_8859_1);
            byte[] given = response.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.ISO_8859_1);
            return MessageDigest.isEqual(wanted, given);
        }

        /** RFC 7616 §3.4.1; without qop as RFC 2069 did. */
        String compute(DigestAlgorithm known, String ha1, String method) {
            String ha2 = known.hash(method + ":" + uri);
            return qop.isEmpty()
                    ? known.hash(ha1 + ":" + nonce + ":" + ha2)
                    : known.hash(String.join(":", ha1, nonce, nc, cnonce, qop, ha2));
        }

        @Override
        public String format() {
            var out = new StringBuilder("Digest username=").append(Quoted.quote(username));
            out.append(", realm=").append(Quoted.quote(realm));
            out.append(", nonce=").append(Quoted.quote(nonce));
            out.append(", uri=").append(Quoted.quote(uri));
            out.append(", response=").append(Quoted.quote(response));
            if (!algorithm.isEmpty()) {
                out.append(", algorithm=").append(algorithm);
            }
            if (!qop.isEmpty()) {
                out.append(", qop=").append(qop).append(", nc=").append(nc);
                out.append(", cnonce=").append(Quoted.quote(cnonce));
            }
            if (!opaque.isEmpty()) {
                out.append(", opaque=").append(Quoted.quote(opaque));
            }
            if (!auts.isEmpty()) {
                out.append(", auts=").append(Quoted.quote(auts));
            }
            if (!integrityProtected.isEmpty()) {
                out.append(", integrity-protected=").append(Quoted.quote(integrityProtected));
            }
            return out.toString();
        }

        @Override
        public String toString() {
            return "Digest of " + username + " at " + realm;
        }
    }

    /** A scheme that nothing here knows. */
    record Other(String scheme, String rest) implements Credentials {
        @Override
        public String format() {
            return scheme + " " + rest;
        }

        @Override
        public String toString() {
            return scheme;
        }
    }

    /** Reads one header value. */
    static Decoded<Credentials> decode(String value) {
        return Reading.of(() -> {
            var in = new Cursor(value);
            in.space();
            String scheme = in.token();
            in.space();
            return switch (scheme.toLowerCase(Locale.ROOT)) {
                case "digest" -> digest(AuthFields.read(scheme, in));
                case "bearer" -> bearer(in);
                default -> new Other(scheme, in.until(""));
            };
        });
    }

    private static Digest digest(AuthFields fields) {
        var digest =
                new Digest(
                        fields.needed("username"),
                        fields.needed("realm"),
                        fields.text("nonce"),
                        fields.needed("uri"),
                        fields.text("response"),
                        fields.text("algorithm"),
                        fields.text("cnonce"),
                        fields.text("opaque"),
                        fields.text("qop"),
                        fields.text("nc"),
                        fields.text("auts"),
                        fields.text("integrity-protected"));
        if (!digest.qop.isEmpty() && (digest.cnonce.isEmpty() || digest.nc.length() != 8)) {
            throw new Malformation("qop without cnonce and nc");
        }
        return digest;
    }

    /**
     * RFC 6750 §2.1 writes the token bare; TS 24.371 table A.3.2-1 writes it as {@code
     * access_token="..."}. Both are taken.
     */
    private static Bearer bearer(Cursor in) {
        String all = in.until("").strip();
        if (isB64Token(all)) {
            return new Bearer(all);
        }
        String token = AuthFields.read("Bearer", new Cursor(all)).needed("access_token");
        if (!isB64Token(token)) {
            throw new Malformation("not a token");
        }
        return new Bearer(token);
    }

    private static boolean isB64Token(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '=') {
            end--;
        }
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            if (!Syntax.isAlpha(c) && !Syntax.isDigit(c) && "-._~+/".indexOf(c) < 0) {
                return false;
            }
        }
        return end > 0;
    }
}
