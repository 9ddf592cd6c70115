package org.wicgate.dtls;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.wicgate.sim.SeededEntropy;

/** One end of an association in a test, and what it told. */
final class End implements DtlsSink {
    sealed interface Told {
        record Secured(SrtpKeys keys) implements Told {}

        record Failed(DtlsFailure failure, String why) implements Told {}

        record Closed() implements Told {}
    }

    static final Duration TIMEOUT = Duration.ofSeconds(15);

    private final TrackedThreads threads = new TrackedThreads();
    private final BlockingQueue<Told> told = new LinkedBlockingQueue<>();
    private final Consumer<byte[]> wire;
    private final DtlsAssociation association;

    End(
            Role role,
            Identity identity,
            List<Fingerprint> signalled,
            Duration timeout,
            Consumer<byte[]> wire) {
        this.wire = wire;
        this.association =
                new DtlsAssociation(
                        role,
                        identity,
                        signalled,
                        List.of(ProtectionProfile.values()),
                        timeout,
                        new SeededEntropy(role.name().hashCode()),
                        threads,
                        this);
    }

    DtlsAssociation association() {
        return association;
    }

    TrackedThreads threads() {
        return threads;
    }

    Told next() throws InterruptedException {
        Told next = told.poll(20, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("nothing was told");
        }
        return next;
    }

    boolean isSilent() {
        return told.isEmpty();
    }

    SrtpKeys keys() throws InterruptedException {
        return switch (next()) {
            case Told.Secured(var keys) -> keys;
            case Told.Failed failed -> throw new AssertionError(failed);
            case Told.Closed closed -> throw new AssertionError(closed);
        };
    }

    @Override
    public void transmit(byte[] datagram) {
        wire.accept(datagram);
    }

    @Override
    public void secured(SrtpKeys keys) {
        told.add(new Told.Secured(keys));
    }

    @Override
    public void failed(DtlsFailure failure, String why) {
        told.add(new Told.Failed(failure, why));
    }

    @Override
    public void closed() {
        told.add(new Told.Closed());
    }
}
