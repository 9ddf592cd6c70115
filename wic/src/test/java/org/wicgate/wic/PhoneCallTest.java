package org.wicgate.wic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wicgate.sdp.SessionDescription;
import org.wicgate.sim.Links;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Method;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;
import org.wicgate.wic.CallReport.Phase;
import org.wicgate.wic.CallReport.Verdict;
import org.wicgate.wic.Settings.Answering;
import org.wicgate.wic.UserAgent.In;
import org.wicgate.wic.UserAgent.Out;

class PhoneCallTest {
    private static final Answering AFTER_2_S = new Answering(false, Duration.ofSeconds(2));
    private static final In DIAL = new In.Dial("sip:phone2@10.0.0.2", Duration.ofSeconds(5));

    @Test
    void aCallIsReportedByBothEndsWithItsTimesAndItsQuality() {
        var net = new Phones(1);
        var caller = net.add(1, Answering.AT_ONCE);
        var callee = net.add(2, AFTER_2_S);
        net.give(caller, DIAL);
        net.links.pass(Duration.ofSeconds(10));

        var report = caller.report();
        assertEquals(Verdict.AUDIO, report.verdict(), report::toString);
        assertEquals("hung up", report.reason());
        assertEquals(200, report.status());
        assertEquals(Duration.ofMillis(20), report.times().get(Phase.POST_DIAL));
        assertEquals(Duration.ofMillis(2020), report.times().get(Phase.ANSWER));
        assertEquals(
                Duration.ofMillis(15),
                report.media().roundTrip().dividedBy(2).truncatedTo(ChronoUnit.MILLIS));
        assertEquals(250, report.media().sent());
        assertTrue(report.media().received() >= 248, report::toString);
        assertEquals(0, report.media().lost());
        assertEquals(Duration.ZERO, report.media().jitter());
        assertEquals("RTP/AVP", report.media().profile());

        var other = callee.report();
        assertEquals(Verdict.AUDIO, other.verdict(), other::toString);
        assertEquals("the other end hung up", other.reason());
        assertEquals(Duration.ofSeconds(2), other.times().get(Phase.ANSWER));
    }

    @Test
    void lostPacketsAreCounted() {
        var net = new Phones(2);
        net.media = new Links.Wire(0.1, 0, Duration.ofMillis(15), Duration.ofMillis(15));
        var caller = net.add(1, Answering.AT_ONCE);
        var callee = net.add(2, Answering.AT_ONCE);
        net.give(caller, DIAL);
        net.links.pass(Duration.ofSeconds(10));

        long lost = caller.report().media().lost() + callee.report().media().lost();
        assertTrue(lost > 10 && lost <= net.mediaDropped, lost + " of " + net.mediaDropped);
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 4, 5, 6, 7, 8, 9, 10})
    void aCallComesAboutOverSignallingThatLosesAThird(long seed) {
        var net = new Phones(seed);
        net.signalling = new Links.Wire(0.3, 0.1, Duration.ofMillis(5), Duration.ofMillis(60));
        var caller = net.add(1, Answering.AT_ONCE);
        var callee = net.add(2, AFTER_2_S);
        net.give(caller, DIAL);
        net.links.pass(Duration.ofSeconds(90));

        assertEquals(Verdict.AUDIO, caller.report().verdict(), net::toString);
        assertTrue(callee.report().isGood(), net::toString);
    }

    @Test
    void aBusyPhoneRefusesWith486() {
        var net = new Phones(1);
        var caller = net.add(1, Answering.AT_ONCE);
        net.add(2, new Answering(true, Duration.ZERO));
        net.give(caller, DIAL);
        net.links.pass(Duration.ofSeconds(1));

        assertEquals(Verdict.BUSY, caller.report().verdict());
        assertEquals(486, caller.report().status());
    }

    @Test
    void aPhoneInACallIsBusyForAThird() {
        var net = new Phones(1);
        var caller = net.add(1, Answering.AT_ONCE);
        net.add(2, Answering.AT_ONCE);
        var third = net.add(3, Answering.AT_ONCE);
        net.give(caller, DIAL);
        net.links.pass(Duration.ofSeconds(1));
        net.give(third, DIAL);
        net.links.pass(Duration.ofSeconds(9));

        assertEquals(Verdict.BUSY, third.report().verdict());
        assertEquals(Verdict.AUDIO, caller.report().verdict());
    }

    @Test
    void aCallGivenUpWhileItRingsIsCancelledAtBothEnds() {
        var net = new Phones(1);
        var caller = net.add(1, Answering.AT_ONCE);
        var callee = net.add(2, new Answering(false, Duration.ofMinutes(1)));
        net.give(caller, DIAL);
        net.links.pass(Duration.ofSeconds(3));
        net.give(caller, new In.HangUp());
        net.links.pass(Duration.ofSeconds(1));

        assertEquals(Verdict.CANCELLED, caller.report().verdict());
        assertEquals(487, caller.report().status());
        assertEquals(Verdict.CANCELLED, callee.report().verdict());
        assertEquals("the caller gave up", callee.report().reason());
    }

    @Test
    void aCallThatNobodyAnswersIsGivenUpAfterAMinute() {
        var net = new Phones(1);
        var caller = net.add(1, Answering.AT_ONCE);
        net.add(2, new Answering(false, Duration.ofMinutes(5)));
        net.give(caller, DIAL);
        net.links.pass(Duration.ofSeconds(61));

        assertEquals(Verdict.CANCELLED, caller.report().verdict());
    }

    @Test
    void aCalleeThatDeclinesIsReported() {
        var net = new Phones(1);
        var caller = net.add(1, Answering.AT_ONCE);
        var callee = net.add(2, AFTER_2_S);
        net.give(caller, DIAL);
        net.links.pass(Duration.ofSeconds(1));
        net.give(callee, new In.HangUp());
        net.links.pass(Duration.ofSeconds(1));

        assertEquals(Verdict.REFUSED, caller.report().verdict());
        assertEquals("603 Decline", caller.report().reason());
    }

    @Test
    void aCallToNobodyTimesOut() {
        var net = new Phones(1);
        var caller = net.add(1, Answering.AT_ONCE);
        net.give(caller, DIAL);
        net.links.pass(Duration.ofSeconds(40));

        assertEquals(Verdict.FAILED, caller.report().verdict());
        assertEquals("no answer", caller.report().reason());
    }

    @Test
    void aHoldIsAnsweredAndStopsTheSound() {
        var net = new Phones(1);
        var caller = net.add(1, Answering.AT_ONCE);
        var callee = net.add(2, Answering.AT_ONCE);
        net.give(caller, DIAL);
        net.links.pass(Duration.ofSeconds(1));

        var hold = reinvite(caller, "a=sendrecv", "a=inactive");
        net.inject(callee, hold, caller);
        var ok = lastResponse(callee);
        assertEquals(200, ok.status());
        assertTrue(
                new String(ok.body(), StandardCharsets.UTF_8).contains("a=inactive"), "answered");
        long before = net.mediaPackets;
        net.links.pass(Duration.ofSeconds(1));
        long fromBoth = net.mediaPackets - before;
        assertTrue(fromBoth < 60, fromBoth + " packets, one phone's and a few reports");
        assertEquals(3, successes(callee), "the first, and 500 ms later the same again");
    }

    /** The caller's INVITE once more, in the dialog that it made. */
    private static Request reinvite(Phones.Phone caller, String from, String to) {
        Request invite = null;
        Request ack = null;
        for (var out : caller.told) {
            if (out instanceof Out.Transmit(Request request, var _)) {
                invite = request.is(Method.INVITE) ? request : invite;
                ack = request.is(Method.ACK) ? request : ack;
            }
        }
        assertTrue(invite != null && ack != null, caller.told::toString);
        String sdp = new String(invite.body(), StandardCharsets.ISO_8859_1).replace(from, to);
        assertTrue(SessionDescription.decode(sdp).toString().contains("Ok"), sdp);
        return invite.edit()
                .replace(HeaderName.TO, ack.to().toString())
                .replace(HeaderName.CSEQ, "7 INVITE")
                .topVia(invite.via().with("branch", "z9hG4bKhold"))
                .body("application/sdp", sdp.getBytes(StandardCharsets.UTF_8))
                .build();
    }

    private static Response lastResponse(Phones.Phone phone) {
        Response last = null;
        for (var out : phone.told) {
            if (out instanceof Out.Transmit(Response response, var _)) {
                last = response;
            }
        }
        assertTrue(last != null, phone.told::toString);
        return last;
    }

    private static long successes(Phones.Phone phone) {
        return phone.told.stream()
                .filter(o -> o instanceof Out.Transmit(Response r, var _) && r.status() == 200)
                .count();
    }

    @Test
    void anInviteThatDemandsAnExtensionIsRefused() {
        var net = new Phones(1);
        var caller = net.add(1, Answering.AT_ONCE);
        var callee = net.add(2, Answering.AT_ONCE);
        net.give(caller, DIAL);
        var invite =
                caller.told.stream()
                        .filter(o ->
                                o instanceof Out.Transmit(Request r, var _) && r.is(Method.INVITE))
                        .map(o -> (Request) ((Out.Transmit) o).message())
                        .findFirst()
                        .orElseThrow();
        net.inject(
                callee,
                invite.edit()
                        .topVia(invite.via().with("branch", "z9hG4bKother"))
                        .append(HeaderName.REQUIRE, "100rel")
                        .replace(HeaderName.CALL_ID, "other")
                        .build(),
                caller);
        assertEquals(420, lastResponse(callee).status());
    }
}
