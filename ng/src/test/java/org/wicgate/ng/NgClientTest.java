package org.wicgate.ng;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.wicgate.base.Decoded;
import org.wicgate.iq.AccessRemote;
import org.wicgate.iq.Command;
import org.wicgate.iq.ContextId;
import org.wicgate.iq.CoreRemote;
import org.wicgate.iq.CoreSecurity;
import org.wicgate.iq.Event;
import org.wicgate.iq.Fingerprint;
import org.wicgate.iq.Local;
import org.wicgate.iq.SrtpSuite;
import org.wicgate.iq.Stream;
import org.wicgate.ng.NgClient.Input;
import org.wicgate.ng.NgClient.Output;
import org.wicgate.ng.Value.Dictionary;
import org.wicgate.sim.SeededEntropy;

class NgClientTest {
    private static final ContextId ID = new ContextId("x1");
    private static final Stream.Gates OPEN = Stream.Gates.OPEN;
    private static final AccessRemote WIC =
            new AccessRemote.Described(
                    "abcd",
                    "abcdefghijklmnopqrstuvwx",
                    List.of(new Fingerprint("sha-256", "AB:CD")),
                    AccessRemote.DtlsRole.SERVER,
                    true);
    private static final CoreRemote PHONE =
            new CoreRemote.At(
                    new InetSocketAddress("198.51.100.7", 6000),
                    new InetSocketAddress("198.51.100.7", 6001));

    private static final String TO_WIC =
            """
            v=0
            o=- 1 1 IN IP4 203.0.113.5
            s=-
            c=IN IP4 203.0.113.5
            t=0 0
            a=ice-lite
            m=audio 22311 UDP/TLS/RTP/SAVPF 0
            a=rtcp-mux
            a=setup:passive
            a=fingerprint:sha-256 18:50
            a=ice-ufrag:NewstDOx
            a=ice-pwd:AXi2cfjRPhvUq1DPMQozMM0W2J
            a=candidate:RIkzF43coSSIcTGK 1 UDP 2130706431 203.0.113.5 22311 typ host
            """;

    private static final String TO_PHONE =
            """
            v=0
            o=- 1 1 IN IP4 203.0.113.5
            s=-
            c=IN IP4 203.0.113.5
            t=0 0
            m=audio 22300 RTP/AVPF 0
            a=rtcp:22301
            """;

    private final NgClient client = new NgClient(new SeededEntropy(3));
    private final List<Dictionary> requests = new ArrayList<>();
    private final List<String> datagrams = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();
    private final List<Boolean> reached = new ArrayList<>();
    private Instant now = Instant.ofEpochSecond(1_800_000_000);
    private boolean answers = true;

    @BeforeEach
    void itAnswers() {
        client.tick(now);
        drain();
        assertEquals(List.of(true), reached);
        requests.clear();
    }

    @Test
    void aCallFromAWic() {
        ask(
                new Command.Reserve(
                        ID, List.of(stream(WIC, new CoreRemote.Unset(), Stream.Gates.CLOSED))));
        assertEquals(List.of("offer"), commands());
        var offer = requests.getFirst();
        assertEquals("access", offer.text("from-tag"));
        assertEquals("remove", offer.text("ICE"));
        assertEquals(22_300, local(Event.Reserved.class).core().rtp().getPort());
        assertEquals(22_301, local(Event.Reserved.class).core().rtcp().getPort());

        ask(new Command.Configure(ID, List.of(stream(new AccessRemote.Unset(), PHONE, OPEN))));
        assertEquals(List.of("offer", "offer", "answer"), commands());
        var local = local(Event.Configured.class);
        assertEquals(new InetSocketAddress("203.0.113.5", 22_311), local.access().address());
        assertEquals("NewstDOx", local.access().ufrag());
        assertEquals(new Fingerprint("sha-256", "18:50"), local.access().fingerprint());
        assertTrue(requests.getLast().toString().contains("m=audio 6000 RTP/AVPF 0"));
    }

    @Test
    void aCallToAWic() {
        ask(
                new Command.Reserve(
                        ID, List.of(stream(new AccessRemote.Unset(), PHONE, Stream.Gates.CLOSED))));
        assertEquals("core", requests.getFirst().text("from-tag"));
        assertEquals("UDP/TLS/RTP/SAVPF", requests.getFirst().text("transport-protocol"));
        assertEquals("NewstDOx", local(Event.Reserved.class).access().ufrag());
        ask(new Command.Configure(ID, List.of(stream(WIC, new CoreRemote.Unset(), OPEN))));
        assertEquals(List.of("offer", "answer"), commands());
        assertEquals("access", requests.getLast().text("to-tag"));
        assertTrue(requests.getLast().toString().contains("a=setup:active"));
        assertEquals(22_300, local(Event.Configured.class).core().rtp().getPort());
    }

    @Test
    void gatesThatCloseStopWhatComesFromThatSide() {
        established();
        ask(
                new Command.Configure(
                        ID,
                        List.of(
                                stream(
                                        new AccessRemote.Unset(),
                                        new CoreRemote.Unset(),
                                        new Stream.Gates(false, true)))));
        assertEquals(List.of("offer", "answer", "block media"), commands());
        assertEquals("access", requests.getLast().text("from-tag"));
        assertTrue(requests.getFirst().toString().contains("a=recvonly"));
        requests.clear();
        ask(
                new Command.Configure(
                        ID,
                        List.of(stream(new AccessRemote.Unset(), new CoreRemote.Unset(), OPEN))));
        assertEquals(List.of("offer", "answer", "unblock media"), commands());
    }

    @Test
    void auditAndReleaseSayWhatWasCarried() {
        established();
        ask(new Command.Audit(ID));
        var audited = assertInstanceOf(Event.Audited.class, events.getLast());
        assertEquals(7, audited.streams().getFirst().toCore().packets());
        assertEquals("AES_CM_128_HMAC_SHA1_80", audited.streams().getFirst().profile());
        ask(new Command.Release(ID));
        var released = assertInstanceOf(Event.Released.class, events.getLast());
        assertEquals(9, released.streams().getFirst().toAccess().packets());
        assertEquals(0, client.size());
    }

    @Test
    void aCallThatTheRtpengineForgotIsNoContext() {
        established();
        answers = false;
        ask(new Command.Audit(ID));
        answer(Dictionary.empty().with("result", "error").with("error-reason", "Unknown call-id"));
        var refused = assertInstanceOf(Event.Refused.class, events.getLast());
        assertEquals(Event.Cause.NO_SUCH_CONTEXT, refused.cause());
    }

    @Test
    void whatItRefusesIsRefusedAndDeleted() {
        answers = false;
        ask(
                new Command.Reserve(
                        ID, List.of(stream(WIC, new CoreRemote.Unset(), Stream.Gates.CLOSED))));
        answer(Dictionary.empty().with("result", "load limit").with("message", "full"));
        var refused = assertInstanceOf(Event.Refused.class, events.getLast());
        assertEquals(Event.Cause.TOO_MANY_CONTEXTS, refused.cause());
        assertEquals("delete", requests.getLast().text("command"));
        assertEquals(0, client.size());
    }

    @Test
    void descriptionsThatCannotBeUsedAreRefused() {
        for (String sdp :
                List.of(
                        "",
                        "v=1",
                        TO_WIC.replace("m=audio 22311", "m=audio 0"),
                        TO_WIC.replaceAll("a=candidate.*\n", ""))) {
            answers = false;
            ask(
                    new Command.Reserve(
                            ID,
                            List.of(stream(new AccessRemote.Unset(), PHONE, Stream.Gates.CLOSED))));
            answer(Dictionary.empty().with("result", "ok").with("sdp", sdp));
            assertInstanceOf(Event.Refused.class, events.getLast(), sdp);
        }
    }

    @Test
    void silenceIsRepeatedThenRefusedAndTheGatewayIsDownUntilItAnswers() {
        answers = false;
        ask(
                new Command.Reserve(
                        ID, List.of(stream(WIC, new CoreRemote.Unset(), Stream.Gates.CLOSED))));
        int first = datagrams.size();
        pass(Duration.ofSeconds(6));
        var refused = assertInstanceOf(Event.Refused.class, events.getLast());
        assertEquals(Event.Cause.UNAVAILABLE, refused.cause());
        String sent = datagrams.get(first - 1);
        assertEquals(4, datagrams.stream().filter(sent::equals).count());
        assertEquals(List.of(true, false), reached);
        answers = true;
        pass(Duration.ofSeconds(3));
        assertEquals(List.of(true, false, true), reached);
    }

    @Test
    void aReleaseDoesNotWaitForWhatIsOut() {
        established();
        answers = false;
        ask(new Command.Configure(ID, List.of(stream(WIC, PHONE, OPEN))));
        ask(new Command.Audit(ID));
        answers = true;
        ask(new Command.Release(ID));
        assertInstanceOf(Event.Released.class, events.getLast());
        assertEquals(0, client.size());
        pass(Duration.ofMinutes(1));
        assertInstanceOf(Event.Released.class, events.getLast());
    }

    @Test
    void whatAnRtpengineIsNotAskedForIsRefusedByName() {
        var secured =
                new CoreRemote.At(
                        new InetSocketAddress("198.51.100.7", 6000),
                        new InetSocketAddress("198.51.100.7", 6001),
                        new CoreSecurity.Sdes(SrtpSuite.AES_CM_128_HMAC_SHA1_80, "key", ""));
        ask(new Command.Reserve(ID, List.of(stream(WIC, secured, OPEN))));
        var refused = assertInstanceOf(Event.Refused.class, events.getLast());
        assertTrue(refused.why().contains("SRTP"));
        assertFalse(refused.why().contains("key"));
        assertEquals(0, client.size());
    }

    @Test
    void strangersAnswersChangeNothing() {
        established();
        int before = events.size();
        var random = new Random(5);
        for (int i = 0; i < 10_000; i++) {
            var bad = new StringBuilder(datagrams.get(random.nextInt(datagrams.size())));
            bad.setCharAt(random.nextInt(bad.length()), (char) random.nextInt(256));
            client.handle(new Input.Received(bad.toString()), now);
            drain();
        }
        assertEquals(before, events.size());
    }

    private void established() {
        ask(
                new Command.Reserve(
                        ID, List.of(stream(WIC, new CoreRemote.Unset(), Stream.Gates.CLOSED))));
        ask(new Command.Configure(ID, List.of(stream(new AccessRemote.Unset(), PHONE, OPEN))));
        requests.clear();
    }

    private static Stream stream(AccessRemote access, CoreRemote core, Stream.Gates gates) {
        return new Stream(0, access, core, gates);
    }

    private Local local(Class<? extends Event> type) {
        var last = assertInstanceOf(type, events.getLast());
        return switch (last) {
            case Event.Reserved(_, var streams) -> streams.getFirst();
            case Event.Configured(_, var streams) -> streams.getFirst();
            default -> throw new AssertionError(last);
        };
    }

    private List<String> commands() {
        return requests.stream().map(request -> String.valueOf(request.text("command"))).toList();
    }

    private void ask(Command command) {
        client.handle(new Input.Ask(command), now);
        drain();
    }

    private void pass(Duration time) {
        var end = now.plus(time);
        while (!client.deadline().isAfter(end)) {
            now = client.deadline().isAfter(now) ? client.deadline() : now;
            client.tick(now);
            drain();
        }
        now = end;
    }

    /** Answers the last request. */
    private void answer(Dictionary content) {
        String cookie = datagrams.getLast().substring(0, datagrams.getLast().indexOf(' '));
        client.handle(new Input.Received(new NgMessage(cookie, content).encode()), now);
        drain();
    }

    private void drain() {
        for (var out = client.poll(); out != null; out = client.poll()) {
            switch (out) {
                case Output.Tell(var event) -> events.add(event);
                case Output.Reached(var isUp) -> reached.add(isUp);
                case Output.Send(var datagram) -> {
                    datagrams.add(datagram);
                    sent(datagram);
                }
            }
        }
    }

    private void sent(String datagram) {
        if (!(NgMessage.decode(datagram) instanceof Decoded.Ok(var message))) {
            throw new AssertionError(datagram);
        }
        requests.add(message.content());
        if (answers) {
            var reply = new NgMessage(message.cookie(), reply(message.content()));
            client.handle(new Input.Received(reply.encode()), now);
        }
    }

    private static Dictionary reply(Dictionary request) {
        var ok = Dictionary.empty().with("result", "ok");
        boolean isFromAccess = "access".equals(request.text("from-tag"));
        return switch (String.valueOf(request.text("command"))) {
            case "offer" -> ok.with("sdp", isFromAccess ? TO_PHONE : TO_WIC);
            case "answer" -> ok.with("sdp", isFromAccess ? TO_WIC : TO_PHONE);
            case "query", "delete" ->
                    ok.with(
                            "tags",
                            Dictionary.empty().with("access", media(7)).with("core", media(9)));
            default -> ok;
        };
    }

    private static Dictionary media(long packets) {
        var stream =
                Dictionary.empty()
                        .with("crypto suite", "AES_CM_128_HMAC_SHA1_80")
                        .with("stats", Dictionary.empty().with("packets", packets));
        var media = Dictionary.empty().with("streams", new Value.Sequence(List.of(stream)));
        return Dictionary.empty().with("medias", new Value.Sequence(List.of(media)));
    }
}
