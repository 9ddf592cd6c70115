package org.wicgate.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wicgate.codec.G711;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;

/** Calls to the services through the whole core, in virtual time. */
final class ServiceCallsTest {
    private static final String ROUTE = "Route: <sip:orig@127.0.0.1:5080;lr>";
    private static final String ASSERTED = "P-Asserted-Identity: <sip:alice@ims.example>";
    private static final String CONTACT = "Contact: <sip:alice@127.0.0.1:5060>";
    private static final String RECORDED = "Record-Route: <sip:edge@127.0.0.1:5060;lr>";

    private final Bench bench = new Bench().registerWeb("alice", "f1");

    private String invite(String user) {
        return bench.request(
                "INVITE",
                "sip:" + user + "@ims.example",
                Bench.EDGE,
                Bench.impu("alice") + ";tag=a",
                Bench.impu(user),
                ROUTE,
                ASSERTED,
                CONTACT,
                RECORDED);
    }

    /** Calls, gives ports, and takes the 200. */
    private Response answered(String user) {
        bench.receive(Bench.EDGE, Bench.withBody(invite(user), Bench.OFFER));
        var open = bench.command(MediaCommand.Open.class);
        bench.media(new MediaEvent.Opened(open.session(), Bench.at(40000)));
        return bench.sent().stream()
                .map(t -> (Response) t.message())
                .filter(Response::isSuccess)
                .findFirst()
                .orElseThrow();
    }

    private Bench inDialog(String method, Response ok, String body, String... lines) {
        String to = String.valueOf(ok.header(HeaderName.TO));
        String text =
                bench.request(
                        method,
                        ok.contacts().getFirst().uri().toString(),
                        Bench.EDGE,
                        Bench.impu("alice") + ";tag=a",
                        to,
                        lines);
        if (method.equals("ACK")) {
            text = text.replaceAll("CSeq: \\d+", "CSeq: " + ok.cseq().number());
        }
        return bench.receive(Bench.EDGE, body.isEmpty() ? text : Bench.withBody(text, body));
    }

    @Test
    void echoAnswersWithOurPortAndEndsWithBye() {
        var ok = answered("echo");
        assertEquals("<sip:edge@127.0.0.1:5060;lr>", ok.header(HeaderName.RECORD_ROUTE));
        assertEquals("<sip:echo@127.0.0.1:5080>", ok.header(HeaderName.CONTACT));
        String sdp = new String(ok.body(), StandardCharsets.UTF_8);
        assertTrue(sdp.contains("m=audio 40000 RTP/AVP 8 0 101\r\n"), sdp);
        inDialog("ACK", ok, "");
        bench.pass(Duration.ofMinutes(1));
        assertEquals(List.of(), bench.sent());
        inDialog("BYE", ok, "");
        var said = bench.run.take().stream().map(Object::toString).toList();
        assertTrue(
                said.stream().anyMatch(s -> s.startsWith("Media[command=Close")), said::toString);
        assertTrue(said.stream().anyMatch(s -> s.contains("SIP/2.0 200")), said::toString);
        inDialog("BYE", ok, "");
        assertEquals(481, bench.response().status());
    }

    @Test
    void mediaGoesWhereTheOfferSays() {
        bench.receive(Bench.EDGE, Bench.withBody(invite("echo"), Bench.OFFER));
        var open = bench.command(MediaCommand.Open.class);
        bench.media(new MediaEvent.Opened(open.session(), Bench.at(40000)));
        assertEquals(
                new MediaCommand.Start(
                        open.session(),
                        Service.ECHO,
                        Bench.at(30000),
                        Bench.at(30001),
                        8,
                        G711.A_LAW,
                        true),
                bench.command(MediaCommand.Start.class));
    }

    /** RFC 3261 §13.3.1.4. */
    @Test
    void answerIsRepeatedUntilAckOrForSoLong() {
        answered("echo");
        bench.pass(Duration.ofSeconds(31));
        var repeated = bench.sent();
        assertEquals(9, repeated.size(), repeated::toString);
        bench.pass(Duration.ofSeconds(2));
        var said = bench.run.take();
        assertTrue(said.stream().anyMatch(o -> o.toString().contains("no ACK")), said::toString);
        var bye =
                said.stream()
                        .map(Object::toString)
                        .filter(s -> s.contains("BYE sip:alice@127.0.0.1:5060"))
                        .findFirst();
        assertTrue(bye.isPresent(), said::toString);
    }

    @Test
    void toneRingsFirst() {
        bench.receive(Bench.EDGE, Bench.withBody(invite("tone"), Bench.OFFER));
        var open = bench.command(MediaCommand.Open.class);
        bench.media(new MediaEvent.Opened(open.session(), Bench.at(40000)));
        var ringing = bench.response();
        assertEquals(180, ringing.status());
        bench.pass(Duration.ofMillis(500));
        var ok = bench.response();
        assertEquals(200, ok.status());
        assertEquals(ringing.to(), ok.to());
    }

    @Test
    void busyIsBusy() {
        bench.receive(Bench.EDGE, Bench.withBody(invite("busy"), Bench.OFFER));
        assertEquals(486, bench.response().status());
    }

    @Test
    void ringRingsUntilItIsCancelled() {
        String invite = Bench.withBody(invite("ring"), Bench.OFFER);
        bench.receive(Bench.EDGE, invite);
        assertEquals(180, bench.response().status());
        bench.pass(Duration.ofMinutes(10));
        assertEquals(List.of(), bench.sent());
        bench.receive(
                Bench.EDGE,
                invite.replace("INVITE", "CANCEL")
                        .replace(Bench.OFFER, "")
                        .replaceAll("Content-.*\n", ""));
        var statuses = bench.sent().stream().map(t -> ((Response) t.message()).status()).toList();
        assertEquals(List.of(200, 487), statuses);
    }

    @Test
    void cancelBeforeThePortsAreOpenClosesThem() {
        String invite = Bench.withBody(invite("echo"), Bench.OFFER);
        bench.receive(Bench.EDGE, invite);
        var open = bench.command(MediaCommand.Open.class);
        bench.receive(
                Bench.EDGE,
                invite.replace("INVITE", "CANCEL")
                        .replace(Bench.OFFER, "")
                        .replaceAll("Content-.*\n", ""));
        bench.command(MediaCommand.Close.class);
        bench.media(new MediaEvent.Opened(open.session(), Bench.at(40000)));
        bench.command(MediaCommand.Close.class);
    }

    @ParameterizedTest
    @CsvSource({
        "RTP/AVP 8 0 101, RTP/AVP 111, 488",
        "RTP/AVP 8 0 101, UDP/TLS/RTP/SAVPF 0, 488",
        "m=audio 30000, m=video 30000, 488",
        "m=audio 30000, m=audio 0, 488",
        "v=0, hello, 400"
    })
    void offerThatDoesNotFitIsRefused(String from, String to, int status) {
        bench.receive(Bench.EDGE, Bench.withBody(invite("echo"), Bench.OFFER.replace(from, to)));
        assertEquals(status, bench.response().status());
        String text =
                Bench.withBody(invite("echo"), Bench.OFFER)
                        .replace("application/sdp", "text/plain");
        bench.receive(Bench.EDGE, text);
        assertEquals(415, bench.response().status());
    }

    @Test
    void holdIsAnsweredAndStopsTheEcho() {
        var ok = answered("echo");
        inDialog("ACK", ok, "");
        bench.run.take();
        inDialog("INVITE", ok, Bench.OFFER + "a=sendonly\r\n", CONTACT);
        var said = bench.run.take();
        var start =
                said.stream()
                        .map(Object::toString)
                        .filter(s -> s.contains("Start["))
                        .findFirst()
                        .orElse("");
        assertTrue(start.contains("sends=false"), start);
        var held =
                said.stream()
                        .filter(LabCore.Out.Transmit.class::isInstance)
                        .map(o -> (Response) ((LabCore.Out.Transmit) o).message())
                        .findFirst();
        assertTrue(held.isPresent());
        String sdp = new String(held.get().body(), StandardCharsets.UTF_8);
        assertTrue(sdp.contains("a=recvonly"), sdp);
        assertFalse(sdp.contains(" 1 1 IN"), "version must rise: " + sdp);
    }

    @Test
    void inviteWithoutOfferIsAnsweredWithOne() {
        bench.receive(Bench.EDGE, invite("echo"));
        var open = bench.command(MediaCommand.Open.class);
        bench.media(new MediaEvent.Opened(open.session(), Bench.at(40000)));
        var ok = bench.response();
        assertTrue(
                new String(ok.body(), StandardCharsets.UTF_8)
                        .contains("m=audio 40000 RTP/AVP 0 8 101"));
        inDialog("ACK", ok, Bench.OFFER);
        assertEquals(8, bench.command(MediaCommand.Start.class).payloadType());
    }

    @Test
    void longestCallIsHungUp() {
        var ok = answered("echo");
        inDialog("ACK", ok, "");
        bench.run.take();
        bench.pass(Duration.ofMinutes(61));
        var bye = bench.sent().stream().map(t -> (Request) t.message()).findFirst().orElseThrow();
        assertEquals("BYE", bye.method());
        assertEquals("<sip:edge@127.0.0.1:5060;lr>", bye.header(HeaderName.ROUTE));
        assertNotNull(bye.to().tag());
    }

    @Test
    void noPortsMeansUnavailable() {
        bench.receive(Bench.EDGE, Bench.withBody(invite("echo"), Bench.OFFER));
        var open = bench.command(MediaCommand.Open.class);
        bench.media(new MediaEvent.Refused(open.session(), "none"));
        assertEquals(503, bench.response().status());
    }

    @Test
    void callsAreBounded() {
        var d = LabSettings.Limits.DEFAULT;
        var one =
                new LabSettings.Limits(
                        d.transactions(),
                        1,
                        d.bindings(),
                        d.nonces(),
                        d.nonceLife(),
                        d.shortest(),
                        d.usual(),
                        d.longest(),
                        d.longestCall());
        var small = new Bench(one).registerWeb("alice", "f1");
        small.receive(Bench.EDGE, Bench.withBody(invite("ring"), Bench.OFFER));
        assertEquals(180, small.response().status());
        small.receive(Bench.EDGE, Bench.withBody(invite("echo"), Bench.OFFER));
        assertEquals(503, small.response().status());
    }
}
