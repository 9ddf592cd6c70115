package org.wicgate.ng;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.wicgate.base.Decoded;
import org.wicgate.iq.AccessRemote;
import org.wicgate.iq.Command;
import org.wicgate.iq.ContextId;
import org.wicgate.iq.CoreRemote;
import org.wicgate.iq.Counters;
import org.wicgate.iq.Counters.Drop;
import org.wicgate.iq.Event;
import org.wicgate.iq.Fingerprint;
import org.wicgate.iq.Local;
import org.wicgate.iq.Stream;
import org.wicgate.ng.NgServer.Input;
import org.wicgate.ng.NgServer.Output;
import org.wicgate.sdp.SessionDescription;
import org.wicgate.sim.SeededEntropy;

class NgServerTest {
    private static final InetSocketAddress PROXY = new InetSocketAddress("192.0.2.9", 7000);
    private static final String PRINT = String.join(":", Collections.nCopies(32, "AB"));

    private final NgServer server = new NgServer(new SeededEntropy(7));
    private final List<Command> asked = new ArrayList<>();
    private final List<Output.Refused> refused = new ArrayList<>();
    private final List<Output.Ended> ended = new ArrayList<>();
    private Instant now = Instant.ofEpochSecond(1_800_000_000);
    private boolean gatewayAnswers = true;
    private int cookies;

    @Test
    void pingIsAnswered() {
        assertEquals("pong", ask(command("ping")).text("result"));
    }

    @Test
    void aBrowsersOfferGoesOnAsRtpAndTheAnswerComesBackAsDtlsSrtp() {
        var offered =
                sdp(
                        ask(
                                offer("c1", "a", browser("actpass"))
                                        .with("transport-protocol", "RTP/AVP")));
        assertEquals("RTP/AVP", offered.media().getFirst().mediaLine().proto());
        assertEquals(30_000, offered.media().getFirst().port());
        assertTrue(offered.ice(offered.media().getFirst()).isEmpty());

        var answered = sdp(ask(answer("c1", "a", "b", phone(1, "sendrecv"))));
        var media = answered.media().getFirst();
        assertEquals("UDP/TLS/RTP/SAVPF", media.mediaLine().proto());
        assertEquals(10_000, media.port());
        assertTrue(answered.isIceLite());
        assertTrue(media.hasRtcpMux());
        var stream = last(Command.Configure.class).streams().getFirst();
        assertEquals(Stream.Gates.OPEN, stream.gates());
        assertEquals(
                new CoreRemote.At(
                        new InetSocketAddress("198.51.100.7", 6000),
                        new InetSocketAddress("198.51.100.7", 6001)),
                stream.core());
    }

    @Test
    void aPhonesOfferGoesOnAsDtlsSrtp() {
        var request =
                offer("c1", "a", phone(1, "sendrecv"))
                        .with("flags", Value.Sequence.of(List.of("trust-address", "WebRTC")));
        var offered = sdp(ask(request));
        assertEquals("UDP/TLS/RTP/SAVPF", offered.media().getFirst().mediaLine().proto());
        var answered = sdp(ask(answer("c1", "a", "b", browser("active"))));
        assertEquals("RTP/AVP", answered.media().getFirst().mediaLine().proto());
        var stream = last(Command.Configure.class).streams().getFirst();
        assertTrue(
                stream.access() instanceof AccessRemote.Described d
                        && d.role() == AccessRemote.DtlsRole.SERVER);
    }

    @Test
    void eitherPartyMayOfferAgainAndTheSidesStay() {
        established("c1");
        var held = sdp(ask(offer("c1", "b", phone(2, "sendonly"))));
        assertEquals("UDP/TLS/RTP/SAVPF", held.media().getFirst().mediaLine().proto());
        var answered =
                sdp(ask(answer("c1", "b", "a", browser("active").replace("sendrecv", "recvonly"))));
        assertEquals("RTP/AVP", answered.media().getFirst().mediaLine().proto());
        assertEquals(
                new Stream.Gates(false, true),
                last(Command.Configure.class).streams().getFirst().gates());
        assertEquals(1, asked.stream().filter(Command.Reserve.class::isInstance).count());
    }

    @Test
    void anOfferThatWasRefusedIsForgotten() {
        established("c1");
        sdp(ask(offer("c1", "b", phone(2, "inactive"))));
        var again = sdp(ask(offer("c1", "a", browser("actpass"))));
        assertEquals("RTP/AVP", again.media().getFirst().mediaLine().proto());
        sdp(ask(answer("c1", "a", "b", phone(3, "sendrecv"))));
    }

    @Test
    void eachBranchOfAForkedCallMayAnswer() {
        ask(offer("c1", "a", browser("actpass")).with("transport-protocol", "RTP/AVP"));
        sdp(ask(answer("c1", "a", "b", phone(1, "sendrecv"))));
        sdp(ask(answer("c1", "a", "c", phone(1, "sendrecv").replace("6000", "6100"))));
        assertTrue(
                last(Command.Configure.class).streams().getFirst().core()
                                instanceof CoreRemote.At at
                        && at.rtp().getPort() == 6100);
    }

    @Test
    void aRetransmissionGetsTheSameAnswerAndCostsNothing() {
        String request =
                new NgMessage(
                                "x",
                                offer("c1", "a", browser("actpass"))
                                        .with("transport-protocol", "RTP/AVP"))
                        .encode();
        var first = give(request);
        var second = give(request);
        assertEquals(1, first.size());
        assertEquals(first, second);
        assertEquals(1, asked.size());
        now = now.plusSeconds(11);
        give(new NgMessage("y", command("ping")).encode());
        assertEquals(1, server.size());
    }

    @Test
    void deleteFreesTheContextAndSaysWhatItCarried() {
        established("c1");
        var gone = ask(named("delete", "c1", "a"));
        assertEquals("ok", gone.text("result"));
        assertEquals(30, gone.dictionary("totals").dictionary("RTP").number("packets"));
        assertEquals(0, server.size());
        assertEquals(1, asked.stream().filter(Command.Release.class::isInstance).count());
        assertEquals(Instant.MAX, server.deadline());

        assertEquals("ok", ask(named("delete", "c1", "a")).text("result"));
        var fatal = named("delete", "c1", "a").with("flags", Value.Sequence.of(List.of("fatal")));
        assertEquals("error", ask(fatal).text("result"));
        assertEquals(1, asked.stream().filter(Command.Release.class::isInstance).count());
    }

    @Test
    void aStrangersTagDeletesNothing() {
        established("c1");
        ask(named("delete", "c1", "z"));
        assertEquals(1, server.size());
    }

    @Test
    void queryAndListSayWhatThereIs() {
        established("c1");
        established("c2");
        var query = ask(named("query", "c1", "a"));
        var tags = query.dictionary("tags");
        assertEquals(2, tags.entries().size());
        var stream =
                tags.dictionary("a")
                        .dictionaries("medias")
                        .getFirst()
                        .dictionaries("streams")
                        .getFirst();
        assertEquals(10, stream.dictionary("stats").number("packets"));
        assertEquals("SRTP_AES128_CM_HMAC_SHA1_80", stream.text("crypto suite"));
        assertEquals(List.of("c1", "c2"), ask(command("list")).texts("calls"));
        assertEquals(List.of("c1"), ask(command("list").with("limit", 1)).texts("calls"));
        assertEquals("error", ask(named("query", "none", "a")).text("result"));
    }

    @Test
    void whatTheGatewayDoesNotRelayIsRefusedWithTheWayToMendIt() {
        var same =
                ask(offer("c1", "a", phone(1, "sendrecv")).with("transport-protocol", "RTP/AVP"));
        assertTrue(same.toString().contains("UDP/TLS/RTP/SAVPF"), same::toString);
        var both = ask(offer("c2", "a", browser("actpass")));
        assertTrue(both.toString().contains("asked for as RTP/AVP"), both::toString);
        assertEquals(
                "error",
                ask(offer("c3", "a", "nonsense").with("transport-protocol", "RTP/SAVPF"))
                        .text("result"));
        assertEquals("error", ask(answer("c4", "a", "b", phone(1, "sendrecv"))).text("result"));
        assertEquals("error", ask(offer("", "a", phone(1, "sendrecv"))).text("result"));
        assertEquals("error", ask(command("play media")).text("result"));
        assertEquals(0, server.size());
        assertEquals(List.of(), asked);
        assertEquals(6, refused.size());
    }

    @Test
    void aFullGatewayIsSaidInTheWayTheProxyKnows() {
        gatewayAnswers = false;
        var request = offer("c1", "a", browser("actpass")).with("transport-protocol", "RTP/AVP");
        var full = new Event.Refused(new ContextId("any"), Event.Cause.TOO_MANY_CONTEXTS, "full");
        assertEquals(
                "load limit",
                askRefusing(
                                request.with("supports", Value.Sequence.of(List.of("load limit"))),
                                full)
                        .text("result"));
        assertEquals("error", askRefusing(request, full).text("result"));
        assertEquals(0, server.size());
    }

    @Test
    void aGatewayThatSaysNothingIsAnErrorAfterThreeSeconds() {
        gatewayAnswers = false;
        var replies =
                give(
                        new NgMessage(
                                        "x",
                                        offer("c1", "a", browser("actpass"))
                                                .with("transport-protocol", "RTP/AVP"))
                                .encode());
        assertEquals(List.of(), replies);
        now = server.deadline();
        server.tick(now);
        var late = drain();
        assertEquals("error", read(late.getFirst()).text("result"));
        assertEquals(0, server.size());
        assertTrue(asked.getLast() instanceof Command.Release);
    }

    @Test
    void aLostBrowserEndsItsCall() {
        established("c1");
        server.handle(
                new Input.Told(
                        new Event.Lost(
                                asked.getFirst().context(), 0, Event.Loss.CONSENT_EXPIRED, "gone")),
                now);
        drain();
        assertEquals(0, server.size());
        assertEquals(1, ended.size());
        assertTrue(asked.getLast() instanceof Command.Release);
    }

    @Test
    void anOfferThatNobodyAnswersEndsByItself() {
        ask(offer("c1", "a", browser("actpass")).with("transport-protocol", "RTP/AVP"));
        now = now.plus(Duration.ofMinutes(6));
        server.tick(now);
        drain();
        assertEquals(0, server.size());
        assertEquals(Instant.MAX, server.deadline());
    }

    @Test
    void hostileDatagramsHarmNothing() {
        established("c1");
        String good =
                new NgMessage(
                                "h",
                                offer("c9", "a", browser("actpass"))
                                        .with("transport-protocol", "RTP/AVP"))
                        .encode();
        var random = new Random(2);
        for (int i = 0; i < 20_000; i++) {
            var bad = new StringBuilder(good);
            bad.setCharAt(random.nextInt(bad.length()), (char) random.nextInt(256));
            give(i + bad.toString());
            now = now.plusMillis(1);
        }
        now = now.plus(Duration.ofMinutes(10));
        server.tick(now);
        drain();
        assertEquals(1, server.size());
        assertEquals("pong", ask(command("ping")).text("result"));
    }

    private void established(String callId) {
        sdp(ask(offer(callId, "a", browser("actpass")).with("transport-protocol", "RTP/AVP")));
        sdp(ask(answer(callId, "a", "b", phone(1, "sendrecv"))));
    }

    private static Value.Dictionary command(String name) {
        return Value.Dictionary.empty().with("command", name);
    }

    private static Value.Dictionary named(String name, String callId, String tag) {
        return command(name).with("call-id", callId).with("from-tag", tag);
    }

    private static Value.Dictionary offer(String callId, String tag, String sdp) {
        return named("offer", callId, tag).with("sdp", sdp);
    }

    private static Value.Dictionary answer(String callId, String from, String to, String sdp) {
        return named("answer", callId, from).with("to-tag", to).with("sdp", sdp);
    }

    private static String browser(String setup) {
        return """
        v=0
        o=- 4611731400430051336 2 IN IP4 127.0.0.1
        s=-
        t=0 0
        a=group:BUNDLE 0
        m=audio 9 UDP/TLS/RTP/SAVPF 111 0 110
        c=IN IP4 0.0.0.0
        a=rtcp:9 IN IP4 0.0.0.0
        a=ice-ufrag:abcd
        a=ice-pwd:abcdefghijklmnopqrstuvwx
        a=fingerprint:sha-256 %s
        a=setup:%s
        a=mid:0
        a=sendrecv
        a=rtcp-mux
        a=rtpmap:111 opus/48000/2
        a=rtpmap:0 PCMU/8000
        a=rtpmap:110 telephone-event/48000
        """
                .formatted(PRINT, setup)
                .replace("\n", "\r\n");
    }

    private static String phone(int version, String direction) {
        return """
        v=0
        o=phone 1 %d IN IP4 198.51.100.7
        s=-
        c=IN IP4 198.51.100.7
        t=0 0
        m=audio 6000 RTP/AVP 0 101
        a=rtpmap:0 PCMU/8000
        a=rtpmap:101 telephone-event/8000
        a=%s
        """
                .formatted(version, direction)
                .replace("\n", "\r\n");
    }

    private Value.Dictionary ask(Value.Dictionary request) {
        var replies = give(new NgMessage("k" + cookies++, request).encode());
        assertEquals(1, replies.size(), () -> request + " " + refused);
        return read(replies.getFirst());
    }

    private Value.Dictionary askRefusing(Value.Dictionary request, Event.Refused how) {
        give(new NgMessage("k" + cookies++, request).encode());
        var context = asked.getLast().context();
        server.handle(new Input.Told(new Event.Refused(context, how.cause(), how.why())), now);
        return read(drain().getFirst());
    }

    private List<String> give(String datagram) {
        server.handle(new Input.Received(PROXY, datagram), now);
        return drain();
    }

    private List<String> drain() {
        var replies = new ArrayList<String>();
        for (var out = server.poll(); out != null; out = server.poll()) {
            switch (out) {
                case Output.Send(_, var datagram) -> replies.add(datagram);
                case Output.Refused one -> refused.add(one);
                case Output.Ended one -> ended.add(one);
                case Output.Ask(var command) -> {
                    asked.add(command);
                    if (gatewayAnswers) {
                        server.handle(new Input.Told(event(command)), now);
                    }
                }
            }
        }
        return replies;
    }

    private static Event event(Command command) {
        return switch (command) {
            case Command.Reserve(var id, var streams, _) -> new Event.Reserved(id, locals(streams));
            case Command.Configure(var id, var streams) ->
                    new Event.Configured(id, locals(streams));
            case Command.Audit(var id) -> new Event.Audited(id, counters());
            case Command.Release(var id) -> new Event.Released(id, counters());
        };
    }

    private static List<Local> locals(List<Stream> streams) {
        return streams.stream()
                .map(stream ->
                        new Local(
                                stream.index(),
                                new Local.Access(
                                        new InetSocketAddress("203.0.113.5", 10_000),
                                        "ours",
                                        "ourpasswordourpasswordou",
                                        new Fingerprint("sha-256", PRINT),
                                        Optional.empty()),
                                new Local.Core(
                                        new InetSocketAddress("203.0.113.5", 30_000),
                                        new InetSocketAddress("203.0.113.5", 30_001),
                                        Map.of())))
                .toList();
    }

    private static List<Counters> counters() {
        var some =
                new Counters.Direction(10, 1_000, Map.of(Drop.UNAUTHENTIC, 1L), 1_800_000_000_000L);
        var more = new Counters.Direction(20, 2_000, Map.of(), 1_800_000_000_000L);
        return List.of(new Counters(0, some, more, "pair", "SRTP_AES128_CM_HMAC_SHA1_80", ""));
    }

    private <T extends Command> T last(Class<T> type) {
        return asked.reversed().stream()
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElseThrow();
    }

    private static SessionDescription sdp(Value.Dictionary reply) {
        assertEquals("ok", reply.text("result"), reply::toString);
        String text = reply.text("sdp");
        assertFalse(text == null);
        return SessionDescription.decode(text) instanceof Decoded.Ok(var sdp) ? sdp : fail(text);
    }

    private static SessionDescription fail(String text) {
        throw new AssertionError(text);
    }

    private static Value.Dictionary read(String datagram) {
        return NgMessage.decode(datagram) instanceof Decoded.Ok(var message)
                ? message.content()
                : Value.Dictionary.empty();
    }
}
