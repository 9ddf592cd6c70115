package org.wicgate.net;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Keeps all that the server tells, in order. */
final class W2Recorder implements W2Events {
    sealed interface Told {
        record Open(W2Events.Opened connection) implements Told {}

        record Message(long id, String message, boolean text) implements Told {}

        record Closed(long id, int code, String reason) implements Told {}
    }

    private final BlockingQueue<Told> told = new LinkedBlockingQueue<>();
    volatile boolean registered = true;

    @Override
    public void opened(Opened connection) {
        told.add(new Told.Open(connection));
    }

    @Override
    public void message(long id, byte[] message, boolean text) {
        told.add(new Told.Message(id, new String(message, StandardCharsets.ISO_8859_1), text));
    }

    @Override
    public void closed(long id, int code, String reason) {
        told.add(new Told.Closed(id, code, reason));
    }

    @Override
    public boolean mayStayIdle(long id) {
        return registered;
    }

    W2Events.Opened opened() throws InterruptedException {
        return assertInstanceOf(Told.Open.class, next()).connection();
    }

    Told.Message message() throws InterruptedException {
        return assertInstanceOf(Told.Message.class, next());
    }

    Told.Closed closed() throws InterruptedException {
        return assertInstanceOf(Told.Closed.class, next());
    }

    boolean isSilent() {
        return told.isEmpty();
    }

    void forget() {
        told.clear();
    }

    private Told next() throws InterruptedException {
        Told next = told.poll(10, TimeUnit.SECONDS);
        assertNotNull(next, "nothing told within 10 s");
        return next;
    }
}
