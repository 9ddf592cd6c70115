package org.wicgate.net;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A WebSocket client that trusts a few certificates, and what it hears. */
final class WebSocketRecorder implements WebSocketEvents {
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private @Nullable WebSocketClient client;

    private WebSocketRecorder() {}

    static WebSocketRecorder connect(Shards shards, URI to, List<X509Certificate> trusted)
            throws IOException {
        var recorder = new WebSocketRecorder();
        recorder.client =
                WebSocketClient.connect(
                        shards,
                        shards.shard(0),
                        to,
                        "https://phone.example",
                        new WebSocketClient.Trust.Only(trusted),
                        recorder);
        return recorder;
    }

    WebSocketClient client() {
        return Objects.requireNonNull(client);
    }

    /** What it heard next; {@code nothing} when that takes too long. */
    String heard() throws InterruptedException {
        String next = told.poll(20, TimeUnit.SECONDS);
        return next == null ? "nothing" : next;
    }

    @Override
    public void opened() {
        told.add("opened");
    }

    @Override
    public void message(byte[] message) {
        told.add(new String(message, UTF_8));
    }

    @Override
    public void closed(int code, String reason) {
        told.add("closed " + code + " " + reason);
    }
}
