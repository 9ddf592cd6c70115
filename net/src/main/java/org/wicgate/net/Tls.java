package org.wicgate.net;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.io.IOException;
import java.util.List;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS as TS 33.203 Annex O wants it: 1.2 and 1.3, nothing older, and with 1.2 no suite that RFC
 * 9325 §4.2 does not recommend. BoringSSL where its library loads, the JDK's elsewhere.
 */
final class Tls {
    private static final Logger LOG = LoggerFactory.getLogger(Tls.class);
    private static final List<String> VERSIONS = List.of("TLSv1.3", "TLSv1.2");
    private static final List<String> SUITES =
            List.of(
                    "TLS_AES_128_GCM_SHA256",
                    "TLS_AES_256_GCM_SHA384",
                    "TLS_CHACHA20_POLY1305_SHA256",
                    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
                    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
                    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
                    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
                    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
                    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    /** What servers use here. Its memory is counted, so no finalizer has to run for it. */
    static final SslProvider PROVIDER = provider();

    private Tls() {}

    /** A server's context; with BoringSSL it has to be released. */
    static SslContext server(Credential credential, SslProvider provider) throws IOException {
        try {
            return SslContextBuilder.forServer(credential.key(), credential.chain())
                    .sslProvider(provider)
                    .protocols(VERSIONS)
                    .ciphers(SUITES, SupportedCipherSuiteFilter.INSTANCE)
                    .build();
        } catch (SSLException | IllegalArgumentException refused) {
            throw new IOException("cannot use the certificate: " + refused.getMessage(), refused);
        }
    }

    static SslContext client(WebSocketClient.Trust trust) throws IOException {
        var builder =
                SslContextBuilder.forClient().sslProvider(SslProvider.JDK).protocols(VERSIONS);
        try {
            return switch (trust) {
                case WebSocketClient.Trust.Authorities() -> builder.build();
                case WebSocketClient.Trust.Only(var certificates) ->
                        builder.trustManager(certificates).build();
            };
        } catch (SSLException refused) {
            throw new IOException("cannot set up TLS: " + refused.getMessage(), refused);
        }
    }

    private static SslProvider provider() {
        if (OpenSsl.isAvailable()) {
            LOG.info("TLS by {}", OpenSsl.versionString());
            return SslProvider.OPENSSL_REFCNT;
        }
        LOG.info(
                "TLS by the JDK, because BoringSSL did not load: {}",
                String.valueOf(OpenSsl.unavailabilityCause()));
        return SslProvider.JDK;
    }
}
