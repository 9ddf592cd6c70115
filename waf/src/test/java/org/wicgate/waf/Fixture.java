package org.wicgate.waf;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wicgate.sim.SeededEntropy;

/** A WAF with one user, one pool member and one WWSF. */
public final class Fixture {
    public static final String ISSUER = "https://waf.example";
    public static final String DOMAIN = "ims.mnc001.mcc001.3gppnetwork.org";
    public static final String WWSF = "wwsf.example";
    public static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    public static final ImsIdentity ALICE =
            new ImsIdentity("alice@" + DOMAIN, List.of("sip:alice@" + DOMAIN, "tel:+15550101"));
    public static final ImsIdentity GUEST =
            new ImsIdentity("guest-7@" + DOMAIN, List.of("sip:guest-7@" + DOMAIN));
    public static final SigningKeys KEYS =
            SigningKeys.open(KeyVault.inMemory(), Duration.ofDays(90), NOW);
    public static final SigningKey KEY = KEYS.signing(NOW);

    private Fixture() {}

    public static Waf waf() {
        return new Waf(settings(), KEYS, Fixture::identity, new SeededEntropy(1));
    }

    static Waf.Settings settings() {
        return new Waf.Settings(
                ISSUER,
                DOMAIN,
                Waf.Settings.DEFAULT_LIFETIME,
                List.of(
                        new WwsfClient(
                                WWSF, WwsfClient.ALL_SCOPES, List.of("https://wwsf.example"))));
    }

    static @Nullable ImsIdentity identity(Subject subject) {
        return switch (subject) {
            case Subject.WebUser(var name) -> name.equals("alice") ? ALICE : null;
            case Subject.PoolMember(var name) -> name.equals("guest-7") ? GUEST : null;
            case Subject.UserOf(var wwsf, var name) ->
                    (wwsf + " " + name).equals("theirs alice@example.org") ? ALICE : null;
        };
    }

    static TokenAnswer.Issued token() {
        var request = new TokenRequest(WWSF, new Subject.WebUser("alice"), "", List.of());
        return assertInstanceOf(TokenAnswer.Issued.class, waf().issue(request, NOW));
    }
}
