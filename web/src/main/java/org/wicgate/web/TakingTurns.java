package org.wicgate.web;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.wicgate.wwsf.OneAtATime;

/** A lock for what request threads share; held for microseconds. */
public final class TakingTurns implements OneAtATime {
    private final ReentrantLock lock = new ReentrantLock();

    @Override
    public <T> T call(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }
}
