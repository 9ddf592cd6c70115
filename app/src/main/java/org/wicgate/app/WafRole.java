package org.wicgate.app;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.wicgate.base.Entropy;
import org.wicgate.base.Unavailable;
import org.wicgate.store.Store;
import org.wicgate.waf.EncryptionKeys;
import org.wicgate.waf.SigningKeys;
import org.wicgate.waf.Verdict;
import org.wicgate.waf.Waf;
import org.wicgate.waf.WwsfClient;
import org.wicgate.web.RevocationWatch;

/** The WAF of a node with its keys, and what an eP-CSCF in the same process asks of it (W5). */
final class WafRole implements AutoCloseable {
    private final Waf waf;
    private final Store store;
    private final KeyTurns turns;
    private final InstantSource clock = InstantSource.system();

    /** What the database named when we last looked. */
    private volatile Set<String> revoked = Set.of();

    private WafRole(Waf waf, Store store, KeyTurns turns) {
        this.waf = waf;
        this.store = store;
        this.turns = turns;
    }

    /** Issues from now on. */
    static WafRole start(Config config, WebConfig.Wwsf wwsf, Store store, Entropy entropy) {
        var role = Objects.requireNonNull(config.waf()); // let through by ConfigRules
        var clock = InstantSource.system();
        var now = clock.instant();
        var period = Duration.ofDays(role.keyDays());
        var keys = SigningKeys.open(store.keys(), period, now);
        var encryption =
                role.encryptTokens() ? EncryptionKeys.open(store.tokenKeys(), period, now) : null;
        var waf =
                new Waf(
                        settings(config, role, wwsf),
                        keys,
                        store.accounts(),
                        store.revocations(),
                        encryption,
                        entropy);
        return new WafRole(waf, store, KeyTurns.start(keys, encryption, clock));
    }

    private static Waf.Settings settings(Config config, WebConfig.Waf role, WebConfig.Wwsf wwsf) {
        var epcscf = config.epcscf();
        List<String> origins =
                epcscf == null
                        ? List.of()
                        : epcscf.registration().wwsfs().getOrDefault(wwsf.id(), List.of());
        var named = origins.contains("*") ? List.<String>of() : origins; // to a token: any
        var client = new WwsfClient(wwsf.id(), WwsfClient.ALL_SCOPES, named);
        return new Waf.Settings(
                role.identity(),
                config.homeDomain(),
                Duration.ofSeconds(role.tokenSeconds()),
                List.of(client));
    }

    Waf waf() {
        return waf;
    }

    /** Verifies the tokens of this WAF. */
    TokenCheck check() {
        return new TokenCheck(this::verify);
    }

    /** While the database is away, what was revoked before it went is what is known. */
    private Verdict verify(String token) {
        Instant now = clock.instant();
        if (store.isAnswering()) {
            try {
                return waf.verify(token, now);
            } catch (Unavailable e) {
                return verifyAlone(token, now);
            }
        }
        return verifyAlone(token, now);
    }

    private Verdict verifyAlone(String token, Instant now) {
        var verdict = waf.verifyByKeys(token, now);
        boolean isOver =
                verdict instanceof Verdict.Valid(var claims)
                        && (revoked.contains(claims.id()) || revoked.contains(claims.session()));
        return isOver ? new Verdict.Invalid(Verdict.Reason.REVOKED) : verdict;
    }

    /** All that is revoked, by other processes too: {@code account lock} writes the database. */
    RevocationWatch.Source revocations() {
        return new RevocationWatch.Source() {
            @Override
            public Optional<Set<String>> changed() {
                var now = Set.copyOf(waf.revoked(clock.instant()));
                boolean same = now.equals(revoked);
                revoked = now;
                return same ? Optional.empty() : Optional.of(now);
            }

            @Override
            public String toString() {
                return "the database";
            }
        };
    }

    @Override
    public void close() {
        turns.close();
    }
}
