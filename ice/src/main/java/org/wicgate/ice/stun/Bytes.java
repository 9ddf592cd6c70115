package org.wicgate.ice.stun;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Numbers in network byte order. */
final class Bytes {
    private static final VarHandle INT16 =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT32 =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT64 =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Bytes() {}

    static int uint16(byte[] in, int offset) {
        return (short) INT16.get(in, offset) & 0xFFFF;
    }

    static int int32(byte[] in, int offset) {
        return (int) INT32.get(in, offset);
    }

    static long int64(byte[] in, int offset) {
        return (long) INT64.get(in, offset);
    }

    static void putInt16(byte[] out, int offset, int value) {
        INT16.set(out, offset, (short) value);
    }

    static void putInt32(byte[] out, int offset, int value) {
        INT32.set(out, offset, value);
    }

    static void putInt64(byte[] out, int offset, long value) {
        INT64.set(out, offset, value);
    }
}
