package org.wicgate.ice.stun;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Decoded;

/**
 * A STUN message as received (RFC 8489 §5): a view of the bytes, so it is good only as long as they
 * are. What follows MESSAGE-INTEGRITY is not looked at, FINGERPRINT apart.
 */
public final class StunMessage {
    /** Bytes of the header. */
    public static final int HEADER = 20;

    static final int MAGIC_COOKIE = 0x2112A442;
    static final int FINGERPRINT_XOR = 0x5354554E;
    static final int BINDING = 0x001;

    private static final int MAX_UNKNOWN = 8;
    private static final int MAX_USERNAME =
            513; // RFC 8489 §14.3: fewer than 509 bytes; RFC 5389: 513
    private static final int MAX_ERROR_CODE = 4 + 763;
    private static final int IPV4 = 1;
    private static final int IPV6 = 2;
    private static final int[] NONE = {};

    private final byte[] in;
    private final int offset;
    private final int end;
    private final int type;

    // Offsets of the attributes' headers; 0 when absent.
    private int username;
    private int integrity;
    private int errorCode;
    private int mappedAddress;
    private int priority;
    private int controlling;
    private int controlled;
    private boolean useCandidate;
    private int[] unknown = NONE;

    private StunMessage(byte[] in, int offset, int end, int type) {
        this.in = in;
        this.offset = offset;
        this.end = end;
        this.type = type;
    }

    /** Whether a packet that begins with {@code first} is for STUN (RFC 7983 §7). */
    public static boolean isStun(byte first) {
        return first >= 0 && first <= 3;
    }

    /** Reads a datagram. */
    public static Decoded<StunMessage> decode(byte[] in, int offset, int length) {
        if (length < HEADER) {
            return new Decoded.Malformed<>("header needs 20 bytes, got " + length);
        }
        int type = Bytes.uint16(in, offset);
        int body = Bytes.uint16(in, offset + 2);
        if (type >>> 14 != 0 || Bytes.int32(in, offset + 4) != MAGIC_COOKIE) {
            return new Decoded.Malformed<>("not STUN");
        }
        if (body % 4 != 0 || body != length - HEADER) {
            return new Decoded.Malformed<>("length " + body + " with " + length + " bytes");
        }
        var message = new StunMessage(in, offset, offset + length, type);
        String fault = message.readAttributes();
        return fault == null ? new Decoded.Ok<>(message) : new Decoded.Malformed<>(fault);
    }

    private @Nullable String readAttributes() {
        int at = offset + HEADER;
        while (at < end) {
            if (end - at < Attribute.HEADER) {
                return "attribute header cut";
            }
            int size = Bytes.uint16(in, at + 2);
            if (size > end - at - Attribute.HEADER) {
                return "attribute of " + size + " bytes cut";
            }
            String fault = readAttribute(Bytes.uint16(in, at), at, size);
            if (fault != null) {
                return fault;
            }
            at += Attribute.HEADER + (size + 3 & ~3);
        }
        return null;
    }

    private @Nullable String readAttribute(int attribute, int at, int size) {
        if (attribute == Attribute.FINGERPRINT) {
            return readFingerprint(at, size);
        }
        if (integrity != 0) {
            return null; // RFC 8489 §14.5: what follows MESSAGE-INTEGRITY is ignored
        }
        return switch (attribute) {
            case Attribute.USERNAME -> {
                username = username == 0 ? at : username;
                yield within("USERNAME", size, 0, MAX_USERNAME);
            }
            case Attribute.MESSAGE_INTEGRITY -> {
                integrity = at;
                yield want("MESSAGE-INTEGRITY", size, IntegrityKey.SIZE);
            }
            case Attribute.ERROR_CODE -> {
                errorCode = at;
                yield within("ERROR-CODE", size, 4, MAX_ERROR_CODE);
            }
            case Attribute.XOR_MAPPED_ADDRESS -> readMappedAddress(at, size);
            case Attribute.PRIORITY -> {
                priority = at;
                yield want("PRIORITY", size, 4);
            }
            case Attribute.USE_CANDIDATE -> {
                useCandidate = true;
                yield want("USE-CANDIDATE", size, 0);
            }
            case Attribute.ICE_CONTROLLED -> {
                controlled = at;
                yield want("ICE-CONTROLLED", size, 8);
            }
            case Attribute.ICE_CONTROLLING -> {
                controlling = at;
                yield want("ICE-CONTROLLING", size, 8);
            }
            case Attribute.UNKNOWN_ATTRIBUTES, Attribute.MESSAGE_INTEGRITY_SHA256 -> null;
            default -> noteUnknown(attribute);
        };
    }

    private static @Nullable String want(String name, int size, int wanted) {
        return within(name, size, wanted, wanted);
    }

    private static @Nullable String within(String name, int size, int least, int most) {
        return size >= least && size <= most ? null : name + " of " + size + " bytes";
    }

    private @Nullable String noteUnknown(int attribute) {
        if (attribute < Attribute.FIRST_OPTIONAL && unknown.length < MAX_UNKNOWN) {
            unknown = Arrays.copyOf(unknown, unknown.length + 1);
            unknown[unknown.length - 1] = attribute;
        }
        return null;
    }

    private @Nullable String readMappedAddress(int at, int size) {
        mappedAddress = at;
        int family = size < 2 ? 0 : in[at + Attribute.HEADER + 1];
        boolean good = (family == IPV4 && size == 8) || (family == IPV6 && size == 20);
        return good ? null : "XOR-MAPPED-ADDRESS of family " + family + ", " + size + " bytes";
    }

    private @Nullable String readFingerprint(int at, int size) {
        if (size != 4 || at + Attribute.HEADER + size != end) {
            return "FINGERPRINT is not the last attribute"; // RFC 8489 §14.7
        }
        var crc = new CRC32();
        crc.update(in, offset, at - offset);
        boolean good =
                ((int) crc.getValue() ^ FINGERPRINT_XOR) == Bytes.int32(in, at + Attribute.HEADER);
        return good ? null : "FINGERPRINT does not match";
    }

    /** Request, indication, success or error. */
    public StunClass messageClass() {
        return StunClass.of(type);
    }

    /** Whether the method is Binding, the only one of ICE. */
    public boolean isBinding() {
        return (type & ~StunClass.MASK) == BINDING;
    }

    /** Which request this is, or answers. */
    public TransactionId transactionId() {
        return TransactionId.read(in, offset + 8);
    }

    /** USERNAME, or null. */
    public @Nullable String username() {
        return username == 0
                ? null
                : new String(
                        in,
                        username + Attribute.HEADER,
                        Bytes.uint16(in, username + 2),
                        StandardCharsets.UTF_8);
    }

    /** Whether there is a MESSAGE-INTEGRITY, right or wrong. */
    public boolean hasIntegrity() {
        return integrity != 0;
    }

    /** Whether there is a MESSAGE-INTEGRITY made with {@code key}. */
    public boolean isAuthentic(IntegrityKey key) {
        return integrity != 0 && key.matches(in, offset, integrity);
    }

    /** PRIORITY, unsigned; 0 when absent. */
    public long priority() {
        return priority == 0 ? 0 : Bytes.int32(in, priority + Attribute.HEADER) & 0xFFFF_FFFFL;
    }

    /** Whether USE-CANDIDATE is there. */
    public boolean usesCandidate() {
        return useCandidate;
    }

    /** Whether ICE-CONTROLLING is there. */
    public boolean isFromControlling() {
        return controlling != 0;
    }

    /** Whether ICE-CONTROLLED is there. */
    public boolean isFromControlled() {
        return controlled != 0;
    }

    /** The sender's tie-breaker, unsigned, out of either role attribute; 0 when both are absent. */
    public long tieBreaker() {
        int at = controlling != 0 ? controlling : controlled;
        return at == 0 ? 0 : Bytes.int64(in, at + Attribute.HEADER);
    }

    /** The number in ERROR-CODE; 0 when absent. */
    public int errorCode() {
        if (errorCode == 0) {
            return 0;
        }
        int at = errorCode + Attribute.HEADER;
        return (in[at + 2] & 7) * 100 + (in[at + 3] & 0xFF);
    }

    /** Comprehension-required attributes that are not known here, at most 8 of them. */
    public int[] unknownAttributes() {
        return unknown.clone();
    }

    /** Whether {@link #unknownAttributes} has any. */
    public boolean hasUnknownAttributes() {
        return unknown.length > 0;
    }

    /** The address in XOR-MAPPED-ADDRESS, or null. */
    public @Nullable InetSocketAddress mappedAddress() {
        if (mappedAddress == 0) {
            return null;
        }
        int at = mappedAddress + Attribute.HEADER;
        byte[] address = new byte[in[at + 1] == IPV4 ? 4 : 16];
        for (int i = 0; i < address.length; i++) {
            address[i] =
                    (byte) (in[at + 4 + i] ^ in[offset + 4 + i]); // cookie, then transaction ID
        }
        int port = Bytes.uint16(in, at + 2) ^ MAGIC_COOKIE >>> 16;
        try {
            return new InetSocketAddress(InetAddress.getByAddress(address), port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 or 16 bytes are an address", e);
        }
    }
}
