package org.wicgate.epcscf;

import java.time.Instant;
import java.util.List;

/**
 * A copy of the timeline of one call, or of its outline, as one shard has it. {@link TimelineView}
 * makes a document of it, on any thread.
 */
public final class CallTrace {
    /** When it happened, and what. */
    record Entry(Instant at, Note note) {}

    private final String callId;
    private final Instant began;
    private final List<Report> marks;
    private final List<Entry> entries;
    private final int leftOut;

    CallTrace(String callId, Instant began, List<Report> marks, List<Entry> entries, int leftOut) {
        this.callId = callId;
        this.began = began;
        this.marks = List.copyOf(marks);
        this.entries = List.copyOf(entries);
        this.leftOut = leftOut;
    }

    public String callId() {
        return callId;
    }

    /** When its first message came. */
    public Instant began() {
        return began;
    }

    /** Its beginnings and ends: {@link Report.CallStarted} and the like. */
    List<Report> marks() {
        return marks;
    }

    List<Entry> entries() {
        return entries;
    }

    /** How many entries had to make place for later ones. */
    int leftOut() {
        return leftOut;
    }
}
