package org.wicgate.rtp.srtp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Big-endian words in a byte array. */
final class Wire {
    /** The E flag in the word that carries the SRTCP index (RFC 3711 §3.4). */
    static final int ENCRYPTED = 1 << 31;

    /** Where the SSRC stands in an RTP header. */
    static final int RTP_SSRC = 8;

    /** Where the sender's SSRC stands in an RTCP packet. */
    static final int RTCP_SSRC = 4;

    /** What of an RTCP packet stays in the clear. */
    static final int RTCP_HEADER = 8;

    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Wire() {}

    static int int32(byte[] b, int at) {
        return (int) INT.get(b, at);
    }

    static void putInt32(byte[] b, int at, int value) {
        INT.set(b, at, value);
    }

    static long int64(byte[] b, int at) {
        return (long) LONG.get(b, at);
    }

    static void putInt64(byte[] b, int at, long value) {
        LONG.set(b, at, value);
    }
}
