package org.wicgate.lab;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Decoded;
import org.wicgate.base.Entropy;
import org.wicgate.base.Timers;
import org.wicgate.sdp.SessionDescription;
import org.wicgate.sip.Dialog;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Hop;
import org.wicgate.sip.Method;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;
import org.wicgate.sip.TimerValues;

/** The services as user agent servers: RFC 3261 §8.2, §13.3, §14.2, §15.1.2. */
final class ServiceCalls {
    private record Timer(long call, Kind kind) {
        enum Kind {
            ANSWER,
            RESEND,
            GIVE_UP,
            LONGEST
        }
    }

    /** What a description in a request means. */
    private sealed interface Wanted {
        record Media(AudioAnswer.Remote remote, SessionDescription offer) implements Wanted {}

        record Nothing() implements Wanted {}

        record Unfit(int status, String why) implements Wanted {}
    }

    private static final Duration RINGING = Duration.ofMillis(500);
    private static final TimerValues TIMES = TimerValues.CORE;

    private final Duration longest;
    private final int most;
    private final ServiceAnswers answers;
    private final NextHop nextHop;
    private final Forwarding forwarding;
    private final Entropy entropy;
    private final Outbox out;
    private final Map<Long, ServiceCall> calls = new HashMap<>();
    private final Map<ServiceCall.Key, ServiceCall> byDialog = new HashMap<>();
    private final Map<Long, ServiceCall> byTransaction = new HashMap<>();
    private final Timers<Timer> timers = new Timers<>();

    ServiceCalls(
            LabSettings settings,
            ServiceAnswers answers,
            NextHop nextHop,
            Forwarding forwarding,
            Entropy entropy,
            Outbox out) {
        this.longest = settings.limits().longestCall();
        this.most = settings.limits().calls();
        this.answers = answers;
        this.nextHop = nextHop;
        this.forwarding = forwarding;
        this.entropy = entropy;
        this.out = out;
    }

    int size() {
        return calls.size();
    }

    /** Whether a request belongs to a call of a service. */
    boolean owns(Request inDialog) {
        return byDialog.containsKey(ServiceCall.Key.of(inDialog));
    }

    /** A request to a service that belongs to no dialog. */
    void begin(long transaction, Request request, Hop from, Service service, Instant now) {
        String tag = entropy.token(10);
        if (!request.is(Method.INVITE)) {
            int status = request.is(Method.OPTIONS) ? 200 : 405;
            out.answer(transaction, answers.plain(request, status, tag), now);
        } else if (service == Service.BUSY) {
            out.answer(transaction, answers.plain(request, 486, tag), now);
        } else if (!request.values(HeaderName.REQUIRE).isEmpty()) {
            out.answer(transaction, answers.unsupported(request, tag), now);
        } else if (calls.size() >= most) {
            out.answer(transaction, answers.plain(request, 503, tag), now);
        } else if (wanted(request) instanceof Wanted.Unfit(var status, var why)) {
            out.answer(transaction, answers.refused(request, status, why, tag), now);
        } else {
            open(new ServiceCall(out.number(), service, tag, from, transaction, request), now);
        }
    }

    private void open(ServiceCall call, Instant now) {
        calls.put(call.id, call);
        byDialog.put(call.key(), call);
        byTransaction.put(call.transaction, call);
        timers.start(new Timer(call.id, Timer.Kind.LONGEST), now.plus(longest));
        out.tell(new LabCore.Out.CallBegan(call.id, call.service, call.invite.from().uri()));
        switch (call.service) {
            case ECHO, TONE -> out.tell(new LabCore.Out.Media(new MediaCommand.Open(call.id)));
            case RING -> ring(call, now);
            case BUSY -> throw new IllegalStateException("a busy service has no calls");
        }
    }

    private void ring(ServiceCall call, Instant now) {
        call.state = new ServiceCall.State.Ringing();
        out.answer(call.transaction, answers.ringing(call), now);
    }

    void onMedia(MediaEvent event, Instant now) {
        var call = calls.get(event.session());
        if (call == null) {
            if (event instanceof MediaEvent.Opened) { // the call ended meanwhile
                out.tell(new LabCore.Out.Media(new MediaCommand.Close(event.session())));
            }
            return;
        }
        switch (event) {
            case MediaEvent.Opened(_, var rtp) -> opened(call, rtp, now);
            case MediaEvent.Refused(_, var why) -> {
                out.answer(call.transaction, answers.refused(call.invite, 503, why, call.tag), now);
                end(call, "no media: " + why);
            }
            case MediaEvent.Closed _ -> {}
        }
    }

    private void opened(ServiceCall call, InetSocketAddress rtp, Instant now) {
        call.local = rtp;
        if (call.service == Service.TONE) {
            ring(call, now);
            timers.start(new Timer(call.id, Timer.Kind.ANSWER), now.plus(RINGING));
        } else {
            accept(call, now);
        }
    }

    /** Answers the INVITE that the call holds with 200. */
    private void accept(ServiceCall call, Instant now) {
        var local = call.local;
        if (local == null) {
            throw new IllegalStateException("answer without media in " + call.state);
        }
        switch (wanted(call.invite)) {
            case Wanted.Media(var remote, var offer) -> {
                var answer = AudioAnswer.to(offer, local, call.id, call.version++);
                call.remote = remote;
                start(call, remote);
                accepted(call, answers.ok(call, answer), false, now);
            }
            case Wanted.Nothing _ -> {
                var offer = AudioAnswer.offer(local, call.id, call.version++);
                accepted(call, answers.ok(call, offer), true, now);
            }
            case Wanted.Unfit(var status, var why) ->
                    out.answer(
                            call.transaction,
                            answers.refused(call.invite, status, why, call.tag),
                            now);
        }
    }

    private void accepted(ServiceCall call, Response ok, boolean offered, Instant now) {
        if (call.dialog == null) {
            call.dialog = Dialog.ofUas(call.invite, ok);
        }
        call.state = new ServiceCall.State.Accepted(ok, TIMES.t1(), offered);
        timers.start(new Timer(call.id, Timer.Kind.RESEND), now.plus(TIMES.t1()));
        timers.start(new Timer(call.id, Timer.Kind.GIVE_UP), now.plus(TIMES.patience()));
        out.answer(call.transaction, ok, now);
    }

    private void start(ServiceCall call, AudioAnswer.Remote remote) {
        out.tell(
                new LabCore.Out.Media(
                        new MediaCommand.Start(
                                call.id,
                                call.service,
                                remote.rtp(),
                                remote.rtcp(),
                                remote.payloadType(),
                                remote.law(),
                                remote.wantsMedia())));
    }

    /** An ACK for a 2xx; false when it is for no call of a service. */
    boolean ack(Request ack, Instant now) {
        var call = byDialog.get(ServiceCall.Key.of(ack));
        if (call == null) {
            return false;
        }
        if (call.state instanceof ServiceCall.State.Accepted(_, _, var offered)
                && ack.cseq().number() == call.invite.cseq().number()) {
            timers.stop(new Timer(call.id, Timer.Kind.RESEND));
            timers.stop(new Timer(call.id, Timer.Kind.GIVE_UP));
            call.state = new ServiceCall.State.Confirmed();
            if (offered) {
                answered(call, ack, now);
            }
        }
        return true;
    }

    private void answered(ServiceCall call, Request ack, Instant now) {
        if (wanted(ack) instanceof Wanted.Media(var remote, _)) {
            call.remote = remote;
            start(call, remote);
        } else {
            hangUp(call, "no usable answer in ACK", now);
        }
    }

    /** A request within a call of a service. */
    void inDialog(long transaction, Request request, Instant now) {
        var call = byDialog.get(ServiceCall.Key.of(request));
        var dialog = call == null ? null : call.dialog;
        if (call == null || dialog == null || !dialog.isOf(request)) {
            out.answer(transaction, answers.plain(request, 481, entropy.token(10)), now);
        } else if (!dialog.received(request)) {
            out.answer(transaction, answers.plain(request, 500, call.tag), now);
        } else {
            switch (request.method()) {
                case Method.BYE -> {
                    out.answer(transaction, answers.plain(request, 200, call.tag), now);
                    end(call, "BYE");
                }
                case Method.INVITE -> again(call, transaction, request, now);
                case Method.UPDATE -> update(call, transaction, request, now);
                case Method.OPTIONS, Method.INFO ->
                        out.answer(transaction, answers.plain(request, 200, call.tag), now);
                default -> out.answer(transaction, answers.plain(request, 405, call.tag), now);
            }
        }
    }

    private void again(ServiceCall call, long transaction, Request request, Instant now) {
        if (!(call.state instanceof ServiceCall.State.Confirmed)) {
            // RFC 3261 §14.2: 500 while an earlier INVITE is not done
            out.answer(transaction, answers.plain(request, 500, call.tag), now);
            return;
        }
        if (wanted(request) instanceof Wanted.Unfit(var status, var why)) {
            out.answer(transaction, answers.refused(request, status, why, call.tag), now);
            return;
        }
        byTransaction.remove(call.transaction);
        call.transaction = transaction;
        call.invite = request;
        byTransaction.put(transaction, call);
        accept(call, now);
    }

    private void update(ServiceCall call, long transaction, Request request, Instant now) {
        var local = call.local;
        switch (wanted(request)) {
            case Wanted.Media(var remote, var offer) when local != null -> {
                var answer = AudioAnswer.to(offer, local, call.id, call.version++);
                call.remote = remote;
                start(call, remote);
                out.answer(transaction, answers.updated(call, request, answer), now);
            }
            case Wanted.Media _ ->
                    out.answer(transaction, answers.plain(request, 491, call.tag), now);
            case Wanted.Nothing _ ->
                    out.answer(transaction, answers.plain(request, 200, call.tag), now);
            case Wanted.Unfit(var status, var why) ->
                    out.answer(transaction, answers.refused(request, status, why, call.tag), now);
        }
    }

    /** CANCEL before the answer; false when the transaction is of no call. */
    boolean onCancel(long transaction, Instant now) {
        var call = byTransaction.get(transaction);
        if (call == null) {
            return false;
        }
        out.answer(transaction, answers.plain(call.invite, 487, call.tag), now);
        if (call.dialog == null) {
            end(call, "CANCEL");
        }
        return true;
    }

    private static Wanted wanted(Request request) {
        if (!request.hasBody()) {
            return new Wanted.Nothing();
        }
        if (!request.contentType().equals("application/sdp")) {
            return new Wanted.Unfit(415, request.contentType());
        }
        return switch (SessionDescription.decode(request.body())) {
            case Decoded.Malformed<SessionDescription>(var why) -> new Wanted.Unfit(400, why);
            case Decoded.Ok<SessionDescription>(var offer) -> {
                var remote = AudioAnswer.remote(offer);
                yield remote == null
                        ? new Wanted.Unfit(488, "no G.711 over RTP/AVP")
                        : new Wanted.Media(remote, offer);
            }
        };
    }

    void tick(Instant now) {
        for (var timer = timers.due(now); timer != null; timer = timers.due(now)) {
            @Nullable ServiceCall call = calls.get(timer.call);
            if (call != null) {
                onTimer(call, timer.kind, now);
            }
        }
    }

    private void onTimer(ServiceCall call, Timer.Kind kind, Instant now) {
        switch (kind) {
            case ANSWER -> accept(call, now);
            case RESEND -> resend(call, now);
            case GIVE_UP -> hangUp(call, "no ACK", now);
            case LONGEST -> hangUp(call, "longest call", now);
        }
    }

    private void resend(ServiceCall call, Instant now) {
        if (call.state instanceof ServiceCall.State.Accepted(var ok, var interval, var offered)) {
            out.answer(call.transaction, ok, now);
            var doubled = interval.multipliedBy(2);
            var next = doubled.compareTo(TIMES.t2()) < 0 ? doubled : TIMES.t2();
            call.state = new ServiceCall.State.Accepted(ok, next, offered);
            timers.start(new Timer(call.id, Timer.Kind.RESEND), now.plus(next));
        }
    }

    /** Ends the call from our side: BYE in a dialog, 480 before. */
    private void hangUp(ServiceCall call, String why, Instant now) {
        var dialog = call.dialog;
        if (dialog == null) {
            out.answer(call.transaction, answers.plain(call.invite, 480, call.tag), now);
        } else {
            var hop = nextHop.of(dialog.nextHop());
            var to = hop == null ? call.from : hop;
            var bye = dialog.request(Method.BYE).pushVia(forwarding.via(to, "")).build();
            out.send(bye, to, out.number(), now);
        }
        end(call, why);
    }

    private void end(ServiceCall call, String why) {
        calls.remove(call.id);
        byDialog.remove(call.key());
        byTransaction.remove(call.transaction);
        for (var kind : Timer.Kind.values()) {
            timers.stop(new Timer(call.id, kind));
        }
        if (call.service != Service.RING) {
            out.tell(new LabCore.Out.Media(new MediaCommand.Close(call.id)));
        }
        out.tell(new LabCore.Out.CallEnded(call.id, call.service, why));
    }

    Instant deadline() {
        return timers.deadline();
    }
}
