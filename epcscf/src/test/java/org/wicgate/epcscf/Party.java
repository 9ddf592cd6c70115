package org.wicgate.epcscf;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Machine;
import org.wicgate.base.Timers;
import org.wicgate.sim.SeededEntropy;
import org.wicgate.sip.Dialog;
import org.wicgate.sip.Edit;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Hop;
import org.wicgate.sip.NameAddr;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;
import org.wicgate.sip.SipMessage;
import org.wicgate.sip.SipUri;
import org.wicgate.sip.TimerValues;
import org.wicgate.sip.TransactionLayer;
import org.wicgate.sip.Via;

/**
 * A user agent with moods, for simulations: it calls, rings, answers, refuses, gives up and hangs
 * up by chance, and keeps RFC 3261's rules about retransmission while doing so.
 */
abstract class Party implements Machine<Party.In, Party.Out> {
    /** What happens to it. */
    sealed interface In {
        record Received(SipMessage message, Hop from) implements In {}

        record Do(Runnable what) implements In {}
    }

    /** What it sends. */
    record Out(SipMessage message, Hop to) {}

    private interface Alarm {
        void ring();
    }

    private static final class Talk {
        final Dialog dialog;
        @Nullable Response ok;
        Duration again = Duration.ofMillis(500);
        Instant giveUp = Instant.MAX;

        Talk(Dialog dialog) {
            this.dialog = dialog;
        }
    }

    final Random random;
    final SeededEntropy entropy;
    int placed;
    int answered;
    int refused;
    private final TransactionLayer layer;
    private final Timers<Alarm> timers = new Timers<>();
    private final Queue<Out> out = new ArrayDeque<>();
    private final Map<String, Talk> talks = new HashMap<>();
    private final Map<Long, Request> ringing = new HashMap<>();
    private final Map<Long, Request> calling = new HashMap<>();
    private final Map<Long, String> others = new HashMap<>();
    private long lastHandle;
    Instant now = Instant.EPOCH;

    Party(long seed, TimerValues values) {
        random = new Random(seed);
        entropy = new SeededEntropy(seed);
        layer = new TransactionLayer(values, 100_000, entropy);
    }

    /** A Via of its own. */
    abstract Via via(String branch);

    /** Where its requests go first. */
    abstract Hop next(Request request);

    abstract SipUri contact();

    abstract String description(boolean answer);

    /** A request that is no call; null for the usual answer. */
    @Nullable Edit<Response> other(Request request) {
        return request.isInDialog() ? Response.to(request, 481) : Response.to(request, 405);
    }

    /** An answer to a request that was sent with {@link #ask}. */
    void told(String what, Response response) {}

    @Override
    public void handle(In input, Instant at) {
        now = at;
        switch (input) {
            case In.Received(var message, var from) ->
                    layer.handle(new TransactionLayer.In.Received(message, from), at);
            case In.Do(var what) -> what.run();
        }
        drain();
    }

    @Override
    public void tick(Instant at) {
        now = at;
        layer.tick(at);
        drain();
        for (var alarm = timers.due(at); alarm != null; alarm = timers.due(at)) {
            alarm.ring();
            drain();
        }
    }

    @Override
    public @Nullable Out poll() {
        return out.poll();
    }

    @Override
    public Instant deadline() {
        var a = layer.deadline();
        return a.isBefore(timers.deadline()) ? a : timers.deadline();
    }

    int talks() {
        return talks.size();
    }

    /** Sends INVITE; gives up by chance. */
    void call(Edit<Request> start) {
        placed++;
        long handle = ++lastHandle;
        var invite =
                start.append(HeaderName.CONTACT, NameAddr.of(contact()).toString())
                        .body("application/sdp", Bench.bytes(description(false)));
        calling.put(handle, send(invite, handle));
        if (random.nextInt(8) == 0) {
            after(
                    random.nextInt(3000),
                    () -> {
                        layer.handle(new TransactionLayer.In.Cancel(handle, ""), now);
                    });
        }
    }

    /** Sends another request. */
    void ask(String what, Edit<Request> start) {
        long handle = ++lastHandle;
        others.put(handle, what);
        send(start, handle);
    }

    private Request send(Edit<Request> edit, long handle) {
        var request = edit.pushVia(via(Via.MAGIC_COOKIE + entropy.token(16))).build();
        layer.handle(new TransactionLayer.In.Send(request, next(request), handle), now);
        return request;
    }

    private void after(int millis, Alarm alarm) {
        timers.start(alarm, now.plusMillis(millis));
    }

    private void drain() {
        for (var o = layer.poll(); o != null; o = layer.poll()) {
            switch (o) {
                case TransactionLayer.Out.Transmit(var message, var to) ->
                        out.add(new Out(message, to));
                case TransactionLayer.Out.NewRequest(var id, var request, _, _) ->
                        onRequest(id, request);
                case TransactionLayer.Out.Ack(var ack, _) -> onAck(ack);
                case TransactionLayer.Out.Cancelled(var id, _) -> onCancelled(id);
                case TransactionLayer.Out.NewResponse(var handle, var response) ->
                        onResponse(handle, response);
                case TransactionLayer.Out.Timeout(var handle) -> calling.remove(handle);
                case TransactionLayer.Out.TransportError(var handle) -> calling.remove(handle);
                case TransactionLayer.Out.Full(var handle) -> calling.remove(handle);
                case TransactionLayer.Out.StrayResponse _,
                        TransactionLayer.Out.NotAcknowledged _,
                        TransactionLayer.Out.Dropped _,
                        TransactionLayer.Out.Refused _ -> {}
            }
        }
    }

    private void onRequest(long id, Request request) {
        if (request.is("INVITE") && !request.isInDialog()) {
            ringing.put(id, request);
            String tag = entropy.token(8);
            after(random.nextInt(200), () -> answer(id, request, 180, tag));
            int mood = random.nextInt(10);
            if (mood < 7) {
                after(200 + random.nextInt(3000), () -> answer(id, request, 200, tag));
            } else if (mood < 9) {
                after(200 + random.nextInt(2000), () -> answer(id, request, 486, tag));
            } // else it rings until somebody gives up
            return;
        }
        var talk =
                request.isInDialog() ? talks.get(key(request.callId(), request.to().tag())) : null;
        if (talk == null || !talk.dialog.isOf(request)) {
            var answer = other(request);
            if (answer != null) {
                layer.handle(new TransactionLayer.In.Answer(id, answer.build()), now);
            }
            return;
        }
        talk.dialog.received(request);
        layer.handle(new TransactionLayer.In.Answer(id, Response.to(request, 200).build()), now);
        if (request.is("BYE")) {
            talks.remove(key(request.callId(), request.to().tag()));
        }
    }

    private void answer(long id, Request invite, int status, String tag) {
        if (!ringing.containsKey(id)) {
            return;
        }
        var edit =
                Response.to(invite, status)
                        .toTag(tag)
                        .copy(HeaderName.RECORD_ROUTE, invite)
                        .append(HeaderName.CONTACT, NameAddr.of(contact()).toString());
        if (status == 200) {
            edit.body("application/sdp", Bench.bytes(description(true)));
        }
        var response = edit.build();
        layer.handle(new TransactionLayer.In.Answer(id, response), now);
        if (status >= 200) {
            ringing.remove(id);
        }
        if (status == 200) {
            answered++;
            var talk = new Talk(Dialog.ofUas(invite, response));
            talk.ok = response;
            talk.giveUp = now.plusSeconds(32);
            talks.put(key(invite.callId(), tag), talk);
            repeat(id, talk);
        }
    }

    /** RFC 3261 §13.3.1.4: until the ACK comes. */
    private void repeat(long id, Talk talk) {
        after(
                (int) talk.again.toMillis(),
                () -> {
                    var ok = talk.ok;
                    if (ok == null) {
                        return;
                    }
                    if (!now.isBefore(talk.giveUp)) {
                        hangUp(talk);
                        return;
                    }
                    layer.handle(new TransactionLayer.In.Answer(id, ok), now);
                    var twice = talk.again.multipliedBy(2);
                    talk.again = twice.toMillis() > 4000 ? Duration.ofSeconds(4) : twice;
                    repeat(id, talk);
                });
    }

    private void onAck(Request ack) {
        var talk = talks.get(key(ack.callId(), ack.to().tag()));
        if (talk != null && talk.ok != null) {
            talk.ok = null;
            if (random.nextInt(3) == 0) {
                after(random.nextInt(20_000), () -> hangUp(talk));
            }
        }
    }

    private void onCancelled(long id) {
        var invite = ringing.remove(id);
        if (invite != null) {
            var answer = Response.to(invite, 487).toTag(entropy.token(8)).build();
            layer.handle(new TransactionLayer.In.Answer(id, answer), now);
        }
    }

    private void onResponse(long handle, Response response) {
        var invite = calling.get(handle);
        if (invite == null) {
            String what = others.get(handle);
            if (what != null && response.isFinal()) {
                others.remove(handle);
                told(what, response);
            }
        } else if (response.isSuccess()) {
            succeeded(invite, response);
        } else if (response.isFinal()) {
            refused++;
            calling.remove(handle);
        }
    }

    private void succeeded(Request invite, Response response) {
        var key = key(invite.callId(), invite.from().tag());
        var talk = talks.get(key);
        if (talk == null) {
            answered++;
            talk = new Talk(Dialog.ofUac(invite, response));
            talks.put(key, talk);
            var begun = talk;
            after(random.nextInt(30_000), () -> hangUp(begun));
        }
        var ack =
                talk.dialog
                        .ack(invite.cseq().number())
                        .pushVia(via(Via.MAGIC_COOKIE + entropy.token(16)))
                        .build();
        layer.handle(new TransactionLayer.In.Send(ack, next(ack), ++lastHandle), now);
    }

    private void hangUp(Talk talk) {
        var key = key(talk.dialog.callId(), talk.dialog.localTag());
        if (talks.remove(key, talk)) {
            talk.ok = null;
            send(inDialog(talk.dialog.request("BYE")), ++lastHandle);
        }
    }

    /** What else a request within a dialog needs. */
    Edit<Request> inDialog(Edit<Request> edit) {
        return edit;
    }

    private static String key(String callId, @Nullable String localTag) {
        return callId + " " + localTag;
    }
}
