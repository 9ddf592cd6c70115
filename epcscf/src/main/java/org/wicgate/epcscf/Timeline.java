package org.wicgate.epcscf;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.wicgate.iq.ContextId;

/**
 * What happened to one call, in order: how it began, and of the rest the latest. The first half of
 * the room is for the beginning and stays; in the second half the oldest makes place.
 */
final class Timeline {
    private static final int MAX_MARKS = 16;

    private final Timelines.Limits limits;
    private final String callId;
    private final Instant began;
    private final List<CallTrace.Entry> head = new ArrayList<>();
    private final Deque<CallTrace.Entry> tail = new ArrayDeque<>(0);
    private final List<Report> marks = new ArrayList<>(4);
    private final List<ContextId> contexts = new ArrayList<>(1);
    private int headBytes;
    private int tailBytes;
    private int leftOut;
    private int inProgress;
    private Instant since;

    Timeline(Timelines.Limits limits, String callId, Instant began) {
        this.limits = limits;
        this.callId = callId;
        this.began = began;
        this.since = began;
    }

    String callId() {
        return callId;
    }

    /** When it began, or was over. */
    Instant since() {
        return since;
    }

    /** It is over, or in progress again. */
    void turned(Instant now) {
        since = now;
    }

    /** About how many bytes it keeps. */
    int bytes() {
        return headBytes + tailBytes + 2 * callId.length();
    }

    /** How many calls with this Call-ID are in progress: two when both ends are WICs of ours. */
    int inProgress() {
        return inProgress;
    }

    /** Its contexts in the eIMS-AGW. */
    List<ContextId> contexts() {
        return contexts;
    }

    void add(Instant now, Note note) {
        int size = note.size();
        int room = limits.callBytes() / 2;
        if (size > room) {
            leftOut++;
        } else if (tail.isEmpty()
                && headBytes + size <= room
                && head.size() < limits.events() / 2) {
            head.add(new CallTrace.Entry(now, note));
            headBytes += size;
        } else {
            tail.add(new CallTrace.Entry(now, note));
            tailBytes += size;
            while (tailBytes > room || tail.size() > limits.events() / 2) {
                tailBytes -= tail.remove().note().size();
                leftOut++;
            }
        }
    }

    /** Takes what a list of calls shows. */
    void mark(Report report) {
        switch (report) {
            case Report.CallStarted started -> {
                inProgress++;
                contexts.add(started.media());
            }
            case Report.CallEnded _ -> inProgress--;
            default -> {}
        }
        if (marks.size() < MAX_MARKS) {
            marks.add(report);
        }
    }

    /** All of it as it is now. */
    CallTrace copy() {
        var entries = new ArrayList<>(head);
        entries.addAll(tail);
        return new CallTrace(callId, began, marks, entries, leftOut);
    }

    /** What a list of calls shows of it. */
    CallTrace summary() {
        var first = head.isEmpty() ? List.<CallTrace.Entry>of() : head.subList(0, 1);
        return new CallTrace(callId, began, marks, first, leftOut);
    }
}
