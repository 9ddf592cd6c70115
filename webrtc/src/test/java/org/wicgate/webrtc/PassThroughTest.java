package org.wicgate.webrtc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wicgate.dtls.Role;
import org.wicgate.webrtc.TransportEvent.Loss;
import org.wicgate.webrtc.TransportNode.Out;

/** A gateway that leaves DTLS and SRTP to those who talk through it (TS 23.334 §5.20.3). */
class PassThroughTest {
    private static final byte[] HELLO = {22, -2, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1};

    private static List<PacketKind> passed(Call call) {
        return call.gateway.outs.stream()
                .filter(Out.Passed.class::isInstance)
                .map(out -> ((Out.Passed) out).kind())
                .toList();
    }

    private static byte[] rtp() {
        byte[] packet = new byte[60];
        packet[0] = (byte) 0x80;
        return packet;
    }

    private static void pass(Call call, boolean on) {
        call.gateway.act(() -> call.gateway.transport().passThrough(on));
    }

    /** A WIC whose ClientHello goes through. */
    private static Call through() throws InterruptedException {
        var call = new Call(3, TransportSettings.DEFAULT, TransportSettings.DEFAULT);
        pass(call, true);
        call.describe(
                Role.CLIENT, Call.GATEWAY_IDENTITY.fingerprint(), Call.WIC_IDENTITY.fingerprint());
        call.until(() -> passed(call).contains(PacketKind.DTLS));
        return call;
    }

    private static boolean send(Call call, byte[] packet) {
        boolean[] sent = new boolean[1];
        call.gateway.act(() -> sent[0] = call.gateway.transport().send(packet, 0, packet.length));
        return sent[0];
    }

    @Test
    void recordsPassBothWaysAndNoHandshakeIsOurs() throws InterruptedException {
        var early = new Call(3, TransportSettings.DEFAULT, TransportSettings.DEFAULT);
        pass(early, true);
        assertFalse(send(early, HELLO), "there is no pair yet");
        var call = through();

        assertTrue(send(call, HELLO));
        var last = (Out.Send) call.gateway.outs.getLast();
        assertArrayEquals(HELLO, last.bytes().copy());
        assertEquals(Call.WIC, last.to());
        assertFalse(call.gateway.isSecured() || call.gateway.transport().isReady());
    }

    /** RFC 7675 §5.1: nothing is heard from where nobody showed that he is the peer. */
    @Test
    void nothingPassesFromAStranger() throws InterruptedException {
        var call = through();
        int before = passed(call).size();
        long strangers = call.gateway.transport().counters().stranger();

        call.gateway.give(HELLO, Call.STRANGER);
        call.gateway.give(rtp(), Call.STRANGER);

        assertEquals(strangers + 2, call.gateway.transport().counters().stranger());
        assertFalse(passed(call).subList(before, passed(call).size()).contains(PacketKind.RTP));
    }

    /** The peer goes on with whoever is behind us: no close_notify ends that. */
    @Test
    void anAssociationOfOursEndsWithoutAWord() throws InterruptedException {
        var call = Call.secured();
        pass(call, true);
        call.wic.sendRtp(rtp());

        var out = (Out.Passed) call.gateway.outs.getLast();
        assertEquals(PacketKind.RTP, out.kind());
        byte[] bytes = out.bytes().copy();
        assertTrue(bytes.length > rtp().length, "it is protected still");
        assertFalse(Arrays.equals(rtp(), Arrays.copyOf(bytes, rtp().length)));
        assertFalse(call.wic.isLost() || call.gateway.isLost());
    }

    @Test
    void whenItEndsAnAssociationOfOursBegins() throws InterruptedException {
        var call = through();

        pass(call, false);
        call.until(() -> call.wic.isSecured() && call.gateway.isSecured());
        call.wic.sendRtp(rtp());

        assertArrayEquals(rtp(), ((Out.Rtp) call.gateway.outs.getLast()).bytes().copy());
        assertFalse(send(call, HELLO), "nothing passes any more");
    }

    /** Consent is ICE's, and so ours (RFC 7675 §5.1). */
    @Test
    void aPeerThatIsGoneIsMissed() throws InterruptedException {
        var call = through();
        call.cut = true;
        call.pass(TransportSettings.DEFAULT.consent().multipliedBy(2));

        var lost = (TransportEvent.Lost) call.gateway.events.getLast();
        assertEquals(Loss.CONSENT_EXPIRED, lost.loss());
    }
}
