package org.wicgate.dtls;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsFatalAlertReceived;
import org.bouncycastle.tls.TlsTimeoutException;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Entropy;

/**
 * One DTLS 1.2 association for SRTP (RFC 5763, RFC 5764): records in, records and keys out. None of
 * its methods blocks. BouncyCastle does: so the handshake runs on a thread of its own, and so do
 * later records, on one that ends as soon as there is none left. Nothing is renegotiated (RFC 8827
 * §6.5): a ClientHello or HelloRequest after the handshake is not heard.
 */
public final class DtlsAssociation {
    private static final int LAST_WAIT_MILLIS = 1;

    private final Role role;
    private final Identity identity;
    private final int timeoutMillis;
    private final Entropy entropy;
    private final Threads threads;
    private final DtlsSink sink;
    private final Outcome outcome;
    private final RecordQueue records;
    private final RecordScreen screen;

    private final AtomicBoolean running = new AtomicBoolean();
    private volatile boolean closing;
    private volatile boolean ended;
    private @Nullable DTLSTransport secured; // only touched by whoever set running

    /**
     * @param role ours
     * @param signalled the fingerprints of the peer's session description: one must match
     * @param profiles offered or accepted, best first
     * @param timeout for the handshake, from its first record
     */
    public DtlsAssociation(
            Role role,
            Identity identity,
            List<Fingerprint> signalled,
            List<ProtectionProfile> profiles,
            Duration timeout,
            Entropy entropy,
            Threads threads,
            DtlsSink sink) {
        this.role = role;
        this.identity = identity;
        this.timeoutMillis = Math.toIntExact(timeout.toMillis());
        this.entropy = entropy;
        this.threads = threads;
        this.sink = sink;
        this.outcome = new Outcome(role, List.copyOf(signalled), List.copyOf(profiles));
        this.records = new RecordQueue(sink::transmit);
        this.screen = new RecordScreen(role);
    }

    /** A client sends its ClientHello; a server waits for one, and needs no thread for that. */
    public void start() {
        switch (role) {
            case CLIENT -> run();
            case SERVER -> {}
        }
    }

    /** Takes a datagram of the peer; false when it was not taken: no record, or too many wait. */
    public boolean receive(byte[] packet, int offset, int length) {
        int good = ended ? 0 : screen.admit(packet, offset, length);
        if (good == 0) {
            return false;
        }
        boolean taken = records.offer(Arrays.copyOfRange(packet, offset, offset + good));
        run();
        return taken;
    }

    /**
     * Sends close_notify, or gives up the handshake; the sink hears of no more than what is sent.
     */
    public void close() {
        if (!closing) {
            closing = true;
            records.end();
            run();
        }
    }

    private void run() {
        if (!ended && running.compareAndSet(false, true)) {
            threads.start(this::work);
        }
    }

    private void work() {
        try {
            if (secured == null && !closing) {
                secured = handshake();
            }
            if (secured != null) {
                readOn(secured);
            }
            ended |= closing;
        } finally {
            running.set(false);
        }
        if (!records.isEmpty() || (closing && !ended)) {
            run();
        }
    }

    private @Nullable DTLSTransport handshake() {
        var crypto = identity.crypto(entropy);
        try {
            var transport =
                    switch (role) {
                        case CLIENT ->
                                new DTLSClientProtocol()
                                        .connect(
                                                new ClientEnd(
                                                        crypto, identity, timeoutMillis, outcome),
                                                records);
                        case SERVER ->
                                new DTLSServerProtocol()
                                        .accept(
                                                new ServerEnd(
                                                        crypto, identity, timeoutMillis, outcome),
                                                records);
                    };
            var keys = outcome.takeKeys();
            if (keys != null && !closing) {
                sink.secured(keys);
            }
            return transport;
        } catch (IOException e) {
            ended = true;
            if (!closing) {
                sink.failed(failure(e), String.valueOf(e.getMessage()));
            }
            return null;
        }
    }

    private DtlsFailure failure(IOException e) {
        var found = outcome.failure();
        if (found != null) {
            return found;
        }
        return switch (e) {
            case TlsTimeoutException _ -> DtlsFailure.TIMEOUT;
            case TlsFatalAlertReceived _ -> DtlsFailure.PEER_ALERT;
            default -> DtlsFailure.PROTOCOL;
        };
    }

    /**
     * Reads what has come after the handshake: a Finished sent again is answered with ours, an
     * authentic alert may close, anything else is dropped. Whatever breaks here cannot touch the
     * keys that SRTP already has.
     */
    private void readOn(DTLSTransport transport) {
        try {
            while (!ended && !closing && !records.isEmpty()) {
                readOne(transport);
                if (outcome.isClosedByPeer()) {
                    ended = true;
                    sink.closed();
                }
            }
            if (closing && !ended) {
                transport.close();
            }
        } catch (InterruptedIOException e) {
            close(transport);
        } catch (IOException e) {
            ended = true;
            if (outcome.isClosedByPeer() && !closing) {
                sink.closed();
            }
        }
    }

    private static void readOne(DTLSTransport transport) throws IOException {
        byte[] nobodyReads = new byte[RecordQueue.MAX_PLAINTEXT];
        try {
            transport.receive(nobodyReads, 0, nobodyReads.length, LAST_WAIT_MILLIS);
        } catch (TlsFatalAlert e) {
            if (e.getAlertDescription() != AlertDescription.bad_record_mac) {
                throw e; // RFC 6347 §4.1.2.7: a record that is not authentic is dropped
            }
        }
    }

    private void close(DTLSTransport transport) {
        try {
            transport.close();
        } catch (IOException e) {
            ended = true; // nothing could be sent any more, which is what was wanted
        }
    }
}
