package org.wicgate.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Hop;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;
import org.wicgate.sip.Transport;

/** Routing and forking through the whole core, in virtual time. */
final class RouterTest {
    private static final String ROUTE = "Route: <sip:orig@127.0.0.1:5080;lr>";
    private static final String ASSERTED = "P-Asserted-Identity: <sip:alice@ims.example>";
    private static final String CONTACT = "Contact: <sip:alice@x.invalid>";
    private static final String RECORDED = "Record-Route: <sip:edge@127.0.0.1:5060;lr>";

    private final Bench bench = new Bench().registerWeb("alice", "fa");

    private String invite(String uri) {
        return bench.request(
                "INVITE",
                uri,
                Bench.EDGE,
                Bench.impu("alice") + ";tag=a",
                "<" + uri + ">",
                ROUTE,
                ASSERTED,
                CONTACT,
                RECORDED);
    }

    private Response answer(Request forwarded, int status, String... lines) {
        var edit =
                Response.to(forwarded, status).toTag("b").copy(HeaderName.RECORD_ROUTE, forwarded);
        for (String line : lines) {
            edit.append(HeaderName.CONTACT, line);
        }
        return edit.build();
    }

    @Test
    void callGoesToTheCalleesEdgeAndBack() {
        bench.registerWeb("bob", "fb");
        bench.receive(Bench.EDGE, invite("sip:bob@ims.example"));
        var invite = bench.forwarded();
        assertEquals("sip:fb@x.invalid;transport=ws", invite.requestUri().toString());
        assertEquals(List.of("<sip:fb@127.0.0.1:5060;lr;ob>"), invite.headers(HeaderName.ROUTE));
        assertEquals("<sip:bob@ims.example>", invite.header(HeaderName.P_CALLED_PARTY_ID));
        assertEquals("<sip:alice@ims.example>", invite.header(HeaderName.P_ASSERTED_IDENTITY));
        assertEquals("69", invite.header(HeaderName.MAX_FORWARDS));
        assertEquals(
                List.of("<sip:127.0.0.1:5080;lr>", "<sip:edge@127.0.0.1:5060;lr>"),
                invite.headers(HeaderName.RECORD_ROUTE));
        assertEquals(2, invite.vias().size());

        bench.receive(Bench.EDGE, answer(invite, 180));
        assertEquals(180, bench.response().status());
        bench.receive(Bench.EDGE, answer(invite, 200, "<sip:fb@x.invalid;transport=ws>"));
        var ok = bench.response();
        assertEquals(200, ok.status());
        assertEquals(1, ok.vias().size());
        bench.receive(Bench.EDGE, answer(invite, 200));
        assertEquals(200, bench.response().status(), "a repeated 2xx passes");

        bench.receive(
                Bench.EDGE,
                inDialog(
                        "ACK",
                        "sip:fb@x.invalid;transport=ws",
                        "<sip:127.0.0.1:5080;lr>",
                        "<sip:edge2@127.0.0.1:5060;lr>"));
        var ack = bench.forwarded();
        assertEquals(List.of("<sip:edge2@127.0.0.1:5060;lr>"), ack.headers(HeaderName.ROUTE));
        bench.receive(
                Bench.EDGE,
                inDialog(
                        "BYE",
                        "sip:fb@x.invalid;transport=ws",
                        "<sip:127.0.0.1:5080;lr>",
                        "<sip:edge2@127.0.0.1:5060;lr>"));
        var bye = bench.forwarded();
        assertEquals("sip:fb@x.invalid;transport=ws", bye.requestUri().toString());
        bench.receive(Bench.EDGE, answer(bye, 200));
        assertEquals(200, bench.response().status());
    }

    private String inDialog(String method, String uri, String... routes) {
        String route = "Route: " + String.join(", ", routes);
        return bench.request(
                method,
                uri,
                Bench.EDGE,
                Bench.impu("alice") + ";tag=a",
                Bench.impu("bob") + ";tag=b",
                route);
    }

    @Test
    void forkIsWonByOneAndCancelledForTheOther() {
        bench.registerWeb("bob", "f1").registerWeb("bob", "f2");
        bench.receive(Bench.EDGE, invite("sip:bob@ims.example"));
        var forks = bench.sent().stream().map(t -> (Request) t.message()).toList();
        assertEquals(2, forks.size());
        bench.receive(Bench.EDGE, answer(forks.get(0), 180));
        bench.receive(Bench.EDGE, answer(forks.get(1), 180));
        bench.sent();
        bench.receive(Bench.EDGE, answer(forks.get(0), 200));
        var sent = bench.sent().stream().map(t -> t.message().startLine()).toList();
        assertEquals(
                List.of("SIP/2.0 200 OK", "CANCEL sip:f2@x.invalid;transport=ws SIP/2.0"), sent);
        bench.receive(Bench.EDGE, answer(forks.get(1), 487));
        var last = bench.sent().stream().map(t -> t.message().startLine()).toList();
        assertEquals(List.of("ACK sip:f2@x.invalid;transport=ws SIP/2.0"), last);
    }

    @Test
    void bestOfTheRefusalsIsPassedOn() {
        bench.registerWeb("bob", "f1").registerWeb("bob", "f2");
        bench.receive(Bench.EDGE, invite("sip:bob@ims.example"));
        var forks = bench.sent().stream().map(t -> (Request) t.message()).toList();
        bench.receive(Bench.EDGE, answer(forks.get(0), 503));
        bench.sent();
        bench.receive(Bench.EDGE, answer(forks.get(1), 486));
        assertEquals(486, statusIn(bench.sent()));
    }

    private static int statusIn(List<LabCore.Out.Transmit> sent) {
        return sent.stream()
                .map(LabCore.Out.Transmit::message)
                .filter(Response.class::isInstance)
                .map(m -> ((Response) m).status())
                .findFirst()
                .orElse(0);
    }

    @Test
    void cancelReachesTheCallee() {
        bench.registerWeb("bob", "fb");
        String text = invite("sip:bob@ims.example");
        bench.receive(Bench.EDGE, text);
        var invite = bench.forwarded();
        bench.receive(Bench.EDGE, answer(invite, 180));
        bench.sent();
        bench.receive(
                Bench.EDGE,
                text.replace("INVITE", "CANCEL")
                        .replaceAll("Contact.*\n", "Reason: SIP;cause=503\n"));
        var sent = bench.sent().stream().map(LabCore.Out.Transmit::message).toList();
        assertEquals("SIP/2.0 200 OK", sent.get(0).startLine());
        assertEquals("CANCEL", ((Request) sent.get(1)).method());
        assertEquals("SIP;cause=503", sent.get(1).header(HeaderName.REASON));
        bench.receive(Bench.EDGE, answer(invite, 487));
        assertEquals(487, statusIn(bench.sent()));
    }

    @Test
    void calleeThatSaysNothingIs408() {
        bench.registerWeb("bob", "fb");
        bench.receive(Bench.EDGE, invite("sip:bob@ims.example"));
        bench.pass(Duration.ofSeconds(33));
        var statuses =
                bench.sent().stream()
                        .map(LabCore.Out.Transmit::message)
                        .filter(Response.class::isInstance)
                        .map(m -> ((Response) m).status())
                        .distinct()
                        .toList();
        assertTrue(statuses.contains(408), statuses::toString);
    }

    /** RFC 3261 §16.6 step 11. */
    @Test
    void calleeThatRingsForEverIsCancelledByTimerC() {
        bench.registerWeb("bob", "fb");
        bench.receive(Bench.EDGE, invite("sip:bob@ims.example"));
        var invite = bench.forwarded();
        bench.receive(Bench.EDGE, answer(invite, 180));
        bench.pass(Duration.ofMinutes(3));
        bench.sent();
        bench.pass(Duration.ofSeconds(2));
        assertEquals("CANCEL", ((Request) bench.sent().getFirst().message()).method());
    }

    @Test
    void failedFlowLosesItsBinding() {
        bench.registerWeb("bob", "fb");
        bench.receive(Bench.EDGE, invite("sip:bob@ims.example"));
        var invite = bench.forwarded();
        bench.receive(Bench.EDGE, answer(invite, 430));
        assertEquals(480, statusIn(bench.sent()));
        bench.receive(Bench.EDGE, invite("sip:bob@ims.example"));
        assertEquals(480, bench.response().status());
    }

    @ParameterizedTest
    @CsvSource({
        "sip:nobody@ims.example, 404",
        "sip:bob@ims.example, 480",
        "sip:bob@elsewhere.example, 404",
        "tel:+123, 404",
        "http://x, 416",
        "sip:busy@ims.example, 486",
        "sip:busy@127.0.0.1:5080, 486"
    })
    void refusalSaysWhatIsWrong(String uri, int status) {
        bench.receive(Bench.EDGE, invite(uri));
        assertEquals(status, bench.response().status());
    }

    @Test
    void hopsEnd() {
        bench.registerWeb("bob", "fb");
        bench.receive(
                Bench.EDGE, invite("sip:bob@ims.example").replace("Forwards: 70", "Forwards: 0"));
        assertEquals(483, bench.response().status());
    }

    /** RFC 3261 §16.3 step 4. */
    @Test
    void requestThatComesBackUnchangedIsALoop() {
        bench.registerWeb("bob", "fb");
        String text = invite("sip:bob@ims.example");
        bench.receive(Bench.EDGE, text);
        String again = text.replace("z9hG4bKt", "z9hG4bKu");
        String back = again.replace("Max-", "Via: " + bench.forwarded().via() + "\nMax-");
        bench.receive(Bench.EDGE, back);
        assertEquals(482, bench.response().status());
        bench.receive(
                Bench.EDGE, back.replace("sip:bob@", "sip:carol@").replace("z9hG4bKu", "z9hG4bKw"));
        assertEquals(480, bench.response().status(), "a spiral goes on");
    }

    /** RFC 4475 §3.3.5. */
    @Test
    void extensionWantedOfProxiesIsNamed() {
        bench.receive(
                Bench.EDGE,
                invite("sip:bob@ims.example").replace("Max-", "Proxy-Require: a, b\nMax-"));
        var refused = bench.response();
        assertEquals(420, refused.status());
        assertEquals("a, b", refused.header(HeaderName.UNSUPPORTED));
    }

    @Test
    void callerMustBeAssertedAndRegistered() {
        bench.receive(Bench.EDGE, invite("sip:echo@ims.example").replace(ASSERTED + "\n", ""));
        assertEquals(403, bench.response().status());
        bench.receive(
                Bench.EDGE,
                invite("sip:echo@ims.example")
                        .replace("Identity: <sip:alice", "Identity: <sip:bob"));
        assertEquals(403, bench.response().status());
        bench.receive(Bench.PHONE, invite("sip:echo@ims.example"));
        assertEquals(403, bench.response().status());
    }

    @Test
    void phoneIsKnownByWhereItRegistered() {
        bench.registerPhone();
        bench.receive(
                Bench.PHONE,
                bench.request(
                        "INVITE",
                        "sip:alice@ims.example",
                        Bench.PHONE,
                        "<sip:anyone@ims.example>;tag=c",
                        Bench.impu("alice"),
                        ASSERTED.replace("alice", "bob"),
                        "P-Charging-Vector: icid-value=x",
                        "Contact: <sip:carol@127.0.0.1:6000>"));
        var invite = bench.forwarded();
        assertEquals(
                List.of("<sip:carol@ims.example>"), invite.headers(HeaderName.P_ASSERTED_IDENTITY));
        assertNull(invite.header(HeaderName.P_CHARGING_VECTOR));
        assertEquals(List.of("<sip:fa@127.0.0.1:5060;lr;ob>"), invite.headers(HeaderName.ROUTE));
    }

    @Test
    void callToPhoneGoesToItsContact() {
        bench.registerPhone();
        bench.receive(Bench.EDGE, invite("sip:carol@ims.example"));
        var sent = bench.sent().getFirst();
        assertEquals(new Hop.Address(Transport.UDP, Bench.PHONE), sent.to());
        assertFalse(sent.message().has(HeaderName.ROUTE));
    }

    @Test
    void phoneOverTcpIsReachedOnItsConnection() {
        var connection = new Hop.Connection(Transport.TCP, 7);
        InetSocketAddress source = Bench.at(51000);
        overTcp(connection, source, bench.phoneRegister());
        var asked = bench.response();
        overTcp(
                connection,
                source,
                bench.phoneRegister("Authorization: " + Bench.answer(asked, "secret")));
        assertEquals(200, bench.response().status());
        bench.receive(Bench.EDGE, invite("sip:carol@ims.example"));
        var sent = bench.sent().getFirst();
        assertEquals(connection, sent.to());
        assertEquals("TCP", sent.message().via().transport());
        assertEquals(
                List.of(
                        "<sip:127.0.0.1:5080;transport=tcp;lr>",
                        "<sip:127.0.0.1:5080;lr>",
                        "<sip:edge@127.0.0.1:5060;lr>"),
                sent.message().headers(HeaderName.RECORD_ROUTE));
        bench.run.give(new LabCore.In.TransportFailed(connection));
        bench.sent();
        bench.receive(Bench.EDGE, invite("sip:carol@ims.example"));
        assertEquals(480, bench.response().status());
    }

    /** As baresip does: its Contact within a call is where its connection comes from. */
    @Test
    void contactThatIsTheConnectionsOwnAddressIsReachedOnIt() {
        var connection = new Hop.Connection(Transport.TCP, 7);
        overTcp(connection, Bench.at(51000), bench.phoneRegister());
        bench.sent();
        var route = "<sip:127.0.0.1:5080;lr>";
        bench.receive(
                Bench.EDGE, inDialog("BYE", "sip:carol@127.0.0.1:51000;transport=tcp", route));
        assertEquals(connection, bench.sent().getFirst().to());
    }

    private void overTcp(Hop connection, InetSocketAddress source, String text) {
        var message = Bench.message(text.replace("/UDP", "/TCP"));
        assertInstanceOf(Request.class, message);
        bench.run.give(new LabCore.In.Received(message, connection, source));
    }
}
