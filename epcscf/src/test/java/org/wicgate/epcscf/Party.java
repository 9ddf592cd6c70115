package org.wicgate.epcscf;

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

    /** A request within a talk that waits for its answer. */
    private record Change(Talk talk, Request request) {}

    final Random random;
    final SeededEntropy entropy;
    int answered;
    int replaced;
    private final TimerValues values;
    private TransactionLayer layer;
    private Timers<Runnable> timers = new Timers<>();
    private final Queue<Out> out = new ArrayDeque<>();
    private final Map<String, Talk> talks = new HashMap<>();
    private final Map<Long, Request> ringing = new HashMap<>();
    private final Map<Long, Request> calling = new HashMap<>();
    private final Map<Long, String> others = new HashMap<>();
    private final Map<Long, Change> changes = new HashMap<>();
    private final Map<String, Talk> early = new HashMap<>();
    private int versions = 1;
    private long lastHandle;
    Instant now = Instant.EPOCH;

    Party(long seed, TimerValues values) {
        random = new Random(seed);
        entropy = new SeededEntropy(seed);
        this.values = values;
        layer = new TransactionLayer(values, 100_000, entropy);
    }

    /** Starts anew, and knows nothing of any call. */
    void restart() {
        layer = new TransactionLayer(values, 100_000, entropy);
        timers = new Timers<>();
        out.clear();
        talks.clear();
        ringing.clear();
        calling.clear();
        others.clear();
        changes.clear();
        early.clear();
    }

    /** A Via of its own. */
    abstract Via via(String branch);

    /** Where its requests go first. */
    abstract Hop next(Request request);

    abstract SipUri contact();

    abstract String description(boolean answer);

    /** Whether several may answer one call. */
    boolean forks() {
        return false;
    }

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
            alarm.run();
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

    /** What is left, for a failure's message. */
    String left() {
        return "\n" + talks;
    }

    /**
     * Sends INVITE; gives up by chance. Now and then it is to replace a call that is there already
     * (RFC 3891).
     *
     * @param peer the user part of who is called, in their Contact
     */
    void call(Edit<Request> start, String peer) {
        if (random.nextInt(6) == 0) {
            talks.values().stream()
                    .filter(talk -> talk.isConfirmed && talk.isWith(peer))
                    .findFirst()
                    .ifPresent(talk -> start.append(Talk.REPLACES, talk.asPeerSeesIt()));
        }
        long handle = ++lastHandle;
        var invite = start.append(HeaderName.CONTACT, NameAddr.of(contact()).toString());
        if (random.nextInt(8) != 0) {
            describe(invite, description(false));
        }
        if (random.nextInt(2) == 0) {
            invite.append(HeaderName.SUPPORTED, "100rel, timer");
        }
        if (random.nextInt(4) == 0) {
            invite.append(HeaderName.SESSION_EXPIRES, 60 + random.nextInt(140) + "");
        }
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

    private void after(int millis, Runnable alarm) {
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
                case TransactionLayer.Out.Cancelled(var id, _, _) -> onCancelled(id);
                case TransactionLayer.Out.NewResponse(var handle, var response) ->
                        onResponse(handle, response);
                case TransactionLayer.Out.Timeout(var handle) -> failed(handle);
                case TransactionLayer.Out.TransportError(var handle) -> failed(handle);
                case TransactionLayer.Out.Full(var handle) -> failed(handle);
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
            if (request.has(Talk.REPLACES)) {
                replaces(id, request, tag);
                return;
            }
            after(random.nextInt(200), () -> answer(id, request, 180, tag));
            called(id, request, tag);
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
        changed(id, request, talk);
        if (request.is("BYE")) {
            talk.ok = null;
            talks.remove(key(request.callId(), request.to().tag()));
        }
    }

    /** RFC 3891 §3: the new call takes the place of the old one, if that is there. */
    private void replaces(long id, Request request, String tag) {
        var old =
                talks.values().stream()
                        .filter(t -> t.isReplacedBy(request))
                        .findFirst()
                        .orElse(null);
        if (old == null) {
            after(1, () -> answer(id, request, 481, tag));
            return;
        }
        replaced++;
        after(
                random.nextInt(200),
                () -> {
                    answer(id, request, 200, tag);
                    hangUp(old);
                });
    }

    /** What a called one does, by mood. */
    private void called(long id, Request request, String tag) {
        int mood = random.nextInt(20);
        boolean knows100rel = request.lists(HeaderName.SUPPORTED, "100rel");
        if (mood < 10) {
            after(200 + random.nextInt(3000), () -> answer(id, request, 200, tag));
        } else if (mood < 13 && knows100rel) {
            after(200, () -> reliable(id, request, tag, 0));
            after(700 + random.nextInt(6000), () -> answer(id, request, 200, tag));
        } else if (mood < 15 && forks()) {
            String other = entropy.token(8);
            after(random.nextInt(900), () -> answer(id, request, 183, other));
            after(400 + random.nextInt(3000), () -> answer(id, request, 200, tag));
            if (mood == 14) {
                int both = 400 + random.nextInt(3000);
                after(both, () -> success(id, request, other));
            }
        } else if (mood < 17) {
            int status = new int[] {486, 480, 302, 503, 488, 603}[random.nextInt(6)];
            after(200 + random.nextInt(2000), () -> answer(id, request, status, tag));
        } else if (mood < 18) { // a 2xx in spite of CANCEL, or of its own refusal on the way
            after(500 + random.nextInt(4000), () -> success(id, request, tag));
        } // else it rings until somebody gives up
    }

    /** A request within a talk. */
    private void changed(long id, Request request, Talk talk) {
        boolean offers = request.is("INVITE") || request.is("UPDATE");
        int mood = offers ? random.nextInt(12) : 12;
        int status = mood == 0 ? 488 : mood == 1 ? 491 : request.is("REFER") ? 202 : 200;
        if (request.is("INVITE") && talk.ok != null) {
            status = 491;
        }
        var edit = Response.to(request, status);
        if (status == 200 && offers) {
            edit.append(HeaderName.CONTACT, NameAddr.of(contact()).toString());
            if (request.has(HeaderName.SESSION_EXPIRES)) {
                edit.append(HeaderName.SESSION_EXPIRES, "120;refresher=uac");
            }
            if (request.hasBody() || request.is("INVITE")) {
                describe(edit, description(request.hasBody()));
            }
        }
        var response = edit.build();
        if (status == 200 && request.is("INVITE")) {
            begin(id, talk, response);
        }
        layer.handle(new TransactionLayer.In.Answer(id, response), now);
    }

    private void begin(long id, Talk talk, Response ok) {
        talk.begin(ok, now);
        repeat(id, talk);
    }

    /** RFC 3262 §3: again and again until PRACK; here as often as that is likely. */
    private void reliable(long id, Request invite, String tag, int tries) {
        var known = talks.get(key(invite.callId(), tag));
        if (!ringing.containsKey(id) || (tries > 0 && known == null) || tries > 3) {
            return;
        }
        var edit =
                Response.to(invite, 183)
                        .toTag(tag)
                        .copy(HeaderName.RECORD_ROUTE, invite)
                        .append(HeaderName.REQUIRE, "100rel")
                        .append(HeaderName.RSEQ, "1")
                        .append(HeaderName.CONTACT, NameAddr.of(contact()).toString());
        describe(edit, description(invite.hasBody()));
        var response = edit.build();
        if (known == null) {
            talks.put(key(invite.callId(), tag), new Talk(Dialog.ofUas(invite, response)));
        }
        layer.handle(new TransactionLayer.In.Answer(id, response), now);
        after(500 << tries, () -> reliable(id, invite, tag, tries + 1));
    }

    private <M extends org.wicgate.sip.SipMessage> Edit<M> describe(Edit<M> edit, String text) {
        versions++;
        String mine = text.replace("o=core 1 1", "o=core 1 " + versions);
        mine = mine.replace("o=- 4611 2", "o=- 4611 " + versions);
        if (random.nextInt(6) == 0 && mine.contains("a=sendrecv")) {
            mine = mine.replace("a=sendrecv", "a=sendonly");
        }
        return edit.body("application/sdp", Bench.bytes(mine));
    }

    /** Something that happens within a talk. */
    private void change(Talk talk) {
        if (!talks.containsValue(talk) || !talk.isConfirmed) {
            return;
        }
        String method =
                new String[] {"INVITE", "INVITE", "UPDATE", "UPDATE", "INFO", "REFER", "OPTIONS"}
                        [random.nextInt(7)];
        var edit = inDialog(talk.dialog.request(method));
        boolean offers = method.equals("INVITE") || method.equals("UPDATE");
        if (offers) {
            edit.append(HeaderName.CONTACT, NameAddr.of(contact()).toString());
            edit.append(HeaderName.SUPPORTED, "timer");
            if (random.nextInt(3) == 0) {
                edit.append(HeaderName.SESSION_EXPIRES, "120;refresher=uac");
            }
            if (random.nextInt(4) != 0) {
                describe(edit, description(false));
            }
        } else if (method.equals("REFER")) {
            edit.append(HeaderName.REFER_TO, "<sip:dave@ims.example>");
        }
        long handle = ++lastHandle;
        changes.put(handle, new Change(talk, send(edit, handle)));
    }

    /** An answer to such a request. */
    private void onChange(long handle, Change change, Response response) {
        var invite = change.request;
        if (!response.isFinal()) {
            return;
        }
        if (!invite.is("INVITE") || !response.isSuccess()) {
            changes.remove(handle);
            if (response.status() == 481 || response.status() == 408) {
                forget(change.talk);
            }
            return;
        }
        after(40_000, () -> changes.remove(handle));
        if (random.nextInt(12) == 0) {
            changes.remove(handle); // its ACK is lost for good
            return;
        }
        var ack = change.talk.dialog.ack(invite.cseq().number());
        if (!invite.hasBody() && response.hasBody()) {
            describe(ack, description(true));
        }
        acknowledge(ack);
    }

    private void acknowledge(Edit<Request> plain) {
        var ack = plain.pushVia(via(Via.MAGIC_COOKIE + entropy.token(16))).build();
        layer.handle(new TransactionLayer.In.Send(ack, next(ack), ++lastHandle), now);
    }

    private void failed(long handle) {
        calling.remove(handle);
        others.remove(handle);
        var change = changes.remove(handle);
        if (change != null) {
            forget(change.talk);
        }
    }

    private void forget(Talk talk) {
        talk.ok = null;
        talks.remove(key(talk.dialog.callId(), talk.dialog.localTag()), talk);
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
        if (status == 200 || status == 183) {
            describe(edit, description(invite.hasBody()));
        }
        if (status == 200 && random.nextInt(3) == 0) {
            edit.append(HeaderName.SESSION_EXPIRES, "120;refresher=uac");
        }
        var response = edit.build();
        layer.handle(new TransactionLayer.In.Answer(id, response), now);
        var talk = talks.get(key(invite.callId(), tag));
        if (status >= 200) {
            ringing.remove(id);
        }
        if (status > 200 && talk != null) {
            forget(talk);
        }
        if (status == 200) {
            answered++;
            if (talk == null) {
                talk = new Talk(Dialog.ofUas(invite, response));
                talks.put(key(invite.callId(), tag), talk);
            }
            begin(id, talk, response);
        }
    }

    /** A 2xx, whatever was answered before. */
    private void success(long id, Request invite, String tag) {
        ringing.put(id, invite);
        answer(id, invite, 200, tag);
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
                    talk.slower();
                    repeat(id, talk);
                });
    }

    private void onAck(Request ack) {
        var talk = talks.get(key(ack.callId(), ack.to().tag()));
        if (talk != null && talk.ok != null) {
            talk.ok = null;
            talk.isConfirmed = true;
            if (random.nextInt(3) == 0) {
                after(random.nextInt(20_000), () -> hangUp(talk));
            }
            if (random.nextInt(3) == 0) {
                after(random.nextInt(15_000), () -> change(talk));
            }
        }
    }

    private void onCancelled(long id) {
        var invite = ringing.remove(id);
        if (invite != null) {
            String callId = invite.callId() + " ";
            talks.entrySet()
                    .removeIf(e -> e.getKey().startsWith(callId) && e.getValue().ok == null);
            var answer = Response.to(invite, 487).toTag(entropy.token(8)).build();
            layer.handle(new TransactionLayer.In.Answer(id, answer), now);
        }
    }

    private void onResponse(long handle, Response response) {
        var change = changes.get(handle);
        if (change != null) {
            onChange(handle, change, response);
            return;
        }
        var invite = calling.get(handle);
        if (invite == null) {
            String what = others.get(handle);
            if (what != null && response.isFinal()) {
                others.remove(handle);
                told(what, response);
            }
        } else if (response.isSuccess()) {
            after(40_000, () -> calling.remove(handle));
            succeeded(invite, response);
        } else if (response.isFinal()) {
            calling.remove(handle);
            early.keySet().removeIf(key -> key.startsWith(invite.callId() + " "));
        } else if (response.has(HeaderName.RSEQ)) {
            acknowledged(invite, response);
        }
    }

    /** A provisional answer that wants PRACK (RFC 3262 §4). */
    private void acknowledged(Request invite, Response response) {
        String key = key(invite.callId(), response.to().tag());
        if (early.containsKey(key) || random.nextInt(20) == 0) {
            return;
        }
        var talk = new Talk(Dialog.ofUac(invite, response));
        early.put(key, talk);
        var prack = inDialog(talk.dialog.request("PRACK"));
        prack.append(HeaderName.RACK, "1 " + invite.cseq().number() + " INVITE");
        if (!invite.hasBody() && response.hasBody()) {
            describe(prack, description(true));
        }
        send(prack, ++lastHandle);
    }

    private void succeeded(Request invite, Response response) {
        var key = key(invite.callId(), invite.from().tag());
        var talk = talks.get(key);
        if (talk == null) {
            answered++;
            var first = early.remove(key(invite.callId(), response.to().tag()));
            early.keySet().removeIf(k -> k.startsWith(invite.callId() + " "));
            talk = first == null ? new Talk(Dialog.ofUac(invite, response)) : first;
            talk.isConfirmed = true;
            talks.put(key, talk);
            var begun = talk;
            after(random.nextInt(random.nextInt(10) == 0 ? 300_000 : 30_000), () -> hangUp(begun));
            if (random.nextInt(2) == 0) {
                after(random.nextInt(15_000), () -> change(begun));
            }
            if (random.nextInt(40) == 0) {
                return; // its ACK is lost, and comes for the next 2xx if at all
            }
        }
        var ack = talk.dialog.ack(invite.cseq().number());
        if (!invite.hasBody() && response.hasBody()) {
            describe(ack, description(true));
        }
        acknowledge(ack);
    }

    private void hangUp(Talk talk) {
        var key = key(talk.dialog.callId(), talk.dialog.localTag());
        if (talks.remove(key, talk)) {
            talk.ok = null;
            var bye = inDialog(talk.dialog.request("BYE"));
            if (random.nextInt(2) == 0) {
                bye.append(HeaderName.REASON, "Q.850;cause=16");
            }
            send(bye, ++lastHandle);
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
