package org.wicgate.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wicgate.base.Decoded;

/** RFC 5118: every message, with the verdict we give, and what was read where it is accepted. */
final class Ipv6TortureTest {
    /**
     * As printed. Three bodies there are not as long as their Content-Length says; which verdict
     * that has is RFC 3261 §18.3's, and what the messages are about follows below.
     */
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    4.1  | ipv6-good                     | accepted |
                    4.2  | ipv6-bad                      | number wanted at character 6 | 400
                    4.3  | port-ambiguous                | accepted |
                    4.4  | port-unambiguous              | accepted |
                    4.5  | via-received-param-with-delim | accepted |
                    4.5  | via-received-param-no-delim   | accepted |
                    4.6  | ipv6-in-sdp                   | Content-Length 268 but 251 bytes of body | 400
                    4.7  | mult-ip-in-header             | accepted |
                    4.8  | mult-ip-in-sdp                | accepted |
                    4.9  | ipv4-mapped-ipv6              | accepted |
                    4.10 | ipv6-bug-abnf-3-colons        | accepted |
                    4.10 | ipv6-correct-abnf-2-colons    | accepted |
                    """)
    void eachMessageGetsItsVerdict(String section, String name, String verdict, Integer answer)
            throws IOException {
        byte[] bytes = read(name);
        assertEquals(verdict, verdict(bytes), section);
        var refusal = SipMessage.refusal(bytes, Limits.DEFAULT);
        assertEquals(answer, refusal == null ? null : (Integer) refusal.status(), section);
    }

    /** RFC 5118 §4.1, §4.3, §4.4. */
    @Test
    void portIsWhatFollowsTheBracket() throws IOException {
        assertEquals("[2001:db8::10] 0", hostAndPort("ipv6-good"));
        assertEquals("[2001:db8::10:5070] 0", hostAndPort("port-ambiguous"));
        assertEquals("[2001:db8::10] 5070", hostAndPort("port-unambiguous"));
        var contact = (SipUri) accept("ipv6-good").contacts().getFirst().uri();
        assertEquals("[2001:db8::1]", contact.host());
        assertEquals("[2001:db8::9:1]", accept("ipv6-good").via().host());
    }

    /** RFC 5118 §4.5: read with brackets and without; RFC 3261 §25.1 has none, so we write none. */
    @Test
    void receivedIsReadEitherWayAndWrittenWithoutBrackets() throws IOException {
        var with = accept("via-received-param-with-delim").via().params().value("received");
        assertEquals("[2001:db8::9:255]", with);
        var without = accept("via-received-param-no-delim").via().params().value("received");
        assertEquals("2001:db8::9:255", without);

        var from = new InetSocketAddress("2001:db8::77", 5062);
        var bye = (Request) accept("via-received-param-no-delim");
        var seen = ReturnPath.stamp(bye, new Hop.Address(Transport.UDP, from));
        assertEquals("2001:db8:0:0:0:0:0:77", seen.via().params().value("received"));
    }

    /** The same address written in another way is no other address. */
    @Test
    void sentByThatIsTheSourceNeedsNoReceived() throws IOException {
        var source = new InetSocketAddress("2001:db8::9:1", 5060);
        var good = (Request) accept("ipv6-good");
        assertEquals(good, ReturnPath.stamp(good, new Hop.Address(Transport.UDP, source)));
    }

    /** RFC 5118 §4.6, §4.8, §4.9: the bodies, with the length that they have. */
    @Test
    void bodiesWithAddressesOfBothVersionsComeThroughWhole() throws IOException {
        for (String name : List.of("ipv6-in-sdp", "mult-ip-in-sdp", "ipv4-mapped-ipv6")) {
            String text = new String(read(name), StandardCharsets.UTF_8);
            String body = text.substring(text.indexOf("\r\n\r\n") + 4);
            String right =
                    text.replaceFirst("Content-Length: \\d+", "Content-Length: " + body.length());
            var message = decoded(right.getBytes(StandardCharsets.UTF_8));
            assertEquals(body, new String(message.body(), StandardCharsets.UTF_8), name);
            assertTrue(!message.hasSecondMessage(), name);
        }
        var mapped = accept("ipv4-mapped-ipv6");
        assertEquals("[::ffff:192.0.2.10]", mapped.via().host());
        assertEquals(19823, mapped.via().port());
        var contact = (SipUri) mapped.contacts().getFirst().uri();
        assertEquals("[::ffff:192.0.2.2]", contact.host());
        assertEquals("ted", contact.user());
    }

    /** RFC 5118 §4.7. */
    @Test
    void viasOfBothVersionsAreReadInTheirOrder() throws IOException {
        var vias = accept("mult-ip-in-header").vias();
        assertEquals(
                List.of("[2001:db8::9:1]:6050", "192.0.2.1", "[2001:db8::9:255]"),
                vias.stream().map(Via::sentBy).toList());
        assertEquals("192.0.2.200", vias.getLast().params().value("received"));
    }

    /** RFC 5118 §4.10: a slip of RFC 3261's grammar; both forms are taken. */
    @Test
    void threeColonsAreTakenAsTheyStand() throws IOException {
        assertEquals("[2001:db8:::192.0.2.1] 0", hostAndPort("ipv6-bug-abnf-3-colons"));
        assertEquals("[2001:db8::192.0.2.1] 0", hostAndPort("ipv6-correct-abnf-2-colons"));
    }

    private static String hostAndPort(String name) throws IOException {
        var request = assertInstanceOf(Request.class, accept(name));
        var uri = assertInstanceOf(SipUri.class, request.requestUri());
        return uri.host() + " " + uri.port();
    }

    private static String verdict(byte[] bytes) {
        return switch (SipMessage.decode(bytes, Limits.DEFAULT)) {
            case Decoded.Ok<SipMessage> _ -> "accepted";
            case Decoded.Malformed<SipMessage>(String why) -> why;
        };
    }

    private static SipMessage accept(String name) throws IOException {
        return decoded(read(name));
    }

    private static SipMessage decoded(byte[] bytes) {
        return switch (SipMessage.decode(bytes, Limits.DEFAULT)) {
            case Decoded.Ok<SipMessage>(var message) -> message;
            case Decoded.Malformed<SipMessage>(String why) -> throw new AssertionError(why);
        };
    }

    static byte[] read(String name) throws IOException {
        String path = "/rfc5118/" + name + ".dat";
        try (InputStream in = Ipv6TortureTest.class.getResourceAsStream(path)) {
            assertNotNull(in, name);
            return in.readAllBytes();
        }
    }
}
