package org.wicgate.ng;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.wicgate.iq.AccessRemote;
import org.wicgate.iq.Command;
import org.wicgate.iq.Event;
import org.wicgate.iq.Stream;

/** A command of Iq on its way through the requests that an rtpengine needs for it. */
final class NgJob {
    private final Command command;
    private final Queue<NgStep> steps;
    private @Nullable NgStep step;

    private NgJob(Command command, List<NgStep> steps) {
        this.command = command;
        this.steps = new ArrayDeque<>(steps);
    }

    /** What the session is to go through for a command; it takes what the command says. */
    static NgJob of(NgSession session, Command command) {
        return switch (command) {
            case Command.Reserve(_, var streams, _) ->
                    new NgJob(command, described(session, streams));
            case Command.Configure(_, var streams) ->
                    new NgJob(command, described(session, streams));
            case Command.Audit _ -> new NgJob(command, List.of(NgStep.QUERY));
            case Command.Release _ -> new NgJob(command, List.of(NgStep.DELETE));
        };
    }

    /**
     * Iq says what one side is now, an rtpengine wants to hear an offer and its answer. What is new
     * and has one side only is offered from that side. Else the side that an offer of ours waits
     * for answers it, or both are told anew: an offer that says the same changes nothing there.
     */
    private static List<NgStep> described(NgSession session, List<Stream> streams) {
        boolean isNew = session.take(streams);
        boolean speaksAccess =
                streams.stream().anyMatch(s -> s.access() instanceof AccessRemote.Described);
        var steps = new ArrayList<NgStep>();
        if (isNew) {
            steps.add(speaksAccess ? NgStep.OFFER_ACCESS : NgStep.OFFER_CORE);
            session.offered(speaksAccess ? NgSession.ACCESS : NgSession.CORE);
        } else if (session.awaitsAccess() && speaksAccess) {
            steps.add(NgStep.ANSWER_ACCESS);
            session.answered();
        } else {
            steps.add(NgStep.OFFER_ACCESS);
            steps.add(NgStep.ANSWER_CORE);
            session.answered();
        }
        if (session.gate(NgSession.ACCESS)) {
            steps.add(NgStep.GATE_ACCESS);
        }
        if (session.gate(NgSession.CORE)) {
            steps.add(NgStep.GATE_CORE);
        }
        return steps;
    }

    Command command() {
        return command;
    }

    /** The step that is to be done now; null when all are. */
    @Nullable NgStep next() {
        step = steps.poll();
        return step;
    }

    /** The step that is being done. */
    NgStep step() {
        if (step == null) {
            throw new IllegalStateException("nothing is out of " + command);
        }
        return step;
    }

    /** Why an rtpengine refused, as Iq says it. */
    static Event.Cause cause(Value.Dictionary answer) {
        String reason = why(answer);
        if ("load limit".equals(answer.text("result"))) {
            return Event.Cause.TOO_MANY_CONTEXTS;
        }
        if (reason.startsWith("Unknown call-")) {
            return Event.Cause.NO_SUCH_CONTEXT;
        }
        return reason.contains("out of ports") ? Event.Cause.NO_PORTS : Event.Cause.UNAVAILABLE;
    }

    /** The same in its own words. */
    static String why(Value.Dictionary answer) {
        String reason = answer.text("error-reason");
        String message = answer.text("message");
        return reason != null ? reason : message != null ? message : "refused";
    }
}
