package org.wicgate.net;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Entropy;

/**
 * The system's randomness. Secrets come straight from the system; what others will see anyway comes
 * out of a block per thread, filled by a cipher with a key from the same source, so that a tag
 * costs no system call. Any thread may call.
 */
public final class SystemEntropy implements Entropy {
    private static final int BLOCK = 4096;

    /** After so many blocks a new key is asked of the system. */
    private static final int BLOCKS_OF_A_KEY = 256;

    private static final byte[] ZEROS = new byte[BLOCK];

    private static final class Block {
        private final byte[] bytes = new byte[BLOCK];
        private int next = BLOCK;
        private @Nullable Cipher stream;
        private int left;
    }

    private final SecureRandom random = new SecureRandom();
    private final ThreadLocal<Block> blocks = ThreadLocal.withInitial(Block::new);

    @Override
    public void wire(byte[] target) {
        if (target.length > BLOCK) {
            random.nextBytes(target);
            return;
        }
        Block block = blocks.get();
        if (block.next + target.length > BLOCK) {
            fill(block);
        }
        System.arraycopy(block.bytes, block.next, target, 0, target.length);
        block.next += target.length;
    }

    /** With the key stream of AES, of which nobody who saw a part can tell the rest. */
    private void fill(Block block) {
        try {
            var stream = block.stream;
            if (stream == null || block.left == 0) {
                byte[] seed = new byte[32];
                random.nextBytes(seed);
                stream = Cipher.getInstance("AES/CTR/NoPadding");
                var key = new SecretKeySpec(seed, 0, 16, "AES");
                stream.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(seed, 16, 16));
                block.stream = stream;
                block.left = BLOCKS_OF_A_KEY;
            }
            block.left--;
            stream.update(ZEROS, 0, BLOCK, block.bytes, 0);
            block.next = 0;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES in counter mode", e);
        }
    }

    @Override
    public void secret(byte[] target) {
        random.nextBytes(target);
    }
}
