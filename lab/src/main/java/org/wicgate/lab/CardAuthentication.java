package org.wicgate.lab;

import java.net.InetSocketAddress;
import java.time.Instant;
import org.wicgate.aka.AkaChallenge;
import org.wicgate.base.Decoded;
import org.wicgate.lab.Authentication.Verdict;
import org.wicgate.sip.AuthenticationInfo;
import org.wicgate.sip.Challenge;
import org.wicgate.sip.Credentials;
import org.wicgate.sip.DigestAlgorithm;

/**
 * IMS AKA inside TLS as an S-CSCF does it: AKAv2-SHA-256, and only when a trusted P-CSCF says that
 * the user is connected over TLS (TS 24.229 §5.4.1.1, §5.4.1.2.3; TS 33.203 §X.2).
 */
final class CardAuthentication {
    private static final DigestAlgorithm AKA = DigestAlgorithm.AKAV2_SHA_256;

    private final LabSettings settings;
    private final Hss hss;
    private final Nonces nonces;

    CardAuthentication(LabSettings settings, Hss hss, Nonces nonces) {
        this.settings = settings;
        this.hss = hss;
        this.nonces = nonces;
    }

    Verdict of(
            Subscriber subscriber,
            Credentials.Digest digest,
            String method,
            InetSocketAddress source,
            Instant now) {
        boolean tls = digest.integrityProtected().equalsIgnoreCase("tls-connected");
        if (!tls || !settings.trusts(source)) {
            return new Verdict.Refuse(403, "a card outside TLS");
        }
        if (DigestAlgorithm.of(digest.algorithm()) != AKA
                || !digest.realm().equals(settings.domain())) {
            return new Verdict.Refuse(403, "a card needs AKAv2-SHA-256 and our realm");
        }
        if (digest.nonce().isEmpty()) {
            return ask(subscriber, false, now);
        }
        String ha1 = nonces.ha1(digest.nonce(), subscriber.impi(), now);
        if (ha1 == null) {
            return ask(subscriber, true, now);
        }
        if (!digest.auts().isEmpty()) {
            return resynchronise(subscriber, digest, now);
        }
        if (digest.response().isEmpty()) {
            nonces.forget(digest.nonce());
            return new Verdict.Refuse(403, "the card does not know this network: other keys");
        }
        if (!digest.proves(ha1, method)) {
            nonces.forget(digest.nonce());
            return new Verdict.Refuse(403, "wrong answer of the card");
        }
        return switch (nonces.use(digest.nonce(), digest.nc(), now)) {
            case FRESH -> {
                var info = AuthenticationInfo.to(digest, ha1, "");
                yield new Verdict.Is(subscriber, false, info.format());
            }
            case STALE -> ask(subscriber, true, now);
        };
    }

    /** TS 33.102 §6.3.5. */
    private Verdict resynchronise(Subscriber subscriber, Credentials.Digest digest, Instant now) {
        nonces.forget(digest.nonce());
        boolean done =
                AkaChallenge.decode(digest.nonce()) instanceof Decoded.Ok<AkaChallenge>(var stale)
                        && hss.centre(subscriber).resynchronise(stale, digest.auts());
        return done
                ? ask(subscriber, false, now)
                : new Verdict.Refuse(403, "AUTS is not the card's");
    }

    private Verdict ask(Subscriber subscriber, boolean stale, Instant now) {
        var vector = hss.centre(subscriber).next();
        String nonce = vector.challenge().nonce();
        String realm = settings.domain();
        String ha1 = AKA.ha1(subscriber.impi(), realm, vector.expected().password());
        nonces.keep(nonce, subscriber.impi(), ha1, now);
        return new Verdict.Ask(Challenge.Digest.of(realm, nonce, AKA, stale));
    }
}
