package org.wicgate.net;

import java.security.SecureRandom;
import org.wicgate.base.Entropy;

/**
 * The system's randomness. Secrets come straight from the system; what others will see anyway comes
 * out of a block per thread, filled from the same source, so that a tag costs no system call. Any
 * thread may call.
 */
public final class SystemEntropy implements Entropy {
    private static final int BLOCK = 4096;

    private static final class Block {
        private final byte[] bytes = new byte[BLOCK];
        private int next = BLOCK;
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
            random.nextBytes(block.bytes);
            block.next = 0;
        }
        System.arraycopy(block.bytes, block.next, target, 0, target.length);
        block.next += target.length;
    }

    @Override
    public void secret(byte[] target) {
        random.nextBytes(target);
    }
}
