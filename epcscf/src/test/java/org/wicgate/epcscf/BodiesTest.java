package org.wicgate.epcscf;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wicgate.iq.Command;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Response;

/** What messages carry beside a session description, and descriptions where none is negotiated. */
class BodiesTest {
    private static final String MIXED = "multipart/mixed;boundary=\"=x=\"";
    private static final String LOCATION =
            """
            --=x=
            Content-Type: application/pidf+xml
            Content-ID: <where@alice.invalid>

            <presence/>
            """;
    private static final String ISUP =
            """
            --=x=
            Content-Type: application/ISUP;version=itu-t92+
            Content-Disposition: signal;handling=optional

            \u0001\u0002
            """;

    private final Bench bench = new Bench();
    private final Calls calls = new Calls(bench).register(1, "alice");

    private static String part(String sdp) {
        return "--=x=\nContent-Type: application/sdp\n\n" + sdp;
    }

    /** The text of an INVITE with a body of parts. */
    private static String invite(String body) {
        return Texts.initial("INVITE", "alice", "dave", Texts.bearer("alice"), body)
                .replace("application/sdp\nContent-Length", MIXED + "\nContent-Length");
    }

    private void call(String body) {
        bench.wic(1, invite(body));
    }

    @Test
    void descriptionAmongOtherPartsIsFoundAndTheOthersPassToTheCore() {
        call(LOCATION + part(Texts.WIC_SDP) + "--=x=--\n");
        var invite = bench.coreRequest();
        assertTrue(invite.is("INVITE"));
        assertEquals(MIXED, invite.header(HeaderName.CONTENT_TYPE));
        String body = new String(invite.body(), ISO_8859_1);
        assertTrue(body.startsWith(LOCATION.replace("\n", "\r\n")), body);
        assertTrue(body.contains("m=audio 30000 RTP/AVP"), body);
        assertFalse(body.contains("SAVPF") || body.contains("ice-"), body);
        bench.core(Calls.answerWithSdp(invite, 200));
        bench.assertAnswered(1, 200);
        assertEquals("application/sdp", bench.wicResponse(1).contentType());
    }

    @Test
    void wicDoesNotHearOfPartsThatItMayPassOver() {
        String body = part(Texts.CORE_SDP) + ISUP + "--=x=--\n";
        String text = Texts.coreInvite(calls.path, "sip:alice@alice.invalid", "", body);
        bench.core(text.replace("application/sdp\nContent-Length", MIXED + "\nContent-Length"));
        var invite = bench.wicRequest(1);
        assertEquals("application/sdp", invite.contentType());
        assertTrue(new String(invite.body(), ISO_8859_1).contains("UDP/TLS/RTP/SAVPF"));
    }

    @Test
    void secondDescriptionGoesNowhere() {
        call(part(Texts.WIC_SDP) + part(Texts.WIC_SDP) + LOCATION + "--=x=--\n");
        String body = new String(bench.coreRequest().body(), ISO_8859_1);
        assertFalse(body.contains("SAVPF"), body);
        assertTrue(body.contains("<presence/>"), body);
    }

    @Test
    void partsWithoutADescriptionPassAsACallWithoutAnOffer() {
        call(LOCATION + "--=x=--\n");
        assertTrue(new String(bench.coreRequest().body(), ISO_8859_1).contains("<presence/>"));
        assertTrue(bench.commands.isEmpty(), "nothing to reserve yet");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "multipart/alternative;boundary=y\n\n--y--",
                "application/sdp\nContent-Transfer-Encoding: base64\n\nx",
                "application/sdp\n\n--=y="
            })
    void whatMayHideADescriptionIsRefused(String part) {
        int before = bench.toCore.size();
        String end = part.endsWith("=y=") ? "\n" : "\n--=x=--\n";
        call("--=x=\nContent-Type: " + part + end);
        bench.assertAnswered(1, 415);
        String accept = String.valueOf(bench.wicResponse(1).header(HeaderName.ACCEPT));
        assertEquals("application/sdp, multipart/mixed", accept);
        assertEquals(before, bench.toCore.size());
        calls.assertOverWithoutMedia();
    }

    /** RFC 3261 §21.4.26: the callee's list, in the terms of a WIC. */
    @Test
    void whatTheCalleeCouldHaveAcceptedReachesTheWicInItsOwnTerms() {
        var invite = calls.call();
        String capabilities =
                """
                v=0
                o=core 1 1 IN IP4 192.0.2.70
                s=-
                c=IN IP4 192.0.2.70
                t=0 0
                m=audio 4000 RTP/AVP 97
                a=rtpmap:97 AMR-WB/16000
                """;
        bench.core(
                Response.to(invite, 488)
                        .toTag("far1")
                        .append(HeaderName.WARNING, "305 core.example \"codec\"")
                        .body("application/sdp", Bench.bytes(capabilities))
                        .build());
        bench.assertAnswered(1, 488);
        var answer = bench.wicResponse(1);
        assertTrue(answer.has(HeaderName.WARNING));
        String body = new String(answer.body(), ISO_8859_1);
        assertTrue(body.contains("m=audio 0 UDP/TLS/RTP/SAVPF 97"), body);
        assertTrue(body.contains("a=rtpmap:97 AMR-WB/16000"), body);
        assertFalse(body.contains("192.0.2.70"), body);
        calls.assertOver(1);
    }

    @Test
    void refusedReInviteWithCapabilitiesLeavesTheMediaAlone() {
        calls.talk();
        int before = bench.commands.size();
        String held = Texts.WIC_SDP.replace("a=sendrecv", "a=sendonly");
        bench.wic(1, Texts.inDialog("INVITE", "alice", "dave", 2, Texts.bearer("alice"), held));
        var capabilities = Texts.CORE_SDP.replace("audio 4000", "audio 0");
        bench.core(
                Response.to(bench.coreRequest(), 488)
                        .body("application/sdp", Bench.bytes(capabilities))
                        .build());
        bench.assertAnswered(1, 488);
        assertEquals(before, bench.commands.size(), bench.commands::toString);
        assertFalse(new String(bench.wicResponse(1).body(), ISO_8859_1).contains("192.0.2.70"));
    }

    @Test
    void descriptionThatNobodyNegotiatesDoesNotCross() {
        var invite = calls.call();
        bench.core(Calls.answerWithSdp(invite, 200));
        bench.wic(1, Texts.inDialog("ACK", "alice", "dave", 1, "", Texts.WIC_SDP));
        assertFalse(bench.coreRequest().hasBody(), "an ACK to an answer");
        bench.wic(
                1, Texts.inDialog("BYE", "alice", "dave", 2, Texts.bearer("alice"), Texts.WIC_SDP));
        assertTrue(bench.coreRequest().is("BYE"));
        assertFalse(bench.coreRequest().hasBody());
        assertEquals(
                1, bench.commands.stream().filter(Command.Configure.class::isInstance).count());
    }
}
