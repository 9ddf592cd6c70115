package org.wicgate.sip;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The server transactions of a layer, by key and by number, with merged ones counted. */
final class ServerTable {
    /** What makes two requests the same although they came on two ways (RFC 3261 §8.2.2.2). */
    private record MergeKey(String callId, String fromTag, CSeq cseq) {
        static MergeKey of(Request request) {
            String tag = request.from().tag();
            return new MergeKey(request.callId(), tag == null ? "" : tag, request.cseq());
        }
    }

    /** One transaction and what the layer must know beside it. */
    static final class Entry {
        final TransactionKey.OfServer key;
        final ServerTransaction machine;
        final Hop replyTo;
        final long id;
        private final MergeKey mergeKey;

        Entry(ServerTransaction machine, Hop replyTo, long id) {
            this.key = TransactionKey.OfServer.of(machine.request());
            this.machine = machine;
            this.replyTo = replyTo;
            this.id = id;
            this.mergeKey = MergeKey.of(machine.request());
        }
    }

    private final Map<TransactionKey.OfServer, Entry> entries = new HashMap<>();
    private final Map<Long, Entry> byId = new HashMap<>();
    private final Map<MergeKey, Integer> merges = new HashMap<>();
    private long lastId;

    Entry add(ServerTransaction machine, Hop replyTo) {
        var entry = new Entry(machine, replyTo, ++lastId);
        entries.put(entry.key, entry);
        byId.put(entry.id, entry);
        merges.merge(entry.mergeKey, 1, Integer::sum);
        return entry;
    }

    void remove(Entry entry) {
        if (entries.remove(entry.key, entry)) {
            byId.remove(entry.id);
            merges.computeIfPresent(entry.mergeKey, (_, n) -> n == 1 ? null : n - 1);
        }
    }

    /** Whether another transaction already carries the same request. */
    boolean isMerged(Entry entry) {
        return !entry.machine.request().isInDialog() && merges.getOrDefault(entry.mergeKey, 0) > 1;
    }

    @Nullable Entry find(TransactionKey.OfServer key) {
        return entries.get(key);
    }

    Entry at(TransactionKey.OfServer key) {
        return Objects.requireNonNull(entries.get(key));
    }

    @Nullable Entry byId(long id) {
        return byId.get(id);
    }

    int size() {
        return entries.size();
    }
}
