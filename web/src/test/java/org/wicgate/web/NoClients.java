package org.wicgate.web;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.wicgate.sim.SeededEntropy;
import org.wicgate.waf.Waf;
import org.wicgate.waf.oauth.AuthorizationServer;
import org.wicgate.waf.oauth.Client;
import org.wicgate.waf.oauth.Clients;
import org.wicgate.waf.oauth.Codes;
import org.wicgate.waf.oauth.Devices;
import org.wicgate.waf.oauth.Families;
import org.wicgate.waf.oauth.Guests;
import org.wicgate.wwsf.PasswordLogin;

/** An authorisation server that knows no client, so that nothing is ever kept. */
final class NoClients implements Clients {
    private NoClients() {}

    static AuthorizationServer of(Waf waf, PasswordLogin login) {
        return but(new NoClients(), waf, login);
    }

    /** One that knows these, and keeps nothing either. */
    static AuthorizationServer but(Clients clients, Waf waf, PasswordLogin login) {
        var settings =
                new AuthorizationServer.Settings(
                        Duration.ofDays(30), Duration.ofMinutes(30), Duration.ZERO);
        var kept =
                new AuthorizationServer.Kept(
                        clients,
                        never(Codes.class),
                        never(Families.class),
                        never(Devices.class),
                        never(Guests.class));
        return new AuthorizationServer(settings, waf, kept, login, login, new SeededEntropy(6));
    }

    private static <T> T never(Class<T> type) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (_, method, _) -> {
                            throw new AssertionError("no client, but " + method);
                        }));
    }

    @Override
    public @Nullable Client find(String id) {
        return null;
    }

    @Override
    public boolean firstUse(String hash, Instant end, Instant now) {
        throw new AssertionError("no client");
    }

    @Override
    public boolean hasOrigin(String origin) {
        return false;
    }
}
