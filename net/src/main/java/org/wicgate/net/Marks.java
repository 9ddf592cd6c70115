package org.wicgate.net;

import java.util.Arrays;

/** How what is sent from each socket is marked, so that the system is asked for changes only. */
final class Marks {
    private byte[] byHandle = new byte[64];

    /** Whether that is new; it is no more, then. */
    boolean change(int handle, int dscp) {
        if (handle >= byHandle.length) {
            byHandle = Arrays.copyOf(byHandle, Math.max(handle + 1, 2 * byHandle.length));
        }
        if (byHandle[handle] == dscp) {
            return false;
        }
        byHandle[handle] = (byte) dscp;
        return true;
    }

    /** The socket is closed; the next one with its handle begins without a mark. */
    void forget(int handle) {
        if (handle < byHandle.length) {
            byHandle[handle] = 0;
        }
    }
}
