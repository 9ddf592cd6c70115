package org.wicgate.app;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Decoded;
import org.wicgate.base.Entropy;
import org.wicgate.store.Store;
import org.wicgate.waf.oauth.AuthorizationServer;
import org.wicgate.waf.oauth.Elsewhere;
import org.wicgate.waf.oauth.SignIn;
import org.wicgate.waf.oauth.Throttle;
import org.wicgate.web.OidcHttp;
import org.wicgate.web.TakingTurns;
import org.wicgate.wwsf.PasswordLogin;
import org.wicgate.wwsf.oidc.ClaimTemplate;
import org.wicgate.wwsf.oidc.IdentityRule;
import org.wicgate.wwsf.oidc.ProviderLogin;
import org.wicgate.wwsf.oidc.ProviderSettings;

/** Whom this node lets in: the accounts of its own table, and who comes from a provider. */
final class People implements SignIn, Throttle, AutoCloseable {
    private final PasswordLogin own;
    private final @Nullable Elsewhere elsewhere;
    private final OidcHttp http;

    private People(PasswordLogin own, @Nullable Elsewhere elsewhere, OidcHttp http) {
        this.own = own;
        this.elsewhere = elsewhere;
        this.http = http;
    }

    static People of(Config config, WebConfig.Wwsf role, Store store, Entropy entropy)
            throws IOException {
        var waf = Objects.requireNonNull(config.waf());
        var own =
                new PasswordLogin(
                        store.accounts(), role.maxAttemptsPerAddress(), new TakingTurns());
        var http = new OidcHttp();
        var means =
                new ProviderLogin.Means(http, store.knownUsers(), own, entropy, new TakingTurns());
        return new People(
                own, waf.oidc().isWanted() ? new ProviderLogin(settings(waf), means) : null, http);
    }

    private static ProviderSettings settings(WebConfig.Waf waf) throws IOException {
        var oidc = waf.oidc();
        String back = waf.issuer().replaceAll("/+$", "") + AuthorizationServer.BACK_PATH;
        String secret =
                oidc.clientSecretFile().isEmpty()
                        ? ""
                        : Files.readString(Path.of(oidc.clientSecretFile())).strip();
        List<ClaimTemplate> impus =
                oidc.impu().stream().map(text -> read(ClaimTemplate.impu(text))).toList();
        return new ProviderSettings(
                oidc.issuer(),
                oidc.clientId(),
                secret,
                oidc.scopes(),
                oidc.name(),
                oidc.redirectUri().isEmpty() ? back : oidc.redirectUri(),
                Duration.ofSeconds(oidc.maxAgeSeconds()),
                new IdentityRule(read(ClaimTemplate.impi(oidc.impi())), impus, oidc.allow()));
    }

    private static ClaimTemplate read(Decoded<ClaimTemplate> template) {
        return switch (template) {
            case Decoded.Ok<ClaimTemplate>(var read) -> read;
            case Decoded.Malformed<ClaimTemplate>(var why) ->
                    throw new IllegalStateException("let through by ConfigRules: " + why);
        };
    }

    @Override
    public Outcome attempt(String username, String password, InetAddress from, Instant now) {
        return own.attempt(username, password, from, now);
    }

    @Override
    public @Nullable Elsewhere elsewhere() {
        return elsewhere;
    }

    @Override
    public Duration waitFor(InetAddress from, Instant now) {
        return own.waitFor(from, now);
    }

    @Override
    public void charge(InetAddress from, Instant now) {
        own.charge(from, now);
    }

    @Override
    public void close() {
        http.close();
    }
}
