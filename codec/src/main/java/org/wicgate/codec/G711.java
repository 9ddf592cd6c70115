package org.wicgate.codec;

/** The two laws of ITU-T G.711, by table. */
// The tables are filled in the constructor and never written again.
@SuppressWarnings("ImmutableEnumChecker")
public enum G711 {
    /** Payload type 0, PCMU. */
    MU_LAW(0) {
        @Override
        int expand(int code) {
            int c = ~code;
            int segment = (c >> 4) & 7;
            int magnitude = ((((c & 0x0F) << 3) + 0x84) << segment) - 0x84;
            return (c & 0x80) != 0 ? -magnitude : magnitude;
        }

        @Override
        int compress(int sample) {
            int magnitude = Math.min((sample < 0 ? ~sample : sample) >> 2, 8158) + 33;
            int segment = 26 - Integer.numberOfLeadingZeros(magnitude);
            int code = ~((segment << 4) | ((magnitude >> (segment + 1)) & 0x0F)) & 0x7F;
            return sample < 0 ? code : code | 0x80;
        }
    },
    /** Payload type 8, PCMA. */
    A_LAW(8) {
        @Override
        int expand(int code) {
            int c = code ^ 0x55;
            int segment = (c >> 4) & 7;
            int step = ((c & 0x0F) << 4) + 8;
            int magnitude = segment == 0 ? step : (step + 0x100) << (segment - 1);
            return (c & 0x80) != 0 ? magnitude : -magnitude;
        }

        @Override
        int compress(int sample) {
            int magnitude = (sample < 0 ? ~sample : sample) >> 4;
            int segment = Math.max(0, 28 - Integer.numberOfLeadingZeros(magnitude));
            int mantissa = (magnitude >> Math.max(0, segment - 1)) & 0x0F;
            int code = (segment << 4) | mantissa;
            return (sample < 0 ? code : code | 0x80) ^ 0x55;
        }
    };

    /** Samples in a second. */
    public static final int RATE = 8000;

    private final int payloadType;
    private final short[] expanded = new short[256];
    // By the upper 14 bits of a sample: neither law looks at more.
    private final byte[] compressed = new byte[1 << 14];

    G711(int payloadType) {
        this.payloadType = payloadType;
        for (int code = 0; code < expanded.length; code++) {
            expanded[code] = (short) expand(code);
        }
        for (int i = 0; i < compressed.length; i++) {
            compressed[i] = (byte) compress((short) (i << 2));
        }
    }

    abstract int expand(int code);

    abstract int compress(int sample);

    /** Its static payload type (RFC 3551 §6). */
    public int payloadType() {
        return payloadType;
    }

    /** One sample as a byte. */
    public byte encode(short sample) {
        return compressed[(sample & 0xFFFF) >> 2];
    }

    /** One byte as a sample. */
    public short decode(byte code) {
        return expanded[code & 0xFF];
    }

    /** A frame of samples as bytes. */
    public void encode(short[] samples, byte[] target, int off) {
        for (int i = 0; i < samples.length; i++) {
            target[off + i] = encode(samples[i]);
        }
    }

    /** {@code count} bytes as samples. */
    public void decode(byte[] codes, int off, int count, short[] target) {
        for (int i = 0; i < count; i++) {
            target[i] = decode(codes[off + i]);
        }
    }
}
