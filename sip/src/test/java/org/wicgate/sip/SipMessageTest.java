package org.wicgate.sip;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.wicgate.base.Decoded;

final class SipMessageTest {
    private static final String INVITE =
            """
            INVITE sip:bob@example.org SIP/2.0
            Via: SIP/2.0/WSS a.invalid;branch=z9hG4bKa , SIP/2.0/UDP b;branch=z9hG4bKb
            Max-Forwards: 70
            f: <sip:alice@example.org>;tag=1
            t: "Bob, the \\"best\\"" <sip:bob@example.org>
            i: c1
            CSeq: 1 INVITE
            x-Unknown :  kept   as
              it is
            Content-Type: application/SDP ;charset=utf-8

            v=0
            """
                    .replace("\n", "\r\n");

    @Test
    void whatWasNotChangedComesOutAsItCame() {
        var generator = new MessageGenerator(4711);
        for (int i = 0; i < 2000; i++) {
            byte[] bytes = generator.next();
            assertArrayEquals(bytes, ok(bytes).encode(), () -> "seed=4711: " + text(bytes));
            assertArrayEquals(bytes, ok(bytes).edit().build().encode());
        }
    }

    @Test
    void splicingTouchesNothingButItsLines() {
        var generator = new MessageGenerator(4712);
        var via = Via.of(Transport.TCP, "edge.example", 5060, "z9hG4bKnew");
        for (int i = 0; i < 2000; i++) {
            byte[] bytes = generator.next();
            var message = ok(bytes);
            var pushed = message.edit().pushVia(via).build();
            assertEquals(via, pushed.via(), () -> "seed=4712: " + text(bytes));
            assertEquals(message.vias(), pushed.vias().subList(1, pushed.vias().size()));
            byte[] line = ("Via: " + via + "\r\n").getBytes(StandardCharsets.UTF_8);
            assertEquals(bytes.length + line.length, pushed.size());
            assertArrayEquals(bytes, pushed.edit().popVia().build().encode());
            var popped = message.edit().popVia().build();
            assertEquals(message.vias().subList(1, message.vias().size()), popped.vias());
            assertArrayEquals(message.body(), popped.body());
        }
    }

    @Test
    void brokenBytesNeverThrow() throws IOException {
        var random = new Random(4713);
        var generator = new MessageGenerator(4713);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = i % 10 == 0 ? TortureTest.read("wsinv") : generator.next();
            for (int n = random.nextInt(4); n >= 0; n--) {
                mutate(bytes, random);
            }
            byte[] cut =
                    Arrays.copyOf(
                            bytes,
                            random.nextInt(8) == 0 ? random.nextInt(bytes.length) : bytes.length);
            switch (SipMessage.decode(cut, Limits.DEFAULT)) {
                case Decoded.Ok<SipMessage>(var message) -> readAll(message);
                case Decoded.Malformed<SipMessage> _ -> SipMessage.refusal(cut, Limits.DEFAULT);
            }
        }
    }

    /** RFC 3261 §18.3: what is too short is answered 400, as far as it can be read. */
    @Test
    void aRequestCutOffWithinItsHeaderIsRefusedOnceItIsKnownWhereItCameFrom() {
        String whole =
                "OPTIONS sip:a SIP/2.0\r\nVia: SIP/2.0/WS a.invalid;branch=z9hG4bK1\r\n"
                        + "CSeq: 1 OPTIONS\r\nContact: <sip:x@y>";
        var refusal = SipMessage.refusal(whole.getBytes(StandardCharsets.UTF_8), Limits.DEFAULT);
        assertNotNull(refusal);
        assertEquals(400, refusal.status());
        byte[] tooShort = whole.substring(0, 60).getBytes(StandardCharsets.UTF_8);
        assertNull(SipMessage.refusal(tooShort, Limits.DEFAULT));
    }

    private static void mutate(byte[] bytes, Random random) {
        byte[] sharp = ";,:<>\"\\\r\n @=%\0[]?*/".getBytes(StandardCharsets.UTF_8);
        int at = random.nextInt(bytes.length);
        switch (random.nextInt(3)) {
            case 0 -> bytes[at] = sharp[random.nextInt(sharp.length)];
            case 1 -> bytes[at] = (byte) random.nextInt(256);
            default -> {
                int from = random.nextInt(bytes.length);
                int length = Math.min(random.nextInt(20), bytes.length - Math.max(at, from));
                System.arraycopy(bytes, from, bytes, at, length);
            }
        }
    }

    /** All that a typed accessor promises not to fail on; and a change on top. */
    private static void readAll(SipMessage m) {
        m.vias();
        m.from().tag();
        assertFalse(m.to().toString().isEmpty());
        m.cseq();
        m.callId();
        m.maxForwards();
        m.expires();
        m.contentType();
        m.contacts().forEach(c -> c.expires().orElse(c.regId().orElse(c.q())));
        m.routes();
        m.recordRoutes();
        m.addresses(HeaderName.PATH);
        m.hasSecondMessage();
        m.names();
        var copy = m.edit().popVia().pushVia(Via.of(Transport.UDP, "h", 1, "z9hG4bKx")).build();
        copy.vias();
        if (m instanceof Request request) {
            Response.to(request, 200).toTag("t").build().to();
            if (request.requestUri() instanceof SipUri uri) {
                assertTrue(uri.matches(uri));
                uri.user();
                uri.addressOfRecord();
            }
        }
    }

    @Test
    void typedReadsSeeCompactFormsAndSeveralOnALine() {
        var invite = ok(INVITE);
        assertEquals(List.of("a.invalid", "b"), invite.vias().stream().map(Via::host).toList());
        assertEquals("Bob, the \"best\"", invite.to().displayName());
        assertEquals("kept   as it is", invite.header(HeaderName.of("X-UNKNOWN")));
        assertEquals("application/sdp", invite.contentType());
        assertEquals("v=0\r\n", text(invite.body()));
        assertNull(invite.header(HeaderName.ROUTE));
    }

    @Test
    void popLeavesTheOtherValueOfTheLine() {
        var popped = ok(INVITE).edit().popVia().build();
        assertTrue(text(popped.encode()).contains("\r\nVia: SIP/2.0/UDP b;branch=z9hG4bKb\r\n"));
        var replaced = ok(INVITE).edit().topVia(ok(INVITE).via().with("received", "::1")).build();
        assertEquals("::1", replaced.via().params().value("received"));
        assertEquals(2, replaced.vias().size());
    }

    @Test
    void responseCopiesWhatTheStandardSays() {
        var request = (Request) ok(INVITE);
        var response = Response.to(request, 180).toTag("me").build();
        String expected =
                """
                SIP/2.0 180 Ringing
                Via: SIP/2.0/WSS a.invalid;branch=z9hG4bKa , SIP/2.0/UDP b;branch=z9hG4bKb
                f: <sip:alice@example.org>;tag=1
                To: "Bob, the \\"best\\"" <sip:bob@example.org>;tag=me
                i: c1
                CSeq: 1 INVITE
                Content-Length: 0

                """;
        assertEquals(expected.replace("\n", "\r\n"), text(response.encode()));
        assertEquals("me", response.edit().toTag("other").build().to().tag());
    }

    @Test
    void newRequestIsWrittenInOrder() {
        var request =
                Request.of("BYE", SipUri.of("bob", "h"))
                        .append(HeaderName.VIA, "SIP/2.0/UDP h;branch=z9hG4bKx")
                        .append(HeaderName.FROM, "<sip:a@h>;tag=1")
                        .append(HeaderName.TO, "<sip:b@h>;tag=2")
                        .append(HeaderName.CALL_ID, "c")
                        .append(HeaderName.CSEQ, "2 BYE")
                        .body("text/plain", "x".getBytes(StandardCharsets.UTF_8))
                        .build();
        assertEquals("BYE sip:bob@h SIP/2.0", request.startLine());
        assertTrue(request.isInDialog());
        assertEquals("1", request.header(HeaderName.CONTENT_LENGTH));
        assertEquals(request.startLine(), ok(request.encode()).startLine());
        assertFalse(request.edit().noBody().build().hasBody());
    }

    @Test
    void lineEndInOurOwnValueIsABug() {
        var edit = ok(INVITE).edit();
        assertInstanceOf(
                IllegalArgumentException.class,
                catching(() -> edit.append(HeaderName.SUBJECT, "a\r\nEvil: b")));
    }

    /** Whoever stands behind us might take it for a line end, and see a header we did not. */
    @Test
    void lineEndThatIsNotCrLfIsRefused() {
        assertTrue(
                why(INVITE.replace("Max-Forwards: 70\r\n", "Max-Forwards: 70\n"))
                        .contains("alone"));
        assertTrue(why(INVITE.replace("x-Unknown :  kept", "X: a\rP: b")).contains("alone"));
    }

    @Test
    void limitsRefuse() {
        var tight = new Limits(2000, 9, 200, 10);
        assertEquals("message longer than 2000 bytes", why(INVITE + "x".repeat(2000), tight));
        assertEquals("body longer than 10 bytes", why(INVITE + "x".repeat(20), tight));
        String nine = INVITE.replace("i: c1", "A: a\r\nB: b\r\ni: c1");
        assertEquals("more than 9 header lines", why(nine, tight));
        String longLine = INVITE.replace("i: c1", "A: " + "a".repeat(200) + "\r\ni: c1");
        assertEquals("line longer than 200 bytes", why(longLine, tight));
    }

    @Test
    void secondMessageInOneIsSeen() {
        assertFalse(ok(INVITE).hasSecondMessage());
        String counted = INVITE.replace("i: c1", "i: c1\r\nContent-Length: 5");
        assertFalse(ok(counted + "\r\n\r\n").hasSecondMessage());
        assertTrue(ok(counted + counted).hasSecondMessage());
        String bare = INVITE.replace("Content-Type: application/SDP ;charset=utf-8\r\n", "");
        assertTrue(ok(bare.replace("v=0\r\n", "") + bare).hasSecondMessage());
    }

    @Test
    void bytesThatAreNotUtf8PassUntouched() {
        byte[] bytes =
                INVITE.replace("x-Unknown", "X-b\u00e4d").getBytes(StandardCharsets.ISO_8859_1);
        assertInstanceOf(Decoded.Malformed.class, SipMessage.decode(bytes, Limits.DEFAULT));
        byte[] value = INVITE.replace("kept", "k\u00e4pt").getBytes(StandardCharsets.ISO_8859_1);
        var message = ok(value);
        assertEquals("k\u00e4pt   as it is", message.header(HeaderName.of("x-unknown")));
        assertTrue(
                new String(message.edit().popVia().build().encode(), StandardCharsets.ISO_8859_1)
                        .contains("k\u00e4pt"));
    }

    private static Throwable catching(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            return e;
        }
        throw new AssertionError("nothing thrown");
    }

    private static String why(String text) {
        return why(text, Limits.DEFAULT);
    }

    private static String why(String text, Limits limits) {
        return switch (SipMessage.decode(text.getBytes(StandardCharsets.UTF_8), limits)) {
            case Decoded.Ok<SipMessage> _ -> throw new AssertionError("accepted");
            case Decoded.Malformed<SipMessage>(String why) -> why;
        };
    }

    private static SipMessage ok(String text) {
        return ok(text.getBytes(StandardCharsets.UTF_8));
    }

    private static SipMessage ok(byte[] bytes) {
        return switch (SipMessage.decode(bytes, Limits.DEFAULT)) {
            case Decoded.Ok<SipMessage>(var message) -> message;
            case Decoded.Malformed<SipMessage>(String why) ->
                    throw new AssertionError(why + " in " + text(bytes));
        };
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
