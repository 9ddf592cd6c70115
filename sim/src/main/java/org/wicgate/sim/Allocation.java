package org.wicgate.sim;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Counts what the current thread allocates: for paths that must allocate nothing. */
public final class Allocation {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Allocation() {}

    /** Bytes that this thread has allocated since it began. */
    public static long soFar() {
        return THREADS.getCurrentThreadAllocatedBytes();
    }

    /** Bytes that this thread allocated while {@code task} ran; a few hundred are the counter's. */
    public static long during(Runnable task) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        task.run();
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }
}
