package org.wicgate.webrtc;

/** Brings a task to the thread that owns a transport. The edge gives its event loop. */
@FunctionalInterface
public interface Mailbox {
    /** Takes a task from any thread; it runs soon on the owner's, in the order of posting. */
    void post(Runnable task);
}
