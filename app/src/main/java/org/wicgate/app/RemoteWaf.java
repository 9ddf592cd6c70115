package org.wicgate.app;

import java.net.URI;
import java.time.InstantSource;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.wicgate.waf.TokenVerifier;
import org.wicgate.waf.Verdict;
import org.wicgate.waf.Waf;
import org.wicgate.web.IntrospectionSource;
import org.wicgate.web.JwksSource;
import org.wicgate.web.RevocationWatch;
import org.wicgate.web.RevokedDocument;

/**
 * A WAF in another process (W5): its keys, or what it says of each token, and what it has revoked,
 * polled.
 */
final class RemoteWaf implements AutoCloseable {
    private final Function<String, Verdict> verifier;
    private final Runnable close;
    private final @Nullable RevokedDocument revoked;
    private volatile @Nullable RevocationWatch watch;

    /** Asks nothing yet. */
    RemoteWaf(Config.Registration registration, String homeDomain) {
        String jwks = registration.jwksUri();
        String issuer = registration.issuer();
        String audience = registration.audience();
        var rules =
                new TokenVerifier.Rules(
                        issuer == null ? "" : issuer.replaceAll("/+$", ""),
                        audience == null ? homeDomain : audience);
        var clock = InstantSource.system();
        var asks = registration.introspection();
        if (asks.uri() != null) {
            var at = URI.create(asks.uri());
            var who = new IntrospectionSource.At(at, asks.client(), asks.secret());
            var introspection = new IntrospectionSource(who, rules, clock);
            verifier = introspection::verify;
            close = introspection::close;
            revoked = revoked(registration.revokedUri(), at.resolve(Waf.REVOKED_PATH));
        } else {
            var at = URI.create(jwks == null ? "http://localhost/none" : jwks);
            var keys = new JwksSource(at, rules, clock);
            verifier = keys::verify;
            close = keys::close;
            revoked =
                    jwks == null
                            ? null
                            : revoked(registration.revokedUri(), RevokedDocument.besides(at));
        }
    }

    private static @Nullable RevokedDocument revoked(@Nullable String uri, URI usual) {
        if (uri == null) {
            return new RevokedDocument(usual);
        }
        return uri.equals("none") ? null : new RevokedDocument(URI.create(uri));
    }

    /** Polls from now on what is revoked, and tells. */
    void onRevoked(Predicate<String> listener) {
        if (revoked != null) {
            watch = RevocationWatch.start(revoked, RevocationWatch.USUAL, listener);
        }
    }

    /** Verifies the tokens of this WAF. */
    TokenCheck check() {
        return new TokenCheck(this::verify);
    }

    private Verdict verify(String token) {
        var verdict = verifier.apply(token);
        var heard = watch;
        boolean over =
                heard != null
                        && verdict instanceof Verdict.Valid(var claims)
                        && (heard.isRevoked(claims.id()) || heard.isRevoked(claims.session()));
        return over ? new Verdict.Invalid(Verdict.Reason.REVOKED) : verdict;
    }

    @Override
    public void close() {
        var heard = watch;
        if (heard != null) {
            heard.close();
        }
        if (revoked != null) {
            revoked.close();
        }
        close.run();
    }
}
