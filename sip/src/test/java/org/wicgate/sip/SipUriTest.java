package org.wicgate.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wicgate.base.Decoded;

/** RFC 3261 §19.1.4, its own examples. */
final class SipUriTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            textBlock =
                    """
                    true sip:%61lice@atlanta.com;transport=TCP sip:alice@AtlanTa.CoM;Transport=tcp
                    true sip:carol@chicago.com sip:carol@chicago.com;newparam=5
                    true sip:carol@chicago.com sip:carol@chicago.com;security=on
                    true sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com
                    true sip:alice@atlanta.com?subject=project%20x&priority=urgent sip:alice@atlanta.com?priority=urgent&subject=project%20x
                    false SIP:ALICE@AtLanTa.CoM;Transport=udp sip:alice@AtLanTa.CoM;Transport=UDP
                    false sip:bob@biloxi.com sip:bob@biloxi.com:5060
                    false sip:bob@biloxi.com sip:bob@biloxi.com;user=phone
                    false sip:bob@biloxi.com:6000;transport=tcp sip:bob@biloxi.com:5060
                    false sip:carol@chicago.com;newparam=5 sip:carol@chicago.com;newparam=6
                    false sip:carol@chicago.com sip:carol@chicago.com?Subject=next%20meeting
                    false sip:bob@phone21.boxesbybob.com sip:bob@192.0.2.4
                    false sip:bob@biloxi.com sips:bob@biloxi.com
                    """)
    void comparisonIsThatOfTheStandard(boolean same, String left, String right) {
        assertEquals(same, uri(left).matches(uri(right)));
        assertEquals(same, uri(right).matches(uri(left)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sip:h",
                "sips:a:b@[2001:db8::1]:5061;transport=ws;lr",
                "sip:a%40b;c?d@h;maddr=x?to=y",
                "sip:+1234@h;user=phone",
                "sip:x@df7jal23ls0d.invalid;transport=ws"
            })
    void textRoundTrips(String text) {
        assertEquals(text, uri(text).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sip",
                "sip:",
                "sip:@h",
                "sip:a@",
                "sip:a b@h",
                "sip:h:0",
                "sip:h:65536",
                "sip:h:",
                "sip:a%4@h",
                "sip:a%zz@h",
                "sip:[::1",
                "sip:[]",
                "sip:a@b@c",
                "sip:h;",
                "sip:h;=x",
                "sip:h?",
                "1sip:h",
                ":h",
                "tel:",
                "tel:+",
                "tel:12x4z",
                "http:",
                "sip:h\u0000"
            })
    void garbageIsMalformed(String text) {
        assertInstanceOf(Decoded.Malformed.class, Uri.decode(text));
    }

    @Test
    void telephoneNumbersAreComparedWithoutSeparators() {
        var one = assertInstanceOf(Decoded.Ok.class, Uri.decode("tel:+1-201-555-0123"));
        var two = assertInstanceOf(Decoded.Ok.class, Uri.decode("tel:+12015550123"));
        assertTrue(((TelUri) one.value()).matches((TelUri) two.value()));
    }

    @Test
    void addressOfRecordIsPlain() {
        assertEquals(
                "sip:bob@h.example",
                uri("sip:b%6Fb:pw@H.example:5062;x=y").addressOfRecord().toString());
    }

    private static SipUri uri(String text) {
        return switch (SipUri.decode(text)) {
            case Decoded.Ok<SipUri>(var uri) -> uri;
            case Decoded.Malformed<SipUri>(String why) -> throw new AssertionError(why);
        };
    }
}
