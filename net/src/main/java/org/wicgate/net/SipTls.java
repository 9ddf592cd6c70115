package org.wicgate.net;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * TLS between SIP entities (TS 33.203 Annex O, TS 33.210): we show the same certificate whether we
 * connect or accept, and believe the authorities of the configuration and no others. Any thread may
 * call.
 */
public final class SipTls {
    private static final List<String> VERSIONS = List.of("TLSv1.3", "TLSv1.2");

    /**
     * Whom we believe.
     *
     * @param authorities whose certificates are good; a peer's own self-signed one may be here
     * @param mutual whether who connects has to show a certificate
     * @param names who may connect, host names and addresses; empty for all with a good certificate
     */
    public record Trust(List<X509Certificate> authorities, boolean mutual, Set<String> names) {
        public Trust {
            authorities = List.copyOf(authorities);
            names = Set.copyOf(names);
        }

        /** Reads the certificates of authorities in a PEM file; at least one. */
        public static List<X509Certificate> read(Path file) throws IOException {
            try (var in = Files.newInputStream(file)) {
                var found = new ArrayList<X509Certificate>();
                var factory = CertificateFactory.getInstance("X.509");
                for (var certificate : factory.generateCertificates(in)) {
                    found.add((X509Certificate) certificate);
                }
                if (found.isEmpty()) {
                    throw new IOException(file + " holds no certificate");
                }
                return found;
            } catch (CertificateException unreadable) {
                throw new IOException(file + ": " + unreadable.getMessage(), unreadable);
            }
        }
    }

    private record Contexts(SslContext server, SslContext client) {}

    private final Trust trust;
    private volatile Contexts contexts;

    /**
     * Shows {@code credential} until told otherwise.
     *
     * @throws IOException when TLS cannot use it
     */
    public SipTls(Credential credential, Trust trust) throws IOException {
        this.trust = trust;
        this.contexts = contexts(credential, trust);
    }

    /**
     * Shows another from the next handshake on; connections that are open stay.
     *
     * @throws IOException when TLS cannot use it; the one before stays
     */
    public void show(Credential credential) throws IOException {
        contexts = contexts(credential, trust);
    }

    SslHandler accepted(ByteBufAllocator allocator, Duration patience) {
        var handler = contexts.server().newHandler(allocator);
        handler.setHandshakeTimeoutMillis(patience.toMillis());
        return handler;
    }

    SslHandler towards(ByteBufAllocator allocator, InetSocketAddress target, Duration patience) {
        var handler =
                contexts.client().newHandler(allocator, target.getHostString(), target.getPort());
        handler.setHandshakeTimeoutMillis(patience.toMillis());
        return handler;
    }

    /** The certificate that the peer has proved to own; null when it was not asked. */
    static @Nullable X509Certificate peer(SslHandler handler) {
        try {
            var chain = handler.engine().getSession().getPeerCertificates();
            return chain.length > 0 && chain[0] instanceof X509Certificate own ? own : null;
        } catch (SSLPeerUnverifiedException nobody) {
            return null;
        }
    }

    /** What is wrong with who connected; null when nothing is. */
    @Nullable String objection(@Nullable X509Certificate peer) {
        if (trust.names().isEmpty()) {
            return null;
        }
        if (peer != null && trust.names().stream().anyMatch(n -> CertificateNames.cover(peer, n))) {
            return null;
        }
        return "its certificate is for " + text(peer) + ", and none of those may connect";
    }

    /** What is wrong with whom we connected to; null when nothing is (RFC 5922 §7.3). */
    static @Nullable String objection(@Nullable X509Certificate peer, String host) {
        return peer != null && CertificateNames.cover(peer, host)
                ? null
                : "its certificate is for " + text(peer) + ", not for " + host;
    }

    private static String text(@Nullable X509Certificate peer) {
        return peer == null ? "nobody" : CertificateNames.of(peer).toString();
    }

    private static Contexts contexts(Credential credential, Trust trust) throws IOException {
        var authorities = trust.authorities().toArray(X509Certificate[]::new);
        try {
            var server =
                    SslContextBuilder.forServer(credential.key(), credential.chain())
                            .trustManager(authorities)
                            .clientAuth(trust.mutual() ? ClientAuth.REQUIRE : ClientAuth.NONE);
            var client =
                    SslContextBuilder.forClient()
                            .keyManager(credential.key(), credential.chain())
                            .trustManager(authorities)
                            .endpointIdentificationAlgorithm(null); // we look by RFC 5922
            return new Contexts(built(server), built(client));
        } catch (SSLException | IllegalArgumentException refused) {
            throw new IOException("cannot use the certificate: " + refused.getMessage(), refused);
        }
    }

    /** By the JDK: connections of Mw are few and long, and need no memory of their own kind. */
    private static SslContext built(SslContextBuilder builder) throws SSLException {
        return builder.sslProvider(SslProvider.JDK).protocols(VERSIONS).build();
    }
}
