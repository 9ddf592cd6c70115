package org.wicgate.epcscf;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.wicgate.epcscf.Report.Side;
import org.wicgate.iq.Command;
import org.wicgate.iq.ContextId;
import org.wicgate.iq.Event;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Hop;
import org.wicgate.sip.Method;
import org.wicgate.sip.Request;
import org.wicgate.sip.SipMessage;

/**
 * The timelines of a shard's calls, in progress and over, by Call-ID: a call between two WICs has
 * one. Bounded in every way; what goes first is what was refused before it was a call, of which
 * strangers can make any number, and then what is over for longest.
 */
public final class Timelines {
    /**
     * How much is kept, by one shard.
     *
     * @param keep how long after a call is over
     * @param calls how many; 0 for no timelines at all
     * @param events of one call
     * @param callBytes of one call
     * @param bytes of all
     */
    public record Limits(Duration keep, int calls, int events, int callBytes, long bytes) {
        /** No timelines. */
        public static final Limits NONE = new Limits(Duration.ZERO, 0, 0, 0, 0);

        /** What the configuration says when it says nothing. */
        public static final Limits USUAL =
                new Limits(Duration.ofMinutes(15), 2_000, 300, 65_536, 64L << 20);
    }

    /** Of the places, calls that were refused before they began may take one in so many. */
    private static final int REFUSED_SHARE = 4;

    private Limits limits;
    private final SequencedMap<String, Timeline> inProgress = new LinkedHashMap<>();
    private final SequencedMap<String, Timeline> over = new LinkedHashMap<>();
    private final SequencedMap<String, Timeline> refused = new LinkedHashMap<>();
    private final Map<ContextId, String> contexts = new HashMap<>();
    private Instant now = Instant.EPOCH;
    private long bytes;

    Timelines(Limits limits) {
        this.limits = limits;
    }

    /** Keeps another measure from now on. */
    void limit(Limits other) {
        limits = other;
    }

    /** What is noted from now on happens then. */
    void at(Instant time) {
        now = time;
    }

    /** Lets go of what is too old. */
    void expire() {
        expire(refused);
        expire(over);
    }

    /** A message came; an INVITE that begins something begins a timeline. */
    void received(Side side, SipMessage message, Hop from) {
        if (isOn() && isOfCall(message)) {
            var timeline = find(message.callId());
            if (timeline == null
                    && message instanceof Request request
                    && request.is(Method.INVITE)
                    && !request.isInDialog()) {
                timeline = open(message.callId());
            }
            if (timeline != null) {
                add(timeline, note(side, true, message, from));
            }
        }
    }

    /** A message is sent. */
    void sent(Side side, SipMessage message, Hop to) {
        if (isOn() && isOfCall(message)) {
            var timeline = find(message.callId());
            if (timeline != null) {
                add(timeline, note(side, false, message, to));
            }
        }
    }

    /** Something happened to a call; ignored when there is no timeline of it. */
    void note(String callId, Note note) {
        var timeline = isOn() ? find(callId) : null;
        if (timeline != null) {
            add(timeline, note);
        }
    }

    /** A request was refused; ignored as above. */
    void refused(String callId, Report.RequestRefused report) {
        var timeline = isOn() ? find(callId) : null;
        if (timeline != null) {
            add(timeline, new Note.Told(report));
            timeline.mark(report);
        }
    }

    /** The eIMS-AGW is asked something. */
    void asked(Command command) {
        switch (command) {
            case Command.Audit _ -> {} // routine
            case Command.Reserve _, Command.Configure _, Command.Release _ ->
                    noteOf(command.context(), new Note.Asked(command));
        }
    }

    /** The eIMS-AGW said something. */
    void heard(Event event) {
        boolean isRoutine = event instanceof Event.Audited;
        boolean isReported = event instanceof Event.Released; // with the call's end
        if (!isRoutine && !isReported) {
            noteOf(event.context(), new Note.Heard(event));
        }
    }

    private void noteOf(ContextId context, Note note) {
        String callId = contexts.get(context);
        if (callId != null) {
            note(callId, note);
        }
    }

    /** A report; ignored unless it is about a call. */
    void told(Report report) {
        if (!isOn() || !(report instanceof Report.OfCall of)) {
            return;
        }
        var timeline = find(of.callId());
        if (timeline == null) {
            return;
        }
        add(timeline, new Note.Told(report));
        timeline.mark(report);
        switch (of) {
            case Report.CallStarted started -> {
                contexts.put(started.media(), started.callId());
                move(timeline, inProgress);
            }
            case Report.CallEnded _ -> {
                if (timeline.inProgress() == 0) {
                    move(timeline, over);
                }
            }
            case Report.CallAnswered _, Report.GatewayRefused _, Report.MediaEnded _ -> {}
        }
    }

    /** Whether anything is kept. */
    boolean isOn() {
        return limits.calls() > 0;
    }

    /** The timeline of a call; null when there is none, or none any more. */
    public @Nullable CallTrace of(String callId) {
        expire();
        var timeline = find(callId);
        return timeline == null ? null : timeline.copy();
    }

    /** The outlines of all calls that are kept, in no order. */
    public List<CallTrace> all() {
        expire();
        var out = new ArrayList<CallTrace>(size());
        for (var some : List.of(inProgress, over, refused)) {
            some.values().forEach(timeline -> out.add(timeline.summary()));
        }
        return out;
    }

    /** How many calls it keeps. */
    int size() {
        return inProgress.size() + over.size() + refused.size();
    }

    /** About how many bytes it keeps. */
    long bytes() {
        return bytes;
    }

    private static boolean isOfCall(SipMessage message) {
        return !message.cseq().method().equals(Method.REGISTER);
    }

    private static Note note(Side side, boolean received, SipMessage message, Hop hop) {
        byte[] bytes =
                message.encodeWithout(HeaderName.AUTHORIZATION, HeaderName.PROXY_AUTHORIZATION);
        return new Note.Message(side, received, bytes, hop);
    }

    private @Nullable Timeline find(String callId) {
        var found = inProgress.get(callId);
        if (found == null) {
            found = over.get(callId);
        }
        return found == null ? refused.get(callId) : found;
    }

    private Timeline open(String callId) {
        expire();
        if (refused.size() >= Math.max(1, limits.calls() / REFUSED_SHARE)) {
            drop(refused);
        } else if (size() >= limits.calls()) {
            dropOldest();
        }
        var timeline = new Timeline(limits, callId, now);
        refused.put(callId, timeline); // until it is a call
        bytes += timeline.bytes();
        return timeline;
    }

    private void add(Timeline timeline, Note note) {
        bytes -= timeline.bytes();
        timeline.add(now, note);
        bytes += timeline.bytes();
        while (bytes > limits.bytes() && size() > 1) {
            dropOldest();
        }
    }

    private void move(Timeline timeline, Map<String, Timeline> to) {
        String id = timeline.callId();
        boolean isKept =
                inProgress.remove(id, timeline)
                        || refused.remove(id, timeline)
                        || over.remove(id, timeline);
        if (isKept) {
            timeline.turned(now);
            to.put(id, timeline);
        }
    }

    private void dropOldest() {
        boolean isOlder =
                refused.size() > 1 || size() == refused.size(); // the last may yet be a call
        drop(isOlder ? refused : !over.isEmpty() ? over : inProgress);
    }

    private void drop(SequencedMap<String, Timeline> from) {
        var oldest = from.pollFirstEntry();
        if (oldest != null) {
            bytes -= oldest.getValue().bytes();
            oldest.getValue().contexts().forEach(contexts::remove);
        }
    }

    private void expire(SequencedMap<String, Timeline> some) {
        for (var first = some.firstEntry();
                first != null && !first.getValue().since().plus(limits.keep()).isAfter(now);
                first = some.firstEntry()) {
            drop(some);
        }
    }
}
