package org.wicgate.app;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@link Config} says of WWSF and WAF; defaults are filled in. */
final class WebConfig {
    private WebConfig() {}

    /**
     * The WWSF.
     *
     * @param listen {@code http://} or {@code https://} addresses
     * @param id its identity in tokens
     * @param w2Uris where WICs find the eP-CSCF
     * @param page the folder of the browser WIC; the one that came with Wicgate when absent
     * @param insecureHttp whether {@code http://} may leave loopback
     * @param stun {@code stun:} URIs for the browsers
     * @param turn a TURN server for them
     * @param maxAttemptsPerAddress wrong logins, and guests, in five minutes
     */
    record Wwsf(
            List<String> listen,
            String id,
            List<String> w2Uris,
            @Nullable String page,
            boolean insecureHttp,
            List<String> stun,
            Turn turn,
            int maxAttemptsPerAddress) {
        Wwsf {
            listen = Config.orEmpty(listen);
            id = Config.or(id, "wwsf");
            w2Uris = Config.orEmpty(w2Uris);
            stun = Config.orEmpty(stun);
            maxAttemptsPerAddress = maxAttemptsPerAddress == 0 ? 50 : maxAttemptsPerAddress;
            turn = turn == null ? new Turn(List.of(), "", 0) : turn;
        }
    }

    /**
     * A TURN server that takes credentials made with a shared secret, as coturn does.
     *
     * @param uris {@code turn:} or {@code turns:}; none for no server
     * @param secret never logged
     * @param seconds how long what a browser gets is good
     */
    record Turn(List<String> uris, String secret, int seconds) {
        Turn {
            uris = Config.orEmpty(uris);
            secret = Config.or(secret, "");
            seconds = seconds == 0 ? 3_600 : seconds;
        }

        @Override
        public String toString() {
            return "Turn" + uris;
        }
    }

    /**
     * The WAF.
     *
     * @param issuer its identity in tokens
     * @param tokenSeconds how long a token lives
     * @param refreshDays how long a client may renew it, without anybody logging in again
     * @param keyDays how long a key signs before the next one does
     * @param encryptTokens whether the eP-CSCF alone can read them (RFC 8898 §2.1.2)
     * @param oidc an identity provider whose users may log in
     */
    record Waf(
            String issuer,
            int tokenSeconds,
            int refreshDays,
            int keyDays,
            boolean encryptTokens,
            W5 w5,
            OidcConfig oidc) {
        Waf {
            issuer = Config.or(issuer, "");
            tokenSeconds = tokenSeconds == 0 ? 600 : tokenSeconds;
            refreshDays = refreshDays == 0 ? 30 : refreshDays;
            keyDays = keyDays == 0 ? 90 : keyDays;
            oidc = oidc == null ? OidcConfig.none() : oidc;
            w5 = w5 == null ? new W5(List.of(), List.of()) : w5;
        }

        /** What it is called in tokens, and to the S-CSCF. */
        String identity() {
            return issuer.replaceAll("/+$", "");
        }
    }

    /**
     * Where eP-CSCFs of other processes get keys, revocations and introspection.
     *
     * @param listen {@code http://} or {@code https://} addresses for these alone; none for those
     *     of the WWSF
     * @param allow addresses and ranges that eP-CSCFs come from; this machine when none is named
     */
    record W5(List<String> listen, List<String> allow) {
        W5 {
            listen = Config.orEmpty(listen);
            allow = allow == null || allow.isEmpty() ? List.of("127.0.0.0/8", "::1") : allow;
        }
    }
}
