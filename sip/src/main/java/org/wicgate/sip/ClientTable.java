package org.wicgate.sip;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The client transactions of a layer, by key and by the user's handle. */
final class ClientTable {
    /** The layer's own requests, whose answers no user wants. */
    static final long NOBODY = -1;

    /** One transaction and what the layer must know beside it. */
    static final class Entry {
        final TransactionKey.OfClient key;
        final ClientTransaction machine;
        final Hop to;

        /** See {@link LargeRequests.Way#instead}. */
        final Hop.@Nullable Address instead;

        final long handle;

        /** The Reason of a CANCEL that waits for a provisional answer. */
        @Nullable String pendingCancel;

        boolean cancelled;

        Entry(ClientTransaction machine, LargeRequests.Way way, long handle) {
            this.key = TransactionKey.OfClient.of(machine.request());
            this.machine = machine;
            this.to = way.to();
            this.instead = way.instead();
            this.handle = handle;
        }
    }

    private final Map<TransactionKey.OfClient, Entry> entries = new HashMap<>();
    private final Map<Long, Entry> byHandle = new HashMap<>();

    void add(Entry entry) {
        if (entries.putIfAbsent(entry.key, entry) != null) {
            throw new IllegalStateException("branch used twice: " + entry.key);
        }
        if (entry.handle != NOBODY && byHandle.putIfAbsent(entry.handle, entry) != null) {
            throw new IllegalStateException("handle used twice: " + entry.handle);
        }
    }

    void remove(Entry entry) {
        entries.remove(entry.key);
        byHandle.remove(entry.handle, entry);
    }

    @Nullable Entry find(TransactionKey.OfClient key) {
        return entries.get(key);
    }

    Entry at(TransactionKey.OfClient key) {
        return Objects.requireNonNull(entries.get(key));
    }

    @Nullable Entry byHandle(long handle) {
        return byHandle.get(handle);
    }

    int size() {
        return entries.size();
    }
}
