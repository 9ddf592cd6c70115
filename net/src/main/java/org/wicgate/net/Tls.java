package org.wicgate.net;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.util.List;
import javax.net.ssl.SSLException;

/** TLS as TS 33.203 Annex O wants it: 1.2 and 1.3, nothing older. */
final class Tls {
    private static final List<String> VERSIONS = List.of("TLSv1.3", "TLSv1.2");

    private Tls() {}

    static SslContext server(Credential credential) throws IOException {
        try {
            return SslContextBuilder.forServer(credential.key(), credential.chain())
                    .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
                    .protocols(VERSIONS)
                    .build();
        } catch (SSLException refused) {
            throw new IOException("cannot use the certificate: " + refused.getMessage(), refused);
        }
    }

    static SslContext client(WebSocketClient.Trust trust) throws IOException {
        var builder = SslContextBuilder.forClient().protocols(VERSIONS);
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
}
