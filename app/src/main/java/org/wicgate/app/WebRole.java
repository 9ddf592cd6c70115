package org.wicgate.app;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.wicgate.base.Entropy;
import org.wicgate.net.Credential;
import org.wicgate.net.ServerTls;
import org.wicgate.net.W2Admission;
import org.wicgate.store.Store;
import org.wicgate.waf.Waf;
import org.wicgate.waf.oauth.AuthorizationServer;
import org.wicgate.web.AddressRange;
import org.wicgate.web.ListenAt;
import org.wicgate.web.RevocationWatch;
import org.wicgate.web.TakingTurns;
import org.wicgate.web.W5;
import org.wicgate.web.WebFiles;
import org.wicgate.web.WwsfServer;
import org.wicgate.wwsf.IceServer;
import org.wicgate.wwsf.TurnServer;
import org.wicgate.wwsf.Wwsf;

/** WWSF and WAF of a node, side by side (TS 24.371 §5.4 NOTE). */
final class WebRole implements AutoCloseable {
    /** By then the shards of this node have heard of a logout, and ended its registrations. */
    private static final Duration AFTER_LOGOUT = Duration.ofSeconds(10);

    private final String homeDomain;
    private final WafRole waf;
    private final WwsfServer server;
    private final People people;

    private WebRole(String homeDomain, WafRole waf, WwsfServer server, People people) {
        this.people = people;
        this.homeDomain = homeDomain;
        this.waf = waf;
        this.server = server;
    }

    /** Serves pages and tokens from now on. */
    static WebRole start(
            Config config, WebConfig.Wwsf role, Store store, Entropy entropy, ServerTls tls)
            throws IOException {
        var people = People.of(config, role, store, entropy);
        var waf = WafRole.start(config, role, store, entropy);
        try {
            var server = serve(config, role, waf.waf(), store, people, entropy, tls);
            return new WebRole(config.homeDomain(), waf, server, people);
        } catch (IOException e) {
            waf.close();
            people.close();
            throw e;
        }
    }

    private static WwsfServer serve(
            Config config,
            WebConfig.Wwsf role,
            Waf waf,
            Store store,
            People people,
            Entropy entropy,
            ServerTls tls)
            throws IOException {
        var settings =
                new Wwsf.Settings(
                        role.id(),
                        config.homeDomain(),
                        role.w2Uris(),
                        stun(role),
                        turn(role.turn()),
                        Wwsf.Settings.DEFAULT_SESSION,
                        lease(waf.tokenLifetime()),
                        config.epcscf() == null ? Duration.ZERO : AFTER_LOGOUT,
                        role.maxAttemptsPerAddress());
        var wwsf =
                new Wwsf(
                        settings,
                        waf,
                        people,
                        store.pool(role.id()),
                        store.sessions(),
                        entropy,
                        new TakingTurns());
        return WwsfServer.start(
                addresses(role.listen(), tls),
                wwsf,
                waf,
                oauth(config, settings, waf, store, people, entropy),
                w5(Objects.requireNonNull(config.waf()).w5(), tls),
                WebFiles.of(page(role)),
                InstantSource.system());
    }

    private static AuthorizationServer oauth(
            Config config,
            Wwsf.Settings wwsf,
            Waf waf,
            Store store,
            People people,
            Entropy entropy) {
        var role = Objects.requireNonNull(config.waf());
        var settings =
                new AuthorizationServer.Settings(
                        Duration.ofDays(role.refreshDays()), wwsf.leaseTime(), wwsf.afterLogout());
        return new AuthorizationServer(settings, waf, store.oauth(), people, people, entropy);
    }

    /** Verifies the tokens of this WAF, for an eP-CSCF in the same process. */
    TokenCheck check() {
        return waf.check();
    }

    /** Who is told at once which token or session is revoked through this WWSF. */
    void onRevoked(Consumer<String> listener) {
        server.onRevoked(listener);
    }

    /** Lets in over W2 who is logged in here (RFC 7118 §7). */
    W2Admission admission(Executor blocking) {
        String challenge =
                "Cookie realm=\"%s\", cookie-name=\"%s\""
                        .formatted(homeDomain, WwsfServer.SESSION_COOKIE);
        return new W2Admission.WithSession(
                challenge,
                cookies ->
                        CompletableFuture.supplyAsync(() -> server.hasSession(cookies), blocking));
    }

    /** All that is revoked, by other processes too. */
    RevocationWatch.Source revocations() {
        return waf.revocations();
    }

    /** What was asked of WWSF and WAF over HTTP, and what came of it. */
    void show(Metrics metrics) {
        metrics.totals("wicgate_web_events_total", "event", server::counts);
    }

    @Override
    public void close() {
        server.close();
        waf.close();
        people.close();
    }

    /** A pool identity stays with its holder for longer than the token that names it. */
    private static Duration lease(Duration token) {
        var twice = token.multipliedBy(2);
        return twice.compareTo(Wwsf.Settings.DEFAULT_LEASE) > 0
                ? twice
                : Wwsf.Settings.DEFAULT_LEASE;
    }

    private static W5 w5(WebConfig.W5 role, ServerTls tls) throws IOException {
        var allowed = role.allow().stream().map(AddressRange::parse).map(Objects::requireNonNull);
        return new W5(addresses(role.listen(), tls), allowed.toList());
    }

    private static List<ListenAt> addresses(List<String> uris, ServerTls tls) throws IOException {
        var all = new ArrayList<ListenAt>();
        for (String uri : uris) {
            var address = HostPort.uri(uri).resolve();
            boolean secure = "https".equals(URI.create(uri).getScheme());
            all.add(
                    secure
                            ? ListenAt.tls(address, () -> shown(tls.credential()))
                            : ListenAt.plain(address));
        }
        return all;
    }

    private static ListenAt.Credential shown(Credential credential) {
        return new ListenAt.Credential(credential.key(), credential.chain());
    }

    private static List<IceServer> stun(WebConfig.Wwsf role) {
        return role.stun().isEmpty() ? List.of() : List.of(new IceServer(role.stun(), "", ""));
    }

    private static List<TurnServer> turn(WebConfig.Turn turn) {
        return turn.uris().isEmpty()
                ? List.of()
                : List.of(
                        new TurnServer(
                                turn.uris(), turn.secret(), Duration.ofSeconds(turn.seconds())));
    }

    private static Path page(WebConfig.Wwsf role) {
        String page = role.page();
        return page != null
                ? Path.of(page)
                : Path.of(System.getProperty("wicgate.home", ""), "wic-js", "dist");
    }
}
