package org.wicgate.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.wicgate.sim.Proves;

/**
 * What the browser WIC does on W2, seen octet by octet between it and a gateway that opens no
 * WebSocket without the session of the WWSF (RFC 7118).
 */
@UsesBrowser
class BrowserWireTest {
    private static final Pattern LENGTH = Pattern.compile("(?mi)^Content-Length: *(\\d+)$");
    private static final Pattern BINDING =
            Pattern.compile(
                    "(?m)^Contact: .*;reg-id=1;\\+sip\\.instance=\"<urn:uuid:[0-9a-f-]+>\"");

    /** With this luck a WIC waits so long after its second try, and after its third. */
    private static final String LUCK = "0.3";

    private static final List<Long> LEAST_WAITS_SECONDS = List.of(2L, 3L);

    private static Program program;
    private static W2Tap tap;
    private static Chromium chromium;
    private static String plain;
    private static String secure;
    private static String elsewhere;
    private static String withPassword;
    private static String securePage;

    @BeforeAll
    static void start() {
        var ports = Program.Ports.free();
        int listens = ports.first() + 6;
        plain = "ws://localhost:" + listens + "/ws";
        secure = "wss://localhost:" + (ports.first() + 7) + "/ws";
        elsewhere = "ws://127.0.0.1:" + listens + "/ws";
        securePage = "https://localhost:" + (ports.first() + 8);
        String origins = "http://localhost:" + ports.web() + "," + securePage;
        withPassword = "ws://wic:w2-word@localhost:" + listens + "/ws";
        var settings =
                Map.of(
                        "WICGATE_WWSF_W2_URIS",
                        String.join(",", plain, secure, elsewhere),
                        "WICGATE_EPCSCF_W2_LISTEN",
                        "ws://localhost:" + ports.w2() + "/ws," + secure,
                        "WICGATE_EPCSCF_W2_REQUIRE_SESSION",
                        "true",
                        "WICGATE_WWSF_LISTEN",
                        origins.replace(",", "/,") + "/",
                        "WICGATE_EPCSCF_W2_ALLOWED_ORIGINS",
                        origins,
                        "WICGATE_EPCSCF_REGISTRATION_WWSFS_WWSF",
                        origins);
        program = Program.demo("wire", ports, settings);
        tap = new W2Tap(listens, program.w2());
        chromium = new Chromium("wire");
    }

    @AfterAll
    static void stop() {
        chromium.close();
        program.close();
        tap.close();
    }

    @AfterEach
    void nothingIsLeft() {
        tap.mode(W2Tap.Mode.THROUGH);
        program.awaitMetric(0, Patience.USUAL, "wicgate_registered");
        assertEquals(0, program.admin().metric("wicgate_bugs_total"), program.log());
    }

    /**
     * Registers, calls, holds and takes back, hangs up and leaves, with answers in text messages.
     * What else a WIC may send in a call is seen in {@code gm.test.ts}.
     */
    @Test
    @Proves({"WIC-01", "WIC-03", "WIC-12"})
    void itOpensAWebSocketAndSendsOneSipMessageWithItsTokenInEachFrame() {
        var alice = registered("alice");
        alice.dial("echo").awaitState("connected");
        alice.click("hold");
        alice.awaitState("held");
        alice.click("hold");
        alice.awaitState("connected");
        alice.click("hangup");
        alice.outcome("hung-up");
        alice.click("logout");
        Patience.until(
                Patience.USUAL,
                () -> "closed: " + alice.socket(),
                () -> alice.socket().closedWith() == 1000);
        var line = last();
        isHandshake(line.handshake());
        var frames = line.frames();
        frames.forEach(frame -> assertTrue(frame.masked() && frame.reserved() == 0, "" + frame));
        var messages = messages(line);
        messages.forEach(BrowserWireTest::isOneSipMessage);
        var requests =
                messages.stream()
                        .map(W2Tap.Frame::payload)
                        .filter(m -> !m.startsWith("SIP/2.0"))
                        .toList();
        var methods = requests.stream().map(m -> m.substring(0, m.indexOf(' '))).toList();
        for (String method : List.of("REGISTER", "SUBSCRIBE", "INVITE", "ACK", "BYE")) {
            assertTrue(methods.contains(method), methods::toString);
        }
        assertEquals(3, methods.stream().filter("INVITE"::equals).count(), methods::toString);
        String token = TextWic.line(requests.getFirst(), "Authorization:");
        assertTrue(token.matches("Bearer [\\w-]+\\.[\\w-]+\\.[\\w-]+"), token);
        for (String request : requests) {
            assertEquals(token, TextWic.line(request, "Authorization:"), request);
        }
        assertTrue(requests.stream().anyMatch(r -> r.contains(";expires=0")), "and it deregisters");
    }

    private static void isHandshake(String handshake) {
        assertTrue(handshake.startsWith("GET /ws HTTP/1.1\r\n"), handshake);
        for (String wanted :
                List.of(
                        "Upgrade: websocket",
                        "Connection: Upgrade",
                        "Sec-WebSocket-Version: 13",
                        "Sec-WebSocket-Protocol: sip")) {
            assertTrue(handshake.contains("\r\n" + wanted), () -> wanted + " in " + handshake);
        }
        assertTrue(handshake.matches("(?s).*\r\nSec-WebSocket-Key: [\\w+/]{22}==.*"), handshake);
    }

    private static void isOneSipMessage(W2Tap.Frame frame) {
        String text = frame.payload();
        assertTrue(frame.complete() && frame.opcode() == W2Tap.TEXT, text);
        assertTrue(
                text.matches("(?s)([A-Z]+ sip:\\S+ SIP/2\\.0|SIP/2\\.0 \\d{3} [^\r]*)\r\n.*"),
                text);
        var length = LENGTH.matcher(text);
        assertTrue(length.find(), text);
        int body = text.length() - text.indexOf("\r\n\r\n") - 4;
        assertEquals(body, Integer.parseInt(length.group(1)), text);
    }

    @Test
    @Proves("WIC-02")
    void aServerThatDoesNotChooseSipGetsNone() {
        tap.mode(W2Tap.Mode.WITHOUT_SUBPROTOCOL);
        var line = refused("unchosen", plain, "The gateway cannot be reached.");
        assertTrue(line.handshake().contains("\r\nSec-WebSocket-Protocol: sip"));
        assertEquals(List.of(), messages(line));
    }

    /** The other tests have text messages; a caller's name in Latin-1 comes back as it came. */
    @Test
    @Proves("WIC-04")
    void binaryMessagesAreTakenAndWhatIsNoUtf8GoesOutInOne() {
        tap.mode(W2Tap.Mode.AS_BINARY);
        var alice = registered("binary");
        alice.dial("echo").awaitState("connected");
        var line = last();
        String from = "\"Zo\u00eb\" <sip:zoe@" + Demo.DOMAIN + ">;tag=tap";
        line.say(
                """
                OPTIONS sip:alice@alice.invalid SIP/2.0
                Via: SIP/2.0/WS gateway.invalid;branch=z9hG4bKtap
                Max-Forwards: 70
                From: %s
                To: <sip:alice@%s>
                Call-ID: tap
                CSeq: 1 OPTIONS
                Content-Length: 0

                """
                        .replace("sip:alice@alice.invalid", contact(line))
                        .formatted(from, Demo.DOMAIN)
                        .replace("\n", "\r\n"));
        Patience.until(
                Patience.USUAL,
                () -> "an answer: " + line.frames().getLast(),
                () -> line.frames().stream().anyMatch(f -> f.opcode() == W2Tap.BINARY));
        for (var frame : messages(line)) {
            boolean isAnswer = frame.payload().contains("\r\nCall-ID: tap\r\n");
            assertEquals(isAnswer ? W2Tap.BINARY : W2Tap.TEXT, frame.opcode(), frame::payload);
            assertTrue(!isAnswer || TextWic.line(frame.payload(), "From:").equals(from));
        }
        alice.click("hangup");
        leave(alice);
    }

    private static String contact(W2Tap.Line line) {
        String register = line.frames().getFirst().payload();
        return TextWic.line(register, "Contact:").replaceAll("^<|>.*$", "");
    }

    /** RFC 7118 §7; the password is in the address of W2 that the WWSF gives. */
    @Test
    @Proves("WIC-09")
    void itShowsTheSessionToItsOwnDomainAndAnswersAChallenge() {
        leave(registered("cookie")); // the gateway opens for the session alone
        String handshake = last().handshake();
        assertTrue(handshake.contains("\r\nCookie: wicgate_session="), "no cookie");
        handshake = refused("stranger", elsewhere, "The gateway cannot be reached.").handshake();
        assertFalse(handshake.contains("\r\nCookie:"), "shown to another domain");

        tap.mode(W2Tap.Mode.CHALLENGE);
        var line = refused("no-password", plain, "The gateway cannot be reached.");
        assertFalse(line.handshake().contains("\r\nAuthorization:"));
        var alice = chromium.open("challenged", program.wwsf());
        alice.gatewayIs(withPassword);
        alice.logIn("alice", "alice");
        alice.awaitRegistration("registered");
        line = last();
        assertEquals("Basic d2ljOncyLXdvcmQ=", TextWic.line(line.handshake(), "Authorization:"));
        assertFalse(alice.text("log").contains("w2-word"), "the password is in the page's log");
        leave(alice);
    }

    @Test
    @Proves("WIC-10")
    void aGatewayWithoutATrustedCertificateHearsNoSip() {
        var carol = chromium.openStrict("carol", program.wwsf());
        carol.gatewayIs(secure);
        carol.logIn("alice", "alice");
        String why = "The gateway cannot be reached, or its certificate is not trusted here.";
        assertEquals(why, carol.text("login-error"));
        assertEquals(List.of(), carol.sent());
        assertEquals(0, program.admin().metric("wicgate_registered"));
        var again = chromium.open("again", URI.create(securePage)); // it takes any
        again.gatewayIs(secure);
        again.logIn("alice", "alice");
        again.awaitRegistration("registered");
        leave(again);
    }

    @Test
    @Proves("WIC-23")
    void aLostConnectionIsOpenedAgainEverLaterAndRegistersTheSameInstance() {
        var alice = registered("lost");
        alice.luck(LUCK);
        int before = tap.lines().size();
        String first = binding(last());
        tap.mode(W2Tap.Mode.SHUT);
        last().cut();
        Patience.until(
                Patience.USUAL,
                () -> "tries: " + (tap.lines().size() - before),
                () -> tap.lines().size() >= before + LEAST_WAITS_SECONDS.size());
        tap.mode(W2Tap.Mode.THROUGH);
        alice.awaitRegistration("registered");
        alice.honestLuck();
        var tries = tap.lines().subList(before, tap.lines().size());
        var waits = new ArrayList<Long>();
        for (int i = 0; i < LEAST_WAITS_SECONDS.size(); i++) {
            waits.add(tries.get(i + 1).acceptedNanos - tries.get(i).acceptedNanos);
            long least = LEAST_WAITS_SECONDS.get(i) * 900_000_000L;
            assertTrue(waits.getLast() >= least, () -> "waits: " + waits);
        }
        assertEquals(first, binding(last()));
        leave(alice);
    }

    /** Contact of the first REGISTER on a connection, up to its instance. */
    private static String binding(W2Tap.Line line) {
        Patience.until(Patience.USUAL, () -> "what it says first", () -> !messages(line).isEmpty());
        String register = line.frames().getFirst().payload();
        var contact = BINDING.matcher(register);
        assertTrue(register.startsWith("REGISTER ") && contact.find(), register);
        return contact.group();
    }

    @Test
    @Proves("WIC-21")
    void itHearsWhenTheNetworkEndsItsRegistration() {
        var alice = registered("heard");
        alice.dial("echo").awaitState("connected");
        var subscribe = alice.sent().stream().filter(m -> m.startsWith("SUBSCRIBE ")).findFirst();
        assertTrue(subscribe.orElse("").contains("\r\nEvent: reg\r\n"), alice.sent()::toString);
        alice.logOutElsewhere();
        alice.awaitRegistration("failed");
        assertEquals("The network has ended this registration.", alice.text("registration-error"));
        alice.awaitHidden("call");
    }

    /** The library by itself, as somebody's page starts it who wants no Gm; it calls echo. */
    @Test
    @Proves("WIC-32")
    void withoutGmItSpeaksSipAndNothingOfTheIms() {
        var page = chromium.open("plain", program.wwsf());
        page.gatewayIs(plain);
        assertEquals("hung-up", page.plainCall("alice"));
        var line = last();
        var wanted = List.of("REGISTER", "INVITE", "ACK", "BYE", "REGISTER");
        Patience.until(
                Patience.USUAL,
                () -> "that it leaves: " + line.frames(),
                () -> messages(line).size() >= wanted.size());
        var requests = messages(line).stream().map(W2Tap.Frame::payload).toList();
        var methods = requests.stream().map(m -> m.substring(0, m.indexOf(' '))).toList();
        assertEquals(wanted, methods);
        for (String request : requests) {
            for (String header : List.of("Via", "From", "To", "Call-ID", "Max-Forwards")) {
                assertFalse(TextWic.line(request, header + ":").isEmpty(), request);
            }
            assertTrue(TextWic.line(request, "CSeq:").matches("\\d+ [A-Z]+"), request);
            assertFalse(Pattern.compile("(?mi)^(P-|Path:|Feature-Caps:)").matcher(request).find());
        }
        assertFalse(requests.get(1).contains("\r\nRoute:"), requests.get(1));
        messages(line).forEach(BrowserWireTest::isOneSipMessage);
    }

    private static List<W2Tap.Frame> messages(W2Tap.Line line) {
        return line.frames().stream().filter(W2Tap.Frame::isData).toList();
    }

    /** The latest connection that was used. */
    private static W2Tap.Line last() {
        var used = tap.lines().stream().filter(line -> !line.handshake().isEmpty()).toList();
        return used.getLast();
    }

    /** A page of alice, registered through the tap. */
    private static Page registered(String name) {
        var page = chromium.open(name, program.wwsf());
        page.gatewayIs(plain);
        page.logIn("alice", "alice");
        page.awaitRegistration("registered");
        return page;
    }

    /** A page of alice that does not get through, and says so; its connection. */
    private static W2Tap.Line refused(String name, String gateway, String why) {
        var page = chromium.open(name, program.wwsf());
        page.gatewayIs(gateway);
        page.logIn("alice", "alice");
        assertEquals(why, page.text("login-error"));
        return last();
    }

    private static void leave(Page page) {
        page.click("logout");
        page.text("login-form");
        page.closeTab();
    }
}
