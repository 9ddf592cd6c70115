package org.wicgate.lab;

import java.net.InetSocketAddress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Decoded;
import org.wicgate.sip.AuthenticationInfo;
import org.wicgate.sip.Challenge;
import org.wicgate.sip.Credentials;
import org.wicgate.sip.DigestAlgorithm;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Request;

/**
 * Who registers: by the word of a trusted node (TS 24.229 §5.4.1.2.1E, TS 33.203 Annex U), by
 * digest (TS 24.229 §5.4.1.2.2), or with a card ({@link CardAuthentication}).
 */
final class Authentication {
    /** What came of it. */
    sealed interface Verdict {
        /**
         * It is this one.
         *
         * @param info for Authentication-Info, empty for none
         */
        record Is(Subscriber subscriber, boolean byTrustedNode, String info) implements Verdict {}

        /** Ask with this challenge. */
        record Ask(Challenge challenge) implements Verdict {}

        /** Refuse. */
        record Refuse(int status, String why) implements Verdict {}
    }

    private static final String AUTH_DONE = "auth-done";

    private final LabSettings settings;
    private final Hss hss;
    private final Nonces nonces;
    private final CardAuthentication cards;

    Authentication(LabSettings settings, Hss hss, Nonces nonces) {
        this.settings = settings;
        this.hss = hss;
        this.nonces = nonces;
        this.cards = new CardAuthentication(settings, hss, nonces);
    }

    Verdict of(Request register, InetSocketAddress source, Instant now) {
        String value = register.header(HeaderName.AUTHORIZATION);
        if (value == null) {
            return ask(hss.byImpu(register.to().uri()), null, false, now);
        }
        return switch (Credentials.decode(value)) {
            case Decoded.Malformed<Credentials>(var why) ->
                    new Verdict.Refuse(400, "Authorization: " + why);
            case Decoded.Ok<Credentials>(Credentials.Digest digest) ->
                    digest(digest, register, source, now);
            case Decoded.Ok<Credentials>(Credentials.Bearer _),
                    Decoded.Ok<Credentials>(Credentials.Other _) ->
                    ask(hss.byImpu(register.to().uri()), null, false, now);
        };
    }

    private Verdict digest(
            Credentials.Digest digest, Request register, InetSocketAddress source, Instant now) {
        var subscriber = hss.byName(digest.username());
        if (digest.integrityProtected().equalsIgnoreCase(AUTH_DONE)) {
            return trustedNode(subscriber, source);
        }
        if (subscriber != null && subscriber.proof() instanceof Subscriber.Proof.Card) {
            return cards.of(subscriber, digest, register.method(), source, now);
        }
        var named = DigestAlgorithm.of(digest.algorithm());
        if (digest.response().isEmpty()) {
            return ask(subscriber, digest.algorithm().isEmpty() ? null : named, false, now);
        }
        if (subscriber == null || named == null || !digest.realm().equals(settings.domain())) {
            return new Verdict.Refuse(403, "no such user, realm or algorithm");
        }
        var secret = subscriber.secret(digest.username(), named);
        if (secret.isEmpty() || !digest.proves(secret.get().ha1(), register.method())) {
            return new Verdict.Refuse(403, "wrong password");
        }
        return switch (nonces.use(digest.nonce(), digest.nc(), now)) {
            case FRESH -> {
                String next = nonces.next(digest.nonce(), now);
                var info = AuthenticationInfo.to(digest, secret.get().ha1(), next);
                yield new Verdict.Is(subscriber, false, info.format());
            }
            case STALE -> ask(subscriber, named, true, now);
        };
    }

    private Verdict trustedNode(@Nullable Subscriber subscriber, InetSocketAddress source) {
        if (!settings.trusts(source)) {
            return new Verdict.Refuse(403, "auth-done from a node that is not trusted");
        }
        if (subscriber == null) {
            return new Verdict.Refuse(403, "no such private identity");
        }
        return new Verdict.Is(subscriber, true, "");
    }

    /** Asks with the algorithm wanted when the HSS has it, else with the one that it prefers. */
    private Verdict ask(
            @Nullable Subscriber subscriber,
            @Nullable DigestAlgorithm wanted,
            boolean stale,
            Instant now) {
        if (subscriber == null) {
            return new Verdict.Refuse(404, "no such user");
        }
        var secrets = subscriber.secrets();
        if (secrets.isEmpty()) {
            return new Verdict.Refuse(403, "user has no password here");
        }
        boolean has = secrets.stream().anyMatch(s -> s.algorithm() == wanted);
        var algorithm = has && wanted != null ? wanted : secrets.getFirst().algorithm();
        return new Verdict.Ask(
                Challenge.Digest.of(settings.domain(), nonces.give(now), algorithm, stale));
    }
}
