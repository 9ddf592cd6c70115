package org.wicgate.epcscf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wicgate.epcscf.Config.EmergencyAnswer;
import org.wicgate.epcscf.Report.Refusal;
import org.wicgate.iq.Command;
import org.wicgate.iq.Command.Priority;
import org.wicgate.sim.Proves;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.SipUri;

/** TS 24.229 §5.2.10: what relates to an emergency is seen first. */
class EmergencyTest {
    private static final SipUri ECSCF = SipUri.of("", "192.0.2.77", 5060);

    private static Bench bench(EmergencyAnswer registered, EmergencyAnswer unregistered) {
        var usual = Bench.config();
        var policy = new Config.Emergency(Set.of("112", "911"), registered, unregistered, ECSCF);
        return new Bench(
                new Config(
                        usual.homeDomain(),
                        usual.w2(),
                        usual.mw(),
                        usual.registration(),
                        usual.sessions(),
                        new Config.Admission(Map.of(), true, policy)));
    }

    private static Bench registered(EmergencyAnswer answer) {
        var bench = bench(answer, EmergencyAnswer.FORBID).connect(1);
        bench.wic(1, Texts.register("alice", 1, Texts.bearer("alice")));
        return bench.core(Texts.registered(bench.coreRequest()));
    }

    /** Without any credentials, so that nothing but the screening can have seen it. */
    private static String invite(String target) {
        return Texts.initial("INVITE", "alice", "bob", "", Texts.WIC_SDP)
                .replaceFirst("sip:bob@ims\\.example SIP", target + " SIP");
    }

    private static String emergencyRegister(String more) {
        return Texts.register("alice", 1, more).replace(";transport=ws>", ";transport=ws;sos>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "urn:service:sos",
                "URN:service:SOS.fire",
                "tel:112;phone-context=ims.example",
                "tel:9-1-1;phone-context=ims.example",
                "sip:112@ims.example;user=phone",
                "sip:911;phone-context=x@ims.example;user=dialstring"
            })
    @Proves("REG-01")
    void callIsScreenedBeforeItsTokenIsLookedAt(String target) {
        var bench = registered(EmergencyAnswer.REDIRECT).wic(1, invite(target));
        bench.assertAnswered(1, 380);
        var answer = bench.wicResponse(1);
        assertEquals("Alternative Service", answer.reason());
        assertEquals("application/3gpp-ims+xml", answer.contentType());
        assertTrue(new String(answer.body(), UTF_8).contains("<type>emergency</type>"));
        String own = String.valueOf(answer.header(HeaderName.P_ASSERTED_IDENTITY));
        assertTrue(own.matches("<sip:[a-z2-7]{32}@192\\.0\\.2\\.60:5060;lr>"), own);
        var told = bench.reports(Report.RequestRefused.class).getLast();
        assertEquals(Refusal.EMERGENCY, told.refusal());
        assertEquals(1, bench.toCore.size(), "nothing but the REGISTER");
    }

    @ParameterizedTest
    @ValueSource(strings = {"urn:service:sosies", "urn:service:police", "sip:1120@ims.example"})
    void whatOnlyLooksLikeItIsACallLikeAnyOther(String target) {
        registered(EmergencyAnswer.REDIRECT).wic(1, invite(target)).assertAnswered(1, 401);
    }

    @Test
    @Proves("REG-01")
    void unregisteredCallIsAnsweredByPolicyAndNotByRegistration() {
        var forbids = bench(EmergencyAnswer.FORWARD, EmergencyAnswer.FORBID).connect(1);
        forbids.wic(1, invite("urn:service:sos")).assertAnswered(1, 403);
        assertEquals(
                Refusal.EMERGENCY,
                forbids.reports(Report.RequestRefused.class).getLast().refusal());
        var redirects = bench(EmergencyAnswer.FORBID, EmergencyAnswer.REDIRECT).connect(1);
        redirects.wic(1, invite("urn:service:sos")).assertAnswered(1, 380);
    }

    @Test
    @Proves("REG-01")
    void emergencyRegistrationIsScreenedBeforeItsToken() {
        var refuses = bench(EmergencyAnswer.REDIRECT, EmergencyAnswer.FORBID).connect(1);
        refuses.wic(1, emergencyRegister("Authorization: Bearer \u0001\n")).assertAnswered(1, 403);
        assertEquals(0, refuses.verifications);
        var takes = bench(EmergencyAnswer.FORWARD, EmergencyAnswer.FORBID).connect(1);
        takes.wic(1, emergencyRegister(Texts.bearer("alice")));
        var contact = takes.coreRequest().contacts().getFirst();
        assertTrue(contact.uri() instanceof SipUri uri && uri.params().has("sos"));
    }

    @Test
    @Proves("REG-01")
    void forwardedCallGoesToTheEcscfAsTheRegisteredUserWhateverItsToken() {
        var bench = registered(EmergencyAnswer.FORWARD).wic(1, invite("urn:service:sos"));
        var invite = bench.coreRequest();
        assertTrue(invite.is("INVITE"));
        assertEquals("urn:service:sos", invite.requestUri().toString());
        assertEquals("<sip:192.0.2.77:5060>", invite.header(HeaderName.ROUTE));
        assertEquals("<sip:alice@ims.example>", invite.header(HeaderName.P_ASSERTED_IDENTITY));
        assertTrue(bench.coreHops.getLast().toString().contains("192.0.2.77"));
        assertFalse(invite.has(HeaderName.AUTHORIZATION));
    }

    /** TS 23.334 §5.14: the eIMS-AGW finds room for it where there is none for others. */
    @Test
    @Proves("AGW-34")
    void emergencyCallAsksTheGatewayForPriority() {
        var sos = registered(EmergencyAnswer.FORWARD).wic(1, invite("urn:service:sos"));
        assertEquals(Priority.EMERGENCY, priority(sos));
        String mine = Texts.bearer("alice") + "Resource-Priority: ets.0\n";
        var other =
                registered(EmergencyAnswer.FORWARD)
                        .wic(1, Texts.initial("INVITE", "alice", "bob", mine, Texts.WIC_SDP));
        assertEquals(Priority.ORDINARY, priority(other), "a WIC may not say so itself");
    }

    private static Priority priority(Bench bench) {
        return assertInstanceOf(Command.Reserve.class, bench.commands.getFirst()).priority();
    }

    /** TS 24.229 §5.2.10: one call, three policies. */
    @ParameterizedTest
    @CsvSource({"FORWARD, 0", "REDIRECT, 380", "FORBID, 403"})
    @Proves("SES-32")
    void emergencyCallIsForwardedRedirectedOrRefusedByPolicy(EmergencyAnswer policy, int status) {
        var bench = registered(policy).wic(1, invite("urn:service:sos"));
        if (status == 0) {
            assertEquals("<sip:192.0.2.77:5060>", bench.coreRequest().header(HeaderName.ROUTE));
            return;
        }
        bench.assertAnswered(1, status);
        assertTrue(bench.coreRequests("INVITE").isEmpty());
        String type = bench.wicResponse(1).contentType();
        assertEquals(status == 380 ? "application/3gpp-ims+xml" : "", type);
    }
}
