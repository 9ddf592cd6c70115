package org.wicgate.web;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wicgate.sim.SeededEntropy;
import org.wicgate.waf.ImsIdentity;
import org.wicgate.waf.KeyVault;
import org.wicgate.waf.SigningKeys;
import org.wicgate.waf.Subject;
import org.wicgate.waf.Waf;
import org.wicgate.waf.WwsfClient;
import org.wicgate.wwsf.Account;
import org.wicgate.wwsf.IceServer;
import org.wicgate.wwsf.PasswordHash;
import org.wicgate.wwsf.PasswordLogin;
import org.wicgate.wwsf.Pool;
import org.wicgate.wwsf.Wwsf;
import org.wicgate.wwsf.testing.MemorySessions;

/** A WWSF with alice, a pool of one and a WAF, on a free port, with a clock that stands still. */
final class House implements AutoCloseable {
    static final String DOMAIN = "ims.mnc001.mcc001.3gppnetwork.org";
    static final String ISSUER = "http://localhost:8080";
    static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final SeededEntropy ENTROPY = new SeededEntropy(5);
    private static final Account ALICE = new Account("alice", PasswordHash.of("alice", ENTROPY));

    final Waf waf;
    final MemoryRevocations revocations = new MemoryRevocations();
    final WwsfServer server;
    final HttpClient client = HttpClient.newHttpClient();

    House() throws IOException {
        this(WebFiles.none(), ListenAt.plain(anyPort()));
    }

    House(WebFiles pages, ListenAt... addresses) throws IOException {
        this(newKey(), pages, addresses);
    }

    House(SigningKeys key, WebFiles pages, ListenAt... addresses) throws IOException {
        var client = new WwsfClient("wwsf", WwsfClient.ALL_SCOPES, List.of());
        var settings =
                new Waf.Settings(ISSUER, DOMAIN, Waf.Settings.DEFAULT_LIFETIME, List.of(client));
        waf = new Waf(settings, key, House::identity, revocations, ENTROPY);
        var w2 = List.of("ws://localhost:8088/ws", "wss://edge.example/ws?x=1");
        var ice =
                List.of(
                        new IceServer(List.of("stun:stun.example"), "", ""),
                        new IceServer(List.of("turn:turn.example"), "u", "c"));
        var login =
                new PasswordLogin(
                        name -> name.equals("alice") ? ALICE : null, 50, new TakingTurns());
        var wwsf =
                new Wwsf(
                        new Wwsf.Settings("wwsf", DOMAIN, w2, ice),
                        waf,
                        login,
                        new OneGuest(),
                        new MemorySessions(),
                        ENTROPY,
                        new TakingTurns());
        server =
                WwsfServer.start(
                        List.of(addresses),
                        wwsf,
                        waf,
                        NoClients.of(waf, login),
                        W5.LOCAL,
                        pages,
                        InstantSource.fixed(NOW));
    }

    static SigningKeys newKey() {
        return SigningKeys.open(KeyVault.inMemory(), Duration.ofDays(90), NOW);
    }

    static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.addresses().getFirst().getPort() + path);
    }

    HttpResponse<String> get(String path, String... headers) {
        var request = HttpRequest.newBuilder(uri(path));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    HttpResponse<String> post(String path, String body, String... headers) {
        var request = HttpRequest.newBuilder(uri(path)).POST(BodyPublishers.ofString(body));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    HttpResponse<String> login(String user, String password) {
        var body = "{\"username\":\"%s\",\"password\":\"%s\"}".formatted(user, password);
        return post("/api/session", body, "Content-Type", "application/json");
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }

    private static @Nullable ImsIdentity identity(Subject subject) {
        return switch (subject) {
            case Subject.WebUser(var name) -> identity(name);
            case Subject.PoolMember(var name) -> identity(name);
            case Subject.UserOf _ -> null;
        };
    }

    private static ImsIdentity identity(String name) {
        return new ImsIdentity(name + "@" + DOMAIN, List.of("sip:" + name + "@" + DOMAIN));
    }

    private static final class OneGuest implements Pool {
        private final Deque<String> free = new ArrayDeque<>(List.of("guest-1"));

        @Override
        public synchronized @Nullable String lease(String holder, Instant now, Instant until) {
            return free.poll();
        }

        @Override
        public synchronized boolean move(String member, String holder, Instant now, Instant until) {
            return true;
        }
    }
}
