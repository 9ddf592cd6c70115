package org.wicgate.epcscf;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;
import org.wicgate.sip.SipMessage;
import org.wicgate.sip.SipUri;
import org.wicgate.sip.Uri;
import org.wicgate.sip.Via;

/**
 * Signs and reads what stands in the user part of our Path and Record-Route and in our Via
 * branches: which shard, and which flow or session (RFC 5626 §5.2). Nobody else can make one. Not
 * for several threads at once: each makes its own from the {@link NodeKey}.
 */
public final class RouteTokens {
    /** What a token leads to. */
    public enum Kind {
        /** A WIC's connection, by its number. */
        FLOW(1),
        /** A call. */
        SESSION(2),
        /** Nothing but the shard. */
        BRANCH(3),
        /** Our own subscription to reg. */
        REG_EVENT(4),
        /** A subscription of a WIC, or to one. */
        SUBSCRIPTION(5);

        private final byte code;

        Kind(int code) {
            this.code = (byte) code;
        }

        private static Kind of(byte code) {
            for (var kind : values()) {
                if (kind.code == code) {
                    return kind;
                }
            }
            throw new IllegalStateException("signed by us, but no kind: " + code);
        }
    }

    /** What a token says. */
    public record Token(Kind kind, int shard, long id) {}

    /** The largest shard number that fits. */
    public static final int MAX_SHARD = 255;

    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int PAYLOAD = 10;
    private static final int SIZE = 20; // with 80 bits of HMAC: 32 characters, none left over

    private final Mac mac;
    private final List<Mac> earlier;

    public RouteTokens(NodeKey key) {
        mac = mac(key.bytes());
        earlier = key.earlier().stream().map(RouteTokens::mac).toList();
    }

    private static Mac mac(byte[] key) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    /** The token as it goes on the wire. */
    public String sign(Kind kind, int shard, long id) {
        var payload = ByteBuffer.allocate(SIZE);
        payload.put(kind.code).put((byte) shard).putLong(id);
        byte[] tag = tag(mac, payload.array());
        return encode(payload.put(tag, 0, SIZE - PAYLOAD).array());
    }

    /** What a token of this node says; null for anything else. */
    public @Nullable Token read(String text) {
        byte[] bytes = decode(text, SIZE);
        if (bytes == null || !isSigned(mac, bytes)) {
            return null;
        }
        var in = ByteBuffer.wrap(bytes);
        return new Token(Kind.of(in.get()), in.get() & 0xFF, in.getLong());
    }

    /** What our token in the user part of a URI says; null when there is none. */
    @Nullable Token read(Uri uri) {
        return uri instanceof SipUri sip ? read(sip.user()) : null;
    }

    /**
     * The shard that a message from the core says it is for: by our Via of a response, by the
     * topmost Route or else the Request-URI of a request. Empty when it has nothing of ours: any
     * shard may refuse it. The signature is for that shard to verify; who made the token up chooses
     * no more than who refuses him.
     */
    public OptionalInt shardOf(SipMessage message) {
        byte[] said =
                switch (message) {
                    case Response response -> ofBranch(response.via());
                    case Request request ->
                            route(request) instanceof SipUri sip ? decode(sip.user(), SIZE) : null;
                };
        return said == null ? OptionalInt.empty() : OptionalInt.of(said[1] & 0xFF);
    }

    /** A branch for a Via of ours; not signed, for it leads to a transaction or to nothing. */
    String branch(int shard, long unique) {
        var payload = ByteBuffer.allocate(PAYLOAD);
        payload.put(Kind.BRANCH.code).put((byte) shard).putLong(unique);
        return Via.MAGIC_COOKIE + encode(payload.array());
    }

    /** The token that a request from the core was routed by; null when there is none. */
    @Nullable Token ofRoute(Request request) {
        return read(route(request));
    }

    private static Uri route(Request request) {
        var routes = request.routes();
        return routes.isEmpty() ? request.requestUri() : routes.getFirst().uri();
    }

    private static byte @Nullable [] ofBranch(Via via) {
        String branch = via.branch();
        return branch == null || !branch.startsWith(Via.MAGIC_COOKIE)
                ? null
                : decode(branch.substring(Via.MAGIC_COOKIE.length()), PAYLOAD);
    }

    /** Whether the token in the user part of a URI is of this node before its last start. */
    boolean isOfEarlierStart(Uri uri) {
        byte[] bytes = uri instanceof SipUri sip ? decode(sip.user(), SIZE) : null;
        return bytes != null && earlier.stream().anyMatch(mac -> isSigned(mac, bytes));
    }

    private static boolean isSigned(Mac mac, byte[] bytes) {
        byte[] tag = Arrays.copyOf(tag(mac, bytes), SIZE - PAYLOAD);
        return MessageDigest.isEqual(tag, Arrays.copyOfRange(bytes, PAYLOAD, SIZE));
    }

    private static byte[] tag(Mac mac, byte[] bytes) {
        mac.update(bytes, 0, PAYLOAD);
        return mac.doFinal();
    }

    private static String encode(byte[] bytes) {
        int length = bytes.length * 8 / 5;
        var out = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            int bit = i * 5;
            int window = (bytes[bit / 8] & 0xFF) << 8;
            window |= bit / 8 + 1 < bytes.length ? bytes[bit / 8 + 1] & 0xFF : 0;
            out.append(ALPHABET.charAt(window >> (11 - bit % 8) & 31));
        }
        return out.toString();
    }

    private static byte @Nullable [] decode(String text, int size) {
        if (text.length() != size * 8 / 5) {
            return null;
        }
        byte[] bytes = new byte[size];
        for (int i = 0; i < text.length(); i++) {
            int value = ALPHABET.indexOf(text.charAt(i));
            if (value < 0) {
                return null;
            }
            int bit = i * 5;
            int window = value << (11 - bit % 8);
            bytes[bit / 8] |= (byte) (window >> 8);
            if (bit / 8 + 1 < size) {
                bytes[bit / 8 + 1] |= (byte) window;
            }
        }
        return bytes;
    }
}
