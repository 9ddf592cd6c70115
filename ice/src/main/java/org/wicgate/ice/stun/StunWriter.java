package org.wicgate.ice.stun;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * Writes Binding messages into one buffer that it keeps: {@link #start}, attributes, then {@link
 * #integrity} and {@link #fingerprint} in this order. For one thread.
 */
public final class StunWriter {
    private static final int CAPACITY = 1200;

    private final byte[] out = new byte[CAPACITY];
    private final CRC32 crc = new CRC32();
    private int length;

    /** Begins a new message; the one before is gone. */
    public StunWriter start(StunClass messageClass, TransactionId id) {
        Bytes.putInt16(out, 0, StunMessage.BINDING | messageClass.bits());
        Bytes.putInt16(out, 2, 0);
        Bytes.putInt32(out, 4, StunMessage.MAGIC_COOKIE);
        id.write(out, 8);
        length = StunMessage.HEADER;
        return this;
    }

    /** USERNAME; at most 513 bytes. */
    public StunWriter username(String username) {
        return bytes(Attribute.USERNAME, username.getBytes(StandardCharsets.UTF_8));
    }

    /** PRIORITY of the peer-reflexive candidate that this check may uncover. */
    public StunWriter priority(long priority) {
        header(Attribute.PRIORITY, 4);
        Bytes.putInt32(out, length, (int) priority);
        length += 4;
        return this;
    }

    /** ICE-CONTROLLING or ICE-CONTROLLED. */
    public StunWriter role(boolean controlling, long tieBreaker) {
        header(controlling ? Attribute.ICE_CONTROLLING : Attribute.ICE_CONTROLLED, 8);
        Bytes.putInt64(out, length, tieBreaker);
        length += 8;
        return this;
    }

    /** USE-CANDIDATE. */
    public StunWriter useCandidate() {
        header(Attribute.USE_CANDIDATE, 0);
        return this;
    }

    /** XOR-MAPPED-ADDRESS. */
    public StunWriter mappedAddress(InetSocketAddress address) {
        byte[] ip = address.getAddress().getAddress();
        header(Attribute.XOR_MAPPED_ADDRESS, 4 + ip.length);
        Bytes.putInt16(out, length, ip.length == 4 ? 1 : 2);
        Bytes.putInt16(out, length + 2, address.getPort() ^ StunMessage.MAGIC_COOKIE >>> 16);
        for (int i = 0; i < ip.length; i++) {
            out[length + 4 + i] = (byte) (ip[i] ^ out[4 + i]);
        }
        length += 4 + ip.length;
        return this;
    }

    /** ERROR-CODE. */
    public StunWriter error(StunError error) {
        byte[] reason = error.reason().getBytes(StandardCharsets.US_ASCII);
        header(Attribute.ERROR_CODE, 4 + reason.length);
        Bytes.putInt32(out, length, ((error.code() / 100) << 8) | (error.code() % 100));
        System.arraycopy(reason, 0, out, length + 4, reason.length);
        length += 4 + reason.length;
        pad();
        return this;
    }

    /** UNKNOWN-ATTRIBUTES. */
    public StunWriter unknownAttributes(int[] attributes) {
        header(Attribute.UNKNOWN_ATTRIBUTES, 2 * attributes.length);
        for (int attribute : attributes) {
            Bytes.putInt16(out, length, attribute);
            length += 2;
        }
        pad();
        return this;
    }

    /** MESSAGE-INTEGRITY over what is there so far. */
    public StunWriter integrity(IntegrityKey key) {
        int at = length;
        header(Attribute.MESSAGE_INTEGRITY, IntegrityKey.SIZE);
        key.sign(out, 0, at, out, length);
        length += IntegrityKey.SIZE;
        return this;
    }

    /** FINGERPRINT, the last attribute; the message is complete after it. */
    public StunWriter fingerprint() {
        int at = length;
        header(Attribute.FINGERPRINT, 4);
        length += 4;
        Bytes.putInt16(out, 2, length - StunMessage.HEADER);
        crc.reset();
        crc.update(out, 0, at);
        Bytes.putInt32(
                out, at + Attribute.HEADER, (int) crc.getValue() ^ StunMessage.FINGERPRINT_XOR);
        return this;
    }

    /** The buffer: the message is its first {@link #length} bytes, until the next start. */
    public byte[] buffer() {
        return out;
    }

    /** Bytes of the message. */
    public int length() {
        return length;
    }

    private StunWriter bytes(int attribute, byte[] value) {
        header(attribute, value.length);
        System.arraycopy(value, 0, out, length, value.length);
        length += value.length;
        pad();
        return this;
    }

    private void header(int attribute, int size) {
        if (length + Attribute.HEADER + size > CAPACITY) {
            throw new IllegalStateException("no room for " + size + " bytes at " + length);
        }
        Bytes.putInt16(out, length, attribute);
        Bytes.putInt16(out, length + 2, size);
        length += Attribute.HEADER;
    }

    private void pad() {
        while (length % 4 != 0) {
            out[length++] = 0;
        }
    }
}
