package org.wicgate.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import org.junit.jupiter.api.Test;
import org.wicgate.base.Decoded;

class TelephoneEventTest {
    @Test
    void aPayloadIsReadAsItWasWritten() {
        var event = new TelephoneEvent(TelephoneEvent.eventOf('#'), true, 10, 1600);
        byte[] payload = new byte[6];

        event.encode(payload, 1);

        assertEquals(new Decoded.Ok<>(event), TelephoneEvent.decode(payload, 1, 4));
        assertEquals('#', event.digit());
        assertEquals(0x8A, payload[2] & 0xFF);
    }

    @Test
    void aShortPayloadIsMalformed() {
        assertInstanceOf(Decoded.Malformed.class, TelephoneEvent.decode(new byte[3], 0, 3));
    }

    @Test
    void whatIsNoDigitHasNoEvent() {
        assertEquals(-1, TelephoneEvent.eventOf('x'));
        assertEquals(13, TelephoneEvent.eventOf('b'));
        assertEquals('?', new TelephoneEvent(16, false, 0, 0).digit());
    }
}
