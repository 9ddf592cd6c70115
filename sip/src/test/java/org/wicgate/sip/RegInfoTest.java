package org.wicgate.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wicgate.base.Decoded;

class RegInfoTest {
    /** After RFC 3680 §6, with elements of another namespace as TS 24.229 has them. */
    private static final String FULL =
            """
            <?xml version="1.0"?>
            <reginfo xmlns="urn:ietf:params:xml:ns:reginfo" xmlns:gr="urn:ietf:params:xml:ns:gruuinfo"
                version="7" state="full">
              <registration aor="sip:joe@example.com" id="a7" state="active">
                <contact id="76" state="active" event="registered" duration-registered="7322"
                    q="0.8" expires="600" callid="c1" cseq="12">
                  <uri>sip:joe@pc887.example.com;a=b</uri>
                  <display-name xml:lang="en">Joe &amp; <!-- and --> Co</display-name>
                  <unknown-param name="+sip.instance">"&lt;urn:uuid:1&gt;"</unknown-param>
                  <gr:pub-gruu uri="sip:joe@example.com;gr=x"><deep><er/></deep></gr:pub-gruu>
                </contact>
                <contact id="77" state="terminated" event="expired">
                  <uri>
                    sip:joe@university.edu
                  </uri>
                </contact>
              </registration>
              <gr:registration aor="ignored"/>
              <registration aor="tel:+15551" id="a8" state="terminated"/>
            </reginfo>
            """;

    private static RegInfo read(String xml) {
        var decoded = RegInfo.decode(xml.getBytes(StandardCharsets.UTF_8));
        assertInstanceOf(Decoded.Ok.class, decoded, decoded.toString());
        return ((Decoded.Ok<RegInfo>) decoded).value();
    }

    private static String why(String xml) {
        var decoded = RegInfo.decode(xml.getBytes(StandardCharsets.UTF_8));
        assertInstanceOf(Decoded.Malformed.class, decoded);
        return ((Decoded.Malformed<RegInfo>) decoded).why();
    }

    @Test
    void documentOfTheStandardIsRead() {
        var first =
                new RegInfo.Contact(
                        "sip:joe@pc887.example.com;a=b",
                        "76",
                        RegInfo.State.ACTIVE,
                        RegInfo.Event.REGISTERED,
                        OptionalLong.of(600),
                        "c1",
                        OptionalLong.of(12),
                        Map.of("+sip.instance", "\"<urn:uuid:1>\""));
        var second =
                new RegInfo.Contact(
                        "sip:joe@university.edu",
                        "77",
                        RegInfo.State.TERMINATED,
                        RegInfo.Event.EXPIRED,
                        OptionalLong.empty(),
                        "",
                        OptionalLong.empty(),
                        Map.of());
        assertEquals(
                new RegInfo(
                        7,
                        true,
                        List.of(
                                new RegInfo.Registration(
                                        "sip:joe@example.com",
                                        "a7",
                                        RegInfo.State.ACTIVE,
                                        List.of(first, second)),
                                new RegInfo.Registration(
                                        "tel:+15551", "a8", RegInfo.State.TERMINATED, List.of()))),
                read(FULL));
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        var info = read(FULL);
        assertEquals(info, read(new String(info.encode(), StandardCharsets.UTF_8)));
    }

    @Test
    void documentTypeIsRefusedAndNothingOfItIsLoaded() {
        String body = FULL.substring(FULL.indexOf("<reginfo"));
        for (String type :
                List.of(
                        "<!DOCTYPE reginfo SYSTEM \"file:///etc/passwd\">",
                        "<!DOCTYPE reginfo [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>",
                        "<!DOCTYPE reginfo [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>")) {
            assertTrue(why(type + body).contains("document type"), why(type + body));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no xml",
                "<reginfo",
                "<reginfo xmlns='urn:ietf:params:xml:ns:reginfo' version='1' state='full'>",
                "<other version='1' state='full'/>",
                "<reginfo xmlns='urn:other' version='1' state='full'/>",
                "<reginfo state='full'/>",
                "<reginfo version='-1' state='full'/>",
                "<reginfo version='1' state='some'/>",
                "<reginfo version='1' state='full'><registration id='1' state='active'/></reginfo>",
                "<reginfo version='1' state='full'><registration aor='a' id='1'/></reginfo>",
                "<reginfo version='1' state='full'><registration aor='a' id='1' state='active'>"
                        + "<contact id='2' state='active'><uri>b</uri></contact></registration></reginfo>",
                "<reginfo version='1' state='full'><registration aor='a' id='1' state='active'>"
                        + "<contact id='2' state='active' event='created'/></registration></reginfo>",
                "<reginfo version='1' state='full'>&unknown;</reginfo>"
            })
    void whatIsNoReginfoIsRefused(String xml) {
        assertTrue(!why(xml).isEmpty() && !why(xml).contains("\n"));
    }

    @Test
    void everythingIsBounded() {
        String head = "<reginfo version='1' state='full'>";
        String registration = "<registration aor='sip:a@b' id='1' state='active'/>";
        assertEquals(
                "more than 64 registrations", why(head + registration.repeat(65) + "</reginfo>"));
        String contact = "<contact id='1' state='active' event='created'><uri>a:b</uri></contact>";
        assertEquals(
                "more than 256 contacts",
                why(
                        head
                                + "<registration aor='sip:a@b' id='1' state='active'>"
                                + contact.repeat(257)
                                + "</registration></reginfo>"));
        assertEquals("reginfo is nested too deeply", why(head + "<x>".repeat(30)));
        assertTrue(why(" ".repeat(RegInfo.MAX_SIZE + 1)).startsWith("reginfo of "));
    }

    @Test
    void subscriptionStateIsRead() {
        assertEquals(
                new Decoded.Ok<>(
                        new SubscriptionState(
                                "terminated",
                                "probation",
                                OptionalLong.empty(),
                                OptionalLong.of(30))),
                SubscriptionState.decode("Terminated ; reason=Probation;retry-after=30"));
        assertEquals(
                new Decoded.Ok<>(
                        new SubscriptionState(
                                "active", "", OptionalLong.of(599), OptionalLong.empty())),
                SubscriptionState.decode("active;expires=599"));
        for (String bad : List.of("", ";expires=1", "active;;", "a b")) {
            assertInstanceOf(Decoded.Malformed.class, SubscriptionState.decode(bad), bad);
        }
    }
}
