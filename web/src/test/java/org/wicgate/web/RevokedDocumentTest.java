package org.wicgate.web;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RevokedDocumentTest {
    /** A WAF that stalls must not stop the looking for ever. */
    @Test
    void listThatStopsInItsMiddleIsGivenUp() throws IOException {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var stalled =
                    CompletableFuture.runAsync(() -> {
                        try {
                            var client = server.accept();
                            client.getOutputStream()
                                    .write(
                                            "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"
                                                    .getBytes(StandardCharsets.US_ASCII));
                        } catch (IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    });
            var uri = URI.create("http://127.0.0.1:" + server.getLocalPort() + "/revoked.json");
            var why = assertThrows(IOException.class, new RevokedDocument(uri)::changed);
            assertTrue(String.valueOf(why.getMessage()).contains("whole answer"), why::toString);
            stalled.join();
        }
    }
}
