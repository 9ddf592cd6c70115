package org.wicgate.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wicgate.base.Decoded;

/**
 * RFC 4475: every message, with the verdict we give and the answer that goes back. Where the RFC
 * leaves a choice between leniency and 400 we refuse, because what we accept we forward byte for
 * byte to an element that may read it in another way.
 */
final class TortureTest {
    private static final String ACCEPTED = "accepted";

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    3.1.1.1  | wsinv      | accepted                               |
                    3.1.1.2  | intmeth    | accepted                               |
                    3.1.1.3  | esc01      | accepted                               |
                    3.1.1.4  | escnull    | accepted                               |
                    3.1.1.5  | esc02      | accepted                               |
                    3.1.1.6  | lwsdisp    | accepted                               |
                    3.1.1.7  | longreq    | accepted                               |
                    3.1.1.8  | dblreq     | accepted                               |
                    3.1.1.9  | semiuri    | accepted                               |
                    3.1.1.10 | transports | accepted                               |
                    3.1.1.11 | mpart01    | accepted                               |
                    3.1.1.12 | unreason   | accepted                               |
                    3.1.1.13 | noreason   | accepted                               |
                    3.1.2.1  | badinv01   | Via: token wanted at character 24      | 400
                    3.1.2.2  | clerr      | Content-Length 9999 but 154 bytes of body | 400
                    3.1.2.3  | ncl        | Content-Length is malformed            | 400
                    3.1.2.4  | scalar02   | CSeq: number too large at character 21 | 400
                    3.1.2.5  | scalarlg   | CSeq: number too large at character 23 |
                    3.1.2.6  | quotbal    | To: quote not closed at character 38   | 400
                    3.1.2.7  | ltgtruri   | URI without scheme                     | 400
                    3.1.2.8  | lwsruri    | not a SIP request line                 | 400
                    3.1.2.9  | lwsstart   | not a SIP request line                 | 400
                    3.1.2.10 | trws       | not a SIP request line                 | 400
                    3.1.2.11 | escruri    | Request-URI with headers               | 400
                    3.1.2.12 | baddate    | accepted                               |
                    3.1.2.13 | regbadct   | Contact: URI with headers outside of brackets at character 21 | 400
                    3.1.2.14 | badaspec   | To: URI without scheme                 | 400
                    3.1.2.15 | baddn      | ends within the header                 | 400
                    3.1.2.16 | badvers    | SIP version not supported              | 505
                    3.1.2.17 | mismatch01 | CSeq: another method than the request's | 400
                    3.1.2.18 | mismatch02 | CSeq: another method than the request's | 400
                    3.1.2.19 | bigcode    | not a SIP status line                  |
                    3.2.1    | badbranch  | accepted                               |
                    3.3.1    | insuf      | From is missing                        | 400
                    3.3.2    | unkscm     | accepted                               |
                    3.3.3    | novelsc    | accepted                               |
                    3.3.4    | unksm2     | accepted                               |
                    3.3.5    | bext01     | accepted                               |
                    3.3.6    | invut      | accepted                               |
                    3.3.7    | regaut01   | accepted                               |
                    3.3.8    | multi01    | From twice                             | 400
                    3.3.9    | mcl01      | Content-Length twice, and not the same | 400
                    3.3.10   | bcast      | accepted                               |
                    3.3.11   | zeromf     | accepted                               |
                    3.3.12   | cparam01   | accepted                               |
                    3.3.13   | cparam02   | accepted                               |
                    3.3.14   | regescrt   | accepted                               |
                    3.3.15   | sdp01      | accepted                               |
                    3.4.1    | inv2543    | accepted                               |
                    archive  | test       | header line 9 has no name              |
                    """)
    void eachMessageGetsItsVerdict(String section, String name, String verdict, Integer answer)
            throws IOException {
        byte[] bytes = read(name);
        assertEquals(verdict, verdict(bytes), section);
        var refusal = SipMessage.refusal(bytes, Limits.DEFAULT);
        assertEquals(answer, refusal == null ? null : (Integer) refusal.status(), section);
        if (refusal != null) {
            String text = new String(refusal.encode(), StandardCharsets.UTF_8);
            assertTrue(text.startsWith("SIP/2.0 " + answer + " "), text);
            assertTrue(text.contains("\r\nCSeq: "), text);
        }
    }

    /** RFC 4475 §3.1.2.15 again, with the end that its file lacks: the display name is at fault. */
    @Test
    void displayNameWithCommaOutsideOfQuotesIsRefused() throws IOException {
        byte[] whole = join(read("baddn"), "\r\n");
        assertEquals("From: URI without scheme", verdict(whole));
    }

    @Test
    void refusalLeadsBackThroughViaThatIsBroken() throws IOException {
        var refusal = SipMessage.refusal(read("badinv01"), Limits.DEFAULT);
        assertNotNull(refusal);
        String text = new String(refusal.encode(), StandardCharsets.UTF_8);
        assertTrue(text.contains("\r\nVia: SIP/2.0/UDP 192.0.2.15\r\n"), text);
    }

    /** RFC 4475 §3.1.1.1. */
    @Test
    void foldsAndSpaceAreReadThrough() throws IOException {
        var wsinv = accept("wsinv");
        assertEquals("TO", first(wsinv, "TO"));
        assertEquals("1918181833n", wsinv.to().tag());
        assertEquals("J Rosenberg \\\"", wsinv.from().displayName());
        assertEquals("98asjd8", wsinv.from().tag());
        assertEquals(68, wsinv.maxForwards().orElseThrow());
        assertEquals(new CSeq(9, "INVITE"), wsinv.cseq());
        assertEquals(3, wsinv.vias().size());
        assertEquals("390skdjuw", wsinv.via().branch());
        assertEquals("spindle.example.com", wsinv.vias().get(1).host());
        assertEquals("z9hG4bK30239", wsinv.vias().get(2).branch());
        assertEquals("", wsinv.header(HeaderName.SUBJECT));
        assertEquals(
                "newfangled value continued newfangled value",
                wsinv.header(HeaderName.of("newfangledheader")));
        assertEquals(1, wsinv.routes().size());
        var contact = wsinv.contacts().getFirst();
        assertEquals("Quoted string \"\"", contact.address().displayName());
        assertEquals("newvalue", contact.params().value("newparam"));
        assertEquals(330, contact.q());
        assertTrue(contact.params().has("secondparam"));
    }

    /** RFC 4475 §3.1.1.3, §3.1.1.5: escapes mean something in URIs only. */
    @Test
    void escapesAreResolvedInUrisOnly() throws IOException {
        var esc01 = (Request) accept("esc01");
        var uri = assertInstanceOf(SipUri.class, esc01.requestUri());
        assertEquals("sips:user@example.com", uri.user());
        assertEquals("example.net", uri.host());
        assertEquals("user", ((SipUri) esc01.to().uri()).user());
        var esc02 = (Request) accept("esc02");
        assertEquals("RE%47IST%45R", esc02.method());
        assertEquals("%Z%45", esc02.to().displayName());
        assertEquals(2, esc02.contacts().size());
        assertEquals("z9hG4bK209%fzsnel234", esc02.via().branch());
    }

    /** RFC 4475 §3.1.1.8, §3.1.1.9. */
    @Test
    void secondRequestAndUserWithSemicolonAreSeen() throws IOException {
        assertTrue(accept("dblreq").hasSecondMessage());
        assertFalse(accept("invut").hasSecondMessage());
        var semi = (Request) accept("semiuri");
        assertEquals("user;par=u@example.net", ((SipUri) semi.requestUri()).user());
        assertEquals(6, semi.values(HeaderName.ACCEPT).size());
    }

    /** RFC 4475 §3.1.1.12, §3.1.1.13, §3.3.12, §3.3.13. */
    @Test
    void oddPlacesForTextAndParametersAreRead() throws IOException {
        assertEquals("", ((Response) accept("noreason")).reason());
        assertTrue(((Response) accept("unreason")).reason().startsWith("= 2**3 * 5**2 но сто"));
        assertTrue(accept("cparam01").contacts().getFirst().params().has("unknownparam"));
        var inside = (SipUri) accept("cparam02").contacts().getFirst().uri();
        assertTrue(inside.params().has("unknownparam"));
        assertFalse(accept("badbranch").via().hasMagicBranch());
        assertFalse(accept("inv2543").via().hasMagicBranch());
        assertEquals(OptionalLong.empty(), accept("inv2543").expires());
    }

    private static String first(SipMessage message, String name) {
        return message.names().getFirst().equals(HeaderName.of(name)) ? name : "";
    }

    private static String verdict(byte[] bytes) {
        return switch (SipMessage.decode(bytes, Limits.DEFAULT)) {
            case Decoded.Ok<SipMessage> _ -> ACCEPTED;
            case Decoded.Malformed<SipMessage>(String why) -> why;
        };
    }

    private static SipMessage accept(String name) throws IOException {
        return switch (SipMessage.decode(read(name), Limits.DEFAULT)) {
            case Decoded.Ok<SipMessage>(var message) -> message;
            case Decoded.Malformed<SipMessage>(String why) -> throw new AssertionError(why);
        };
    }

    static byte[] join(byte[] bytes, String more) {
        return (new String(bytes, StandardCharsets.ISO_8859_1) + more)
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    static byte[] read(String name) throws IOException {
        try (InputStream in = TortureTest.class.getResourceAsStream("/rfc4475/" + name + ".dat")) {
            assertNotNull(in, name);
            return in.readAllBytes();
        }
    }
}
