package org.wicgate.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wicgate.aka.Keys;
import org.wicgate.base.Decoded;
import org.wicgate.epcscf.Config.Scheme;
import org.wicgate.sip.Credentials;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Method;
import org.wicgate.sip.Request;
import org.wicgate.wic.UserAgent;

/** TS 24.371 §6.2.2 from end to end in virtual time: WIC, eP-CSCF and core, digest and IMS AKA. */
class ScenarioOneTest {
    /** 600000 s are granted, and refreshed 600 s before their end (TS 24.229 §5.1.1.4.1). */
    private static final Duration REFRESH = Duration.ofSeconds(599_401);

    private final SmallIms ims = new SmallIms(List.of(Scheme.IMS));

    private static Credentials.Digest proof(Request register) {
        String value = String.valueOf(register.header(HeaderName.AUTHORIZATION));
        return assertInstanceOf(
                Credentials.Digest.class,
                assertInstanceOf(Decoded.Ok.class, Credentials.decode(value)).value());
    }

    private void assertRegistered(long wic) {
        var heard = ims.heard(wic);
        assertTrue(
                heard.stream().anyMatch(UserAgent.Out.Registered.class::isInstance),
                heard::toString);
    }

    private UserAgent.Out.NotRegistered refusal(long wic) {
        return assertInstanceOf(UserAgent.Out.NotRegistered.class, ims.heard(wic).getFirst());
    }

    private void assertCalls(long wic) {
        ims.tell(wic, new UserAgent.In.Dial("echo", Duration.ofSeconds(1)));
        var heard = ims.heard(wic);
        assertTrue(
                heard.stream().anyMatch(UserAgent.Out.Answered.class::isInstance), heard::toString);
        var invite = ims.requests(Method.INVITE).getFirst();
        assertTrue(invite.has(HeaderName.P_ASSERTED_IDENTITY));
        ims.tell(wic, new UserAgent.In.HangUp());
    }

    @ParameterizedTest
    @CsvSource({"carol, MD5", "erin, SHA-256"})
    void aPasswordRegistersCallsAndStaysRegistered(String user, String algorithm) {
        ims.connect(1, SmallIms.digest(user, "secret"));
        assertRegistered(1);
        var registers = ims.requests(Method.REGISTER);
        assertEquals(2, registers.size());
        assertEquals("", proof(registers.getFirst()).response());
        assertEquals(algorithm, proof(registers.getLast()).algorithm());
        assertCalls(1);

        // long after the nonce is stale
        ims.pass(REFRESH);
        assertRegistered(1);
        assertEquals(2, ims.requests(Method.REGISTER).size());
        assertCalls(1);
    }

    @Test
    void aWrongPasswordIsRefusedByTheCore() {
        ims.connect(1, SmallIms.digest("carol", "guess"));
        assertEquals(403, refusal(1).status());
    }

    @Test
    void aCardRegistersCallsAndStaysRegistered() {
        ims.connect(1, SmallIms.card("dave", SmallIms.KEYS));
        assertRegistered(1);
        var registers = ims.requests(Method.REGISTER);
        assertEquals(2, registers.size());
        for (var register : registers) {
            assertEquals("AKAv2-SHA-256", proof(register).algorithm());
            assertEquals("tls-connected", proof(register).integrityProtected());
        }
        assertCalls(1);

        ims.pass(REFRESH);
        assertRegistered(1);
        var again = ims.requests(Method.REGISTER);
        assertEquals(2, again.size(), "a stale nonce, and a new challenge");
        assertCalls(1);
    }

    @Test
    void aCoreThatLostItsSequenceIsBroughtBackByTheCard() {
        ims.connect(1, SmallIms.card("dave", SmallIms.KEYS));
        assertRegistered(1);
        ims.requests(Method.REGISTER);
        for (int n = 0; n < 3; n++) { // each refresh moves the card's sequence on
            ims.pass(REFRESH);
            assertRegistered(1);
        }
        ims.requests(Method.REGISTER);
        ims.restartLab();
        ims.pass(REFRESH);
        assertRegistered(1);
        var registers = ims.requests(Method.REGISTER);
        assertTrue(
                registers.stream().anyMatch(r -> !proof(r).auts().isEmpty()), registers::toString);
        assertEquals("", proof(registers.getLast()).auts());
        assertCalls(1);
    }

    @Test
    void aCardWithOtherKeysIsNotRegistered() {
        ims.connect(1, SmallIms.card("dave", Keys.of(new byte[16], new byte[16])));
        var refused = refusal(1);
        assertEquals(403, refused.status());
        assertEquals("the network has other keys for this card", refused.why());
    }

    /** Every way of TS 24.371 §6.2 side by side on one node. */
    @Test
    void tokenPasswordAndCardGoTogether() {
        var all = new SmallIms(List.of(Scheme.WEB, Scheme.IMS));
        all.connect(1, SmallIms.web("alice"));
        all.connect(2, SmallIms.digest("carol", "secret"));
        all.connect(3, SmallIms.card("dave", SmallIms.KEYS));
        for (long wic = 1; wic <= 3; wic++) {
            var heard = all.heard(wic);
            assertTrue(
                    heard.stream().anyMatch(UserAgent.Out.Registered.class::isInstance),
                    heard::toString);
        }
        all.tell(2, new UserAgent.In.Dial("dave", Duration.ofSeconds(1)));
        all.pass(Duration.ofSeconds(1));
        var caller = all.heard(2);
        assertTrue(
                caller.stream().anyMatch(UserAgent.Out.Answered.class::isInstance),
                caller::toString);
    }
}
