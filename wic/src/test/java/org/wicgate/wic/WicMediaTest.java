package org.wicgate.wic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wicgate.sim.Proves;
import org.wicgate.sip.Method;
import org.wicgate.sip.Request;
import org.wicgate.wic.CallReport.Phase;
import org.wicgate.wic.CallReport.Verdict;
import org.wicgate.wic.UserAgent.In;
import org.wicgate.wic.UserAgent.Out;

class WicMediaTest {
    private static EchoGateway calling(Duration talk) {
        var gateway = new EchoGateway();
        gateway.give(new In.Dial("echo", talk));
        return gateway;
    }

    @Test
    @Proves("WIC-26")
    void aCallToAnEchoHearsItsToneThroughDtlsSrtp() throws InterruptedException {
        var call = calling(Duration.ofMinutes(1));
        call.until(call::isSecured);
        call.pass(Duration.ofSeconds(5));
        call.give(new In.HangUp());

        var report = call.report();
        assertEquals(Verdict.AUDIO, report.verdict(), report::toString);
        assertEquals("SRTP_AEAD_AES_128_GCM", report.media().profile());
        assertTrue(report.media().received() > 200, report::toString);
        assertEquals(0, report.media().lost());
        assertTrue(
                report.times()
                        .keySet()
                        .containsAll(
                                List.of(
                                        Phase.POST_DIAL,
                                        Phase.ANSWER,
                                        Phase.ICE,
                                        Phase.DTLS,
                                        Phase.FIRST_MEDIA)),
                report::toString);
        var ice = report.times().getOrDefault(Phase.ICE, Duration.ZERO);
        assertTrue(ice.toMillis() >= 20 && ice.toMillis() < 200, ice::toString);
    }

    /** RFC 5761 §5.1.1, RFC 5764 §3: on two ports each has a component and an association. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Proves("WIC-27")
    void rtpAndRtcpGoOverOnePortOrTwo(boolean two) throws InterruptedException {
        var call = new EchoGateway(two);
        call.give(new In.Dial("echo", Duration.ofMinutes(1)));
        int port = two ? 1 : 0;
        call.until(() -> call.isSecured() && call.reports[port] > 0);
        call.pass(Duration.ofSeconds(5));
        call.give(new In.HangUp());

        var report = call.report();
        assertEquals(Verdict.AUDIO, report.verdict(), report::toString);
        assertEquals(20, Math.round(report.media().roundTrip().toNanos() / 1e6), "ms");
        assertTrue(call.reports[port] >= 4, Arrays.toString(call.reports));
        assertEquals(0, call.reports[1 - port]);
        String offer = call.offer;
        assertEquals(!two, offer.contains("a=rtcp-mux"), offer);
        assertEquals(two, offer.contains("a=rtcp:10007"), offer);
        assertEquals(two, offer.contains(" 2 udp ") && offer.contains(" 10007 typ host"), offer);
    }

    @Test
    void aGatewayThatSendsNothingIsReported() throws InterruptedException {
        var call = calling(Duration.ofMinutes(1));
        call.deaf = true;
        call.until(call::isSecured);
        call.pass(Duration.ofSeconds(2));
        call.give(new In.HangUp());
        assertEquals(Verdict.NO_MEDIA, call.report().verdict());
    }

    /** RFC 7675 §5.1: "Consent expires after 30 seconds". */
    @Test
    @Proves("WIC-25")
    void consentIsAskedForAndItsLossEndsTheCall() throws InterruptedException {
        var call = calling(Duration.ofMinutes(10));
        call.until(call::isSecured);
        call.pass(Duration.ofSeconds(1));
        int before = call.checks;
        call.pass(Duration.ofSeconds(30));
        int asked = call.checks - before;
        assertTrue(asked >= 5 && asked <= 8, asked + " checks in 30 s");

        call.cut = true;
        call.pass(Duration.ofSeconds(24));
        assertFalse(call.isEnded());
        call.pass(Duration.ofSeconds(7));
        var report = call.report();
        assertEquals(Verdict.NO_PATH, report.verdict());
        assertTrue(report.reason().startsWith("CONSENT_EXPIRED"), report.reason());
        assertTrue(
                call.told.stream()
                        .anyMatch(o ->
                                o instanceof Out.Transmit(Request r, var _) && r.is(Method.BYE)));
        long sent = report.media().sent();
        assertTrue(sent <= 50 * 63, "stopped with the consent: " + sent);
    }

    @Test
    void anotherCertificateThanTheOneSignalledEndsTheCall() throws InterruptedException {
        var call = new EchoGateway();
        call.lie();
        call.give(new In.Dial("echo", Duration.ofMinutes(1)));
        call.until(call::isEnded);
        var report = call.report();
        assertEquals(Verdict.NO_PATH, report.verdict());
        assertTrue(report.reason().startsWith("FINGERPRINT_MISMATCH"), report.reason());
        assertEquals(0, report.media().sent());
    }
}
