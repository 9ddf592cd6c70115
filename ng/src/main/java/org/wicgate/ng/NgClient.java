package org.wicgate.ng;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Decoded;
import org.wicgate.base.Entropy;
import org.wicgate.base.Machine;
import org.wicgate.iq.Command;
import org.wicgate.iq.ContextId;
import org.wicgate.iq.CoreRemote;
import org.wicgate.iq.CoreSecurity;
import org.wicgate.iq.Event;
import org.wicgate.iq.Interworking;
import org.wicgate.iq.Stream;

/**
 * An rtpengine as the eIMS-AGW: Iq on one side, its ng protocol on the other. It says nothing by
 * itself: that a WIC is lost shows when a context is audited.
 */
public final class NgClient implements Machine<NgClient.Input, NgClient.Output> {
    private static final Duration PING_UP = Duration.ofSeconds(5);
    private static final Duration PING_DOWN = Duration.ofSeconds(1);

    /** What happens to it. */
    public sealed interface Input {
        /** A command for the rtpengine. */
        record Ask(Command command) implements Input {}

        /** A datagram of it; each character is an octet. */
        record Received(String datagram) implements Input {}
    }

    /** What it wants done. */
    public sealed interface Output {
        /** A datagram to the rtpengine; each character is an octet. */
        record Send(String datagram) implements Output {}

        /** An answer to a command. */
        record Tell(Event event) implements Output {}

        /** Whether it answers, when that changes. */
        record Reached(boolean isUp) implements Output {}
    }

    /** What a request is for: a context, or nothing but to hear from it. */
    private record Subject(@Nullable ContextId context) {}

    private static final Subject PING = new Subject(null);

    private final Map<ContextId, NgSession> sessions = new HashMap<>();
    private final NgTransactions<Subject> transactions;
    private final Queue<Output> out = new ArrayDeque<>();
    private Instant nextPing = Instant.EPOCH;
    private boolean isUp;

    /**
     * @param entropy names this life, so that no request looks like one of an earlier
     */
    public NgClient(Entropy entropy) {
        transactions = new NgTransactions<>(entropy.token(8));
    }

    /** Contexts that it holds. */
    public int size() {
        return sessions.size();
    }

    @Override
    public void handle(Input input, Instant now) {
        switch (input) {
            case Input.Ask(var command) -> ask(command, now);
            case Input.Received(var datagram) -> {
                if (NgMessage.decode(datagram) instanceof Decoded.Ok(var message)) {
                    answered(message, now);
                }
            }
        }
    }

    @Override
    public void tick(Instant now) {
        if (!now.isBefore(nextPing)) {
            nextPing = now.plus(isUp ? PING_UP : PING_DOWN);
            send(PING, Value.Dictionary.empty().with("command", "ping"), now);
        }
        var lost = new ArrayList<NgTransactions.Done<Subject>>();
        transactions.due(now, lost).forEach(datagram -> out.add(new Output.Send(datagram)));
        for (var each : lost) {
            reached(false);
            var session = sessions.get(each.subject().context());
            if (session != null) {
                failed(session, Event.Cause.UNAVAILABLE, "the rtpengine does not answer", now);
            }
        }
    }

    @Override
    public @Nullable Output poll() {
        return out.poll();
    }

    @Override
    public Instant deadline() {
        var request = transactions.deadline();
        return request.isBefore(nextPing) ? request : nextPing;
    }

    private void ask(Command command, Instant now) {
        var id = command.context();
        var session = sessions.get(id);
        if (command instanceof Command.Reserve && session == null) {
            session = new NgSession(id);
            sessions.put(id, session);
        }
        if (session == null) {
            tell(
                    command instanceof Command.Release
                            ? new Event.Released(id, List.of())
                            : new Event.Refused(id, Event.Cause.NO_SUCH_CONTEXT, "not here"));
        } else if (command instanceof Command.Release) {
            transactions.forget(new Subject(id));
            session.abandon();
            begin(session, command, now);
        } else if (session.job() != null) {
            session.queue(command);
        } else {
            begin(session, command, now);
        }
    }

    private void begin(NgSession session, Command command, Instant now) {
        String why = unsupported(command);
        if (!why.isEmpty()) {
            tell(new Event.Refused(session.id(), Event.Cause.UNAVAILABLE, why));
            if (command instanceof Command.Reserve) {
                sessions.remove(session.id());
            }
            return;
        }
        session.start(NgJob.of(session, command));
        proceed(session, now);
    }

    /** The next step, or the answer to the command when all are done. */
    private void proceed(NgSession session, Instant now) {
        var job = session.job();
        if (job == null) {
            return;
        }
        var step = job.next();
        if (step != null) {
            send(new Subject(session.id()), step.request(session), now);
            return;
        }
        session.finish();
        switch (job.command()) {
            case Command.Reserve(var id, var streams, _) ->
                    tell(new Event.Reserved(id, session.locals(streams)));
            case Command.Configure(var id, var streams) ->
                    tell(new Event.Configured(id, session.locals(streams)));
            case Command.Audit(var id) -> tell(new Event.Audited(id, session.last()));
            case Command.Release(var id) -> {
                sessions.remove(id);
                tell(new Event.Released(id, session.last()));
            }
        }
        following(session, now);
    }

    private void following(NgSession session, Instant now) {
        var next = session.queued();
        if (next != null && sessions.containsKey(session.id())) {
            begin(session, next, now);
        }
    }

    private void answered(NgMessage message, Instant now) {
        var done = transactions.answered(message);
        if (done == null) {
            return;
        }
        reached(true);
        nextPing = now.plus(PING_UP);
        var session = sessions.get(done.subject().context());
        var job = session == null ? null : session.job();
        var answer = done.answer();
        if (session == null || job == null || answer == null) {
            return;
        }
        String result = String.valueOf(answer.text("result"));
        if (!result.equals("ok")) {
            failed(session, NgJob.cause(answer), NgJob.why(answer), now);
            return;
        }
        String wrong = job.step().take(session, answer);
        if (wrong.isEmpty()) {
            proceed(session, now);
        } else {
            failed(session, Event.Cause.UNAVAILABLE, wrong, now);
        }
    }

    /** A command that cannot be carried out. What a failed one made is deleted. */
    private void failed(NgSession session, Event.Cause cause, String why, Instant now) {
        var job = session.job();
        if (job == null) {
            return;
        }
        session.finish();
        var id = session.id();
        if (job.command() instanceof Command.Release) {
            sessions.remove(id);
            tell(new Event.Released(id, List.of()));
            return;
        }
        if (job.command() instanceof Command.Reserve) {
            sessions.remove(id);
            send(PING, NgStep.DELETE.request(session), now);
        }
        tell(new Event.Refused(id, cause, why));
        following(session, now);
    }

    private void reached(boolean now) {
        if (isUp != now) {
            isUp = now;
            out.add(new Output.Reached(now));
        }
    }

    private void send(Subject subject, Value.Dictionary request, Instant now) {
        out.add(new Output.Send(transactions.start(subject, request, now)));
    }

    private void tell(Event event) {
        out.add(new Output.Tell(event));
    }

    /** What Iq has and an rtpengine is not asked for; empty when there is nothing of it. */
    private static String unsupported(Command command) {
        var streams =
                switch (command) {
                    case Command.Reserve(_, var all, _) -> all;
                    case Command.Configure(_, var all) -> all;
                    case Command.Audit _, Command.Release _ -> List.<Stream>of();
                };
        for (var stream : streams) {
            if (stream.interworking() instanceof Interworking.Transcoded) {
                return "an rtpengine is not asked to transcode";
            }
            if (stream.interworking() instanceof Interworking.Transparent) {
                return "an rtpengine is not asked to let DTLS through";
            }
            if (stream.core() instanceof CoreRemote.At at
                    && at.security() instanceof CoreSecurity.Sdes) {
                return "an rtpengine is not asked for SRTP in the core";
            }
        }
        return "";
    }
}
