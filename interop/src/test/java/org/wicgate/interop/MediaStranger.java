package org.wicgate.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.wicgate.dtls.Identity;
import org.wicgate.dtls.Role;
import org.wicgate.ice.Candidate;
import org.wicgate.ice.Credentials;
import org.wicgate.net.SystemEntropy;
import org.wicgate.webrtc.Remote;
import org.wicgate.webrtc.Surroundings;
import org.wicgate.webrtc.TransportEvent;
import org.wicgate.webrtc.TransportSettings;
import org.wicgate.webrtc.TransportSink;
import org.wicgate.webrtc.WebRtcTransport;

/** The media end of somebody who knows a call's ICE password but has another certificate. */
final class MediaStranger implements TransportSink, AutoCloseable {
    private static final int STEP_MILLIS = 10;

    private final DatagramSocket socket;
    private final WebRtcTransport transport;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final List<TransportEvent> events = new CopyOnWriteArrayList<>();

    MediaStranger() {
        var entropy = new SystemEntropy();
        try {
            socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            socket.setSoTimeout(STEP_MILLIS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var local = (InetSocketAddress) socket.getLocalSocketAddress();
        transport =
                WebRtcTransport.full(
                        true,
                        List.of(Candidate.host(local, 65_535)),
                        new Surroundings(
                                TransportSettings.DEFAULT,
                                Identity.create(entropy, Instant.now()),
                                entropy,
                                Thread::startVirtualThread,
                                tasks::add),
                        this);
    }

    /** An offer with the right ICE credentials and the fingerprint of somebody else. */
    String offer() {
        var own = transport.credentials();
        return TextWic.SDP
                .replaceAll("a=ice-ufrag:.*", "a=ice-ufrag:" + own.ufrag())
                .replaceAll("a=ice-pwd:.*", "a=ice-pwd:" + own.password());
    }

    /** Does ICE, and DTLS as far as it goes, with the gateway that wrote this answer. */
    void connect(InetSocketAddress w3, String answer) {
        var credentials =
                new Credentials(
                        TextWic.line(answer, "a=ice-ufrag:"), TextWic.line(answer, "a=ice-pwd:"));
        var own = TextWic.line(answer, "a=setup:").equals("passive") ? Role.CLIENT : Role.SERVER;
        var fingerprint = TextWic.line(answer, "a=fingerprint:").split(" ", 2);
        var candidates = List.of(Candidate.host(w3, 65_535));
        var theirs = List.of(new org.wicgate.dtls.Fingerprint(fingerprint[0], fingerprint[1]));
        tasks.add(() -> {
            transport.remote(new Remote(credentials, candidates, theirs, own), System.nanoTime());
            transport.expectPeer(System.nanoTime());
        });
        Thread.startVirtualThread(this::run);
    }

    /** Whether something of this kind has happened to the transport. */
    <T extends TransportEvent> Optional<T> event(Class<T> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).findFirst();
    }

    private void run() {
        var packet = new DatagramPacket(new byte[4096], 4096);
        while (!socket.isClosed()) {
            for (var task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
            transport.tick(System.nanoTime());
            try {
                packet.setLength(4096);
                socket.receive(packet);
                var from = (InetSocketAddress) packet.getSocketAddress();
                transport.receive(
                        packet.getData(), 0, packet.getLength(), 0, from, System.nanoTime());
            } catch (SocketTimeoutException quiet) {
                Thread.onSpinWait();
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    @Override
    public void transmit(byte[] packet, int offset, int length, int from, InetSocketAddress to) {
        try {
            socket.send(new DatagramPacket(packet, offset, length, to));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void rtp(byte[] packet, int offset, int length, long nowNanos) {
        throw new AssertionError("media for a stranger");
    }

    @Override
    public void rtcp(byte[] packet, int offset, int length, long nowNanos) {
        throw new AssertionError("media for a stranger");
    }

    @Override
    public void event(TransportEvent event) {
        events.add(event);
    }

    @Override
    public void close() {
        socket.close();
    }
}
