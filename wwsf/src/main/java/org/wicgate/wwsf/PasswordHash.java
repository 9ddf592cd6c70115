package org.wicgate.wwsf;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.text.Normalizer;
import java.util.Base64;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Entropy;

/**
 * Passwords as kept: Argon2id (RFC 9106) in the PHC string form, {@code
 * $argon2id$v=19$m=19456,t=2,p=1$SALT$HASH}, which carries its own parameters so that they can be
 * raised without touching old accounts. Decision 0601.
 */
public final class PasswordHash {
    private static final int MEMORY_KIB = 19 * 1024;
    private static final int PASSES = 2;
    private static final int LANES = 1;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;

    /** What a hash of somebody else's making may cost us at most. */
    private static final int MAX_MEMORY_KIB = 64 * 1024;

    private static final int MAX_PASSES = 10;
    private static final int MAX_LANES = 4;

    private static final Pattern PHC =
            Pattern.compile(
                    "\\$argon2id\\$v=19\\$m=(\\d{1,6}),t=(\\d{1,2}),p=(\\d)"
                            + "\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{22,86})");

    /** Salt and hash are base64 that decodes. */
    private record Parts(int memory, int passes, int lanes, String salt, String hash) {}

    /** Compared with when there is no hash to compare with, so that it takes as long. */
    private static final Parts NOBODY =
            new Parts(MEMORY_KIB, PASSES, LANES, zeros(SALT_BYTES), zeros(HASH_BYTES));

    private PasswordHash() {}

    /** Hashes a password with a salt of its own. */
    public static String of(String password, Entropy entropy) {
        byte[] salt = new byte[SALT_BYTES];
        entropy.secret(salt);
        byte[] hash = argon2id(password, MEMORY_KIB, PASSES, LANES, salt, HASH_BYTES);
        var base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
                .formatted(
                        MEMORY_KIB,
                        PASSES,
                        LANES,
                        base64.encodeToString(salt),
                        base64.encodeToString(hash));
    }

    /**
     * Whether {@code password} is the one that {@code encoded} was made of. Takes as long when
     * {@code encoded} is null (no such account) or not of our form (a locked account).
     */
    public static boolean matches(String password, @Nullable String encoded) {
        var read = encoded == null ? null : parse(encoded);
        var parts = read == null ? NOBODY : read;
        byte[] expected = Base64.getDecoder().decode(parts.hash);
        byte[] salt = Base64.getDecoder().decode(parts.salt);
        byte[] hash =
                argon2id(password, parts.memory, parts.passes, parts.lanes, salt, expected.length);
        return MessageDigest.isEqual(hash, expected) && read != null;
    }

    private static @Nullable Parts parse(String encoded) {
        var m = PHC.matcher(encoded);
        if (!m.matches()) {
            return null;
        }
        int memory = Integer.parseInt(m.group(1));
        int passes = Integer.parseInt(m.group(2));
        int lanes = Integer.parseInt(m.group(3));
        boolean tooCheap = lanes < 1 || passes < 1 || memory < 8 * lanes;
        boolean tooDear = memory > MAX_MEMORY_KIB || passes > MAX_PASSES || lanes > MAX_LANES;
        if (tooCheap || tooDear) {
            return null;
        }
        var parts = new Parts(memory, passes, lanes, m.group(4), m.group(5));
        return isBase64(parts.salt) && isBase64(parts.hash) ? parts : null;
    }

    private static boolean isBase64(String text) {
        return text.length() % 4 != 1;
    }

    private static String zeros(int bytes) {
        return Base64.getEncoder().withoutPadding().encodeToString(new byte[bytes]);
    }

    private static byte[] argon2id(
            String password, int memory, int passes, int lanes, byte[] salt, int length) {
        var generator = new Argon2BytesGenerator();
        generator.init(
                new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                        .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                        .withMemoryAsKB(memory)
                        .withIterations(passes)
                        .withParallelism(lanes)
                        .withSalt(salt)
                        .build());
        byte[] out = new byte[length];
        // RFC 8265 §4.2.2: what looks the same is typed differently on different keyboards.
        String typed = Normalizer.normalize(password, Normalizer.Form.NFC);
        generator.generateBytes(typed.getBytes(UTF_8), out);
        return out;
    }
}
