package org.wicgate.dtls;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;

class RecordScreenTest {
    private static final int CHANGE_CIPHER_SPEC = 20;
    private static final int HANDSHAKE = 22;
    private static final int CERTIFICATE_VERIFY = 15;

    private static byte[] record(int type, int epoch, byte... body) {
        byte[] out = new byte[13 + body.length];
        out[0] = (byte) type;
        out[1] = (byte) 0xFE;
        out[2] = (byte) 0xFD;
        out[4] = (byte) epoch;
        out[12] = (byte) body.length;
        System.arraycopy(body, 0, out, 13, body.length);
        return out;
    }

    private static byte[] verify(int total, int from, int length) {
        byte[] body = new byte[12 + length];
        body[0] = CERTIFICATE_VERIFY;
        body[3] = (byte) total;
        body[8] = (byte) from;
        body[11] = (byte) length;
        return record(HANDSHAKE, 0, body);
    }

    private static byte[] join(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static int admitted(RecordScreen screen, byte[] datagram) {
        return screen.admit(datagram, 0, datagram.length);
    }

    @Test
    void aServerHearsChangeCipherSpecOnlyAfterAllOfCertificateVerify() {
        var screen = new RecordScreen(Role.SERVER);
        byte[] change = record(CHANGE_CIPHER_SPEC, 0, (byte) 1);
        byte[] finished = record(HANDSHAKE, 1, new byte[48]);
        byte[] end = verify(70, 40, 30);
        byte[] begin = verify(70, 0, 40);

        assertEquals(0, admitted(screen, join(change, finished)));
        assertEquals(end.length, admitted(screen, join(end, change, finished)));
        assertEquals(begin.length, admitted(screen, join(begin, change)));
        byte[] flight = join(begin, end, change, finished);
        assertEquals(flight.length, admitted(screen, flight));
        assertEquals(change.length, admitted(screen, change));
    }

    @Test
    void aClientNeedNotWaitForOne() {
        byte[] change = record(CHANGE_CIPHER_SPEC, 0, (byte) 1);

        assertEquals(change.length, admitted(new RecordScreen(Role.CLIENT), change));
    }

    @Test
    void whatIsNoRecordOrTooShortForItsEpochEndsTheDatagram() {
        var screen = new RecordScreen(Role.CLIENT);
        byte[] good = record(23, 1, new byte[24]);
        byte[] wrongVersion = good.clone();
        wrongVersion[1] = 3;

        assertEquals(good.length, admitted(screen, join(good, record(23, 1, new byte[23]))));
        assertEquals(good.length, admitted(screen, join(good, wrongVersion)));
        assertEquals(0, admitted(screen, record(24, 0, new byte[30])));
        assertEquals(0, screen.admit(good, 0, good.length - 1));
        assertEquals(0, screen.admit(good, 0, 12));
        assertEquals(0, screen.admit(good, 0, 0));
    }
}
