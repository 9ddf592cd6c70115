package org.wicgate.web;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Shows in each handshake the credential that is present then: Helidon's own reload wants a key
 * manager that it does not make. Connections that are open go on under the one they began with.
 */
final class PresentKey extends X509ExtendedKeyManager {
    /** What one alias stands for: key and chain are asked for one after the other. */
    private record Named(String alias, ListenAt.Credential credential) {}

    private final Supplier<ListenAt.Credential> present;
    private Named now;
    private Named before;

    PresentKey(Supplier<ListenAt.Credential> present) {
        this.present = present;
        now = new Named("0", present.get());
        before = now;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
        return chosen(keyType);
    }

    @Override
    public @Nullable String chooseServerAlias(
            String keyType, Principal @Nullable [] issuers, Socket socket) {
        return chosen(keyType);
    }

    private synchronized @Nullable String chosen(String keyType) {
        var credential = present.get();
        if (!credential.equals(now.credential)) {
            before = now;
            now = new Named(Integer.toString(Integer.parseInt(before.alias) + 1), credential);
        }
        return credential.key().getAlgorithm().equals(keyType) ? now.alias : null;
    }

    @Override
    public synchronized X509Certificate @Nullable [] getCertificateChain(String alias) {
        var named = named(alias);
        return named == null ? null : named.credential.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public synchronized @Nullable PrivateKey getPrivateKey(String alias) {
        var named = named(alias);
        return named == null ? null : named.credential.key();
    }

    private @Nullable Named named(String alias) {
        return alias.equals(now.alias) ? now : alias.equals(before.alias) ? before : null;
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        String alias = chosen(keyType);
        return alias == null ? null : new String[] {alias};
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null; // a server's key
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, Socket socket) {
        return null;
    }
}
