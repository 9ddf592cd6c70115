package org.wicgate.dtls;

/** Runs tasks that block, each on a thread of its own: the edge gives virtual threads. */
@FunctionalInterface
public interface Threads {
    /** Starts {@code task} and returns at once. */
    void start(Runnable task);
}
