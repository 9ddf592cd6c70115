package org.wicgate.webrtc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wicgate.dtls.DtlsAssociation;
import org.wicgate.dtls.DtlsFailure;
import org.wicgate.dtls.DtlsSink;
import org.wicgate.dtls.Fingerprint;
import org.wicgate.dtls.Role;
import org.wicgate.dtls.SrtpKeys;

/**
 * The DTLS half of a transport: waits for the peer's fingerprints and for a validated path, then
 * runs one association, and brings what it says to the owner's thread.
 */
final class Handshake {
    private static final int MAX_HELD = 4;

    /** Told on the owner's thread. */
    interface Listener {
        void transmitRecords(byte[] datagram);

        void secured(SrtpKeys keys);

        void failed(DtlsFailure failure, String why);

        void closedByPeer();
    }

    private final Surroundings around;
    private final Listener listener;
    private final List<byte[]> held = new ArrayList<>();
    private @Nullable DtlsAssociation association;
    private @Nullable Role role;
    private List<Fingerprint> fingerprints = List.of();
    private boolean isSecured;
    private boolean over;

    Handshake(Surroundings around, Listener listener) {
        this.around = around;
        this.listener = listener;
    }

    /** What the peer's description says; later ones change nothing once it has begun. */
    void expect(Role ownRole, List<Fingerprint> signalled) {
        if (association == null) {
            role = ownRole;
            fingerprints = List.copyOf(signalled);
        }
    }

    /** A path is there: begins, if the peer's description is here too; harmless to repeat. */
    void begin() {
        if (association != null || role == null || over) {
            return;
        }
        association =
                new DtlsAssociation(
                        role,
                        around.identity(),
                        fingerprints,
                        around.settings().profiles(),
                        around.settings().handshake(),
                        around.entropy(),
                        around.handshakes(),
                        new Poster());
        association.start();
        for (byte[] datagram : held) {
            association.receive(datagram, 0, datagram.length);
        }
        held.clear();
    }

    /** A datagram from a validated address; false when it was dropped. */
    boolean receive(byte[] packet, int offset, int length) {
        if (over) {
            return false;
        }
        begin();
        if (association != null) {
            return association.receive(packet, offset, length);
        }
        if (held.size() == MAX_HELD) { // the peer's answer is still on its way; it will send again
            return false;
        }
        return held.add(Arrays.copyOfRange(packet, offset, offset + length));
    }

    void close() {
        over = true;
        held.clear();
        if (association != null) {
            association.close();
        }
    }

    /** Ends it without a word: the peer is to hear of nobody but who takes its place. */
    void abandon() {
        isSecured = false;
        close();
    }

    /** Lives on the association's thread, and only posts. */
    private final class Poster implements DtlsSink {
        @Override
        public void transmit(byte[] datagram) {
            around.owner().post(() -> speak(datagram));
        }

        @Override
        public void secured(SrtpKeys keys) {
            around.owner().post(() -> accept(keys));
        }

        @Override
        public void failed(DtlsFailure failure, String why) {
            around.owner().post(() -> fail(failure, why));
        }

        @Override
        public void closed() {
            around.owner().post(Handshake.this::endedByPeer);
        }
    }

    /**
     * Who closes before the keys are there has nothing more to say: a flight that was in the making
     * would come to the next transport between the same two ports, and break its handshake.
     */
    private void speak(byte[] datagram) {
        if (isSecured || !over) {
            listener.transmitRecords(datagram);
        }
    }

    private void fail(DtlsFailure failure, String why) {
        if (!over) {
            listener.failed(failure, why);
        }
    }

    private void endedByPeer() {
        if (!over) {
            listener.closedByPeer();
        }
    }

    private void accept(SrtpKeys keys) {
        if (over) {
            keys.wipe();
        } else {
            isSecured = true;
            listener.secured(keys);
        }
    }
}
