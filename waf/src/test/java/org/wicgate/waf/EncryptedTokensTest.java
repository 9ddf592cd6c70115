package org.wicgate.waf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.nimbusds.jose.CompressionAlgorithm;
import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDHEncrypter;
import com.nimbusds.jose.jwk.ECKey;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wicgate.sim.Proves;
import org.wicgate.sim.SeededEntropy;

/** RFC 8898 §2.1.2: tokens that nobody reads but the eP-CSCF. */
class EncryptedTokensTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final Duration PERIOD = Duration.ofDays(90);
    private static final ImsIdentity ALICE =
            new ImsIdentity("alice@ims.example", List.of("sip:alice@ims.example"));

    private static final Waf.Settings SETTINGS =
            new Waf.Settings(
                    "https://waf.example",
                    "ims.example",
                    Duration.ofHours(1),
                    List.of(new WwsfClient("wwsf", WwsfClient.ALL_SCOPES, List.of())));

    private final KeyVault vault = KeyVault.inMemory();
    private final SigningKeys signing = SigningKeys.open(KeyVault.inMemory(), PERIOD, NOW);
    private final EncryptionKeys keys = EncryptionKeys.open(vault, PERIOD, NOW);
    private final Waf waf = waf(keys);

    private Waf waf(EncryptionKeys encryption) {
        return new Waf(
                SETTINGS, signing, _ -> ALICE, Revocations.NONE, encryption, new SeededEntropy(3));
    }

    private String issue(Instant now) {
        var request = new TokenRequest("wwsf", new Subject.WebUser("alice"), "login-1", List.of());
        return assertInstanceOf(TokenAnswer.Issued.class, waf.issue(request, now)).token();
    }

    private static Verdict refused(Verdict.Reason reason) {
        return new Verdict.Invalid(reason);
    }

    @Test
    @Proves("WAF-08")
    void onlyWhoHasTheKeyOfTheEpCscfReadsAToken() {
        String token = issue(NOW);
        for (String part : token.split("[.]", -1)) {
            String text = new String(Base64.getUrlDecoder().decode(part), UTF_8);
            assertFalse(text.contains("alice") || text.contains("ims.example"), text);
        }
        var verdict = assertInstanceOf(Verdict.Valid.class, waf.verify(token, NOW));
        assertEquals(ALICE, verdict.claims().identity());

        var stranger = waf(EncryptionKeys.open(KeyVault.inMemory(), PERIOD, NOW));
        assertEquals(refused(Verdict.Reason.UNKNOWN_KEY), stranger.verify(token, NOW));
        var byKeysAlone = new TokenVerifier(waf.rules()).verify(token, waf.keys(), NOW);
        assertEquals(refused(Verdict.Reason.ALG_REFUSED), byKeysAlone);
        assertNotEquals(token, issue(NOW), "no two are alike");
    }

    @Test
    void signatureInsideCountsStill() throws ParseException, JOSEException {
        var own = ECKey.parse(vault.keys().getFirst().jwk());
        var another = SigningKeys.open(KeyVault.inMemory(), PERIOD, NOW);
        var request = new TokenRequest("wwsf", new Subject.WebUser("alice"), "", List.of());
        var forger = new Waf(SETTINGS, another, _ -> ALICE, new SeededEntropy(4));
        String forged =
                assertInstanceOf(TokenAnswer.Issued.class, forger.issue(request, NOW)).token();
        assertEquals(
                refused(Verdict.Reason.UNKNOWN_KEY), waf.verify(sealed(own, forged, false), NOW));
        assertEquals(refused(Verdict.Reason.MALFORMED), waf.verify(sealed(own, "x", false), NOW));
        var plain = new Waf(SETTINGS, signing, _ -> ALICE, new SeededEntropy(5));
        String good = assertInstanceOf(TokenAnswer.Issued.class, plain.issue(request, NOW)).token();
        assertInstanceOf(Verdict.Valid.class, waf.verify(sealed(own, good, false), NOW));
        assertEquals(refused(Verdict.Reason.UNKNOWN_KEY), waf.verify(sealed(own, good, true), NOW));
        assertInstanceOf(Verdict.Valid.class, waf.verify(good, NOW), "from before");
        for (String rubbish : List.of("....", "a.b.c.d.e", "e30.e30.e30.e30.e30")) {
            assertInstanceOf(Verdict.Invalid.class, waf.verify(rubbish, NOW));
        }
        for (String header :
                List.of(
                        "{'alg':'ECDH-ES'}",
                        "{'alg':'ECDH-ES','enc':'A256GCM','cty':'JWT','kid':'k'}",
                        "{'alg':'ECDH-ES','enc':'A256GCM','cty':'JWT','kid':'k','epk':1}",
                        "{'alg':'ECDH-ES','enc':'A256GCM','cty':'JWT','kid':'k','epk':{'kty':'RSA'}}",
                        "{'alg':'ECDH-ES','enc':'A256GCM','cty':'JWT','kid':'k','epk':"
                                + "{'kty':'EC','crv':'P-256','x':'AA','y':'AA'}}")) {
            byte[] crafted = header.replace('\'', '"').getBytes(UTF_8);
            String token = Base64.getUrlEncoder().withoutPadding().encodeToString(crafted);
            assertEquals(
                    refused(Verdict.Reason.UNKNOWN_KEY), waf.verify(token + "..AA.AA.AA", NOW));
        }
        assertEquals(
                refused(Verdict.Reason.TOO_LARGE), waf.verify("a.b.c.d." + "e".repeat(9999), NOW));
    }

    private static String sealed(ECKey key, String inside, boolean compressed)
            throws JOSEException {
        var header =
                new JWEHeader.Builder(JWEAlgorithm.ECDH_ES, EncryptionMethod.A256GCM)
                        .contentType("JWT")
                        .keyID(key.getKeyID());
        if (compressed) {
            header.compressionAlgorithm(CompressionAlgorithm.DEF);
        }
        var jwe = new JWEObject(header.build(), new Payload(inside));
        jwe.encrypt(new ECDHEncrypter(key.toPublicJWK()));
        return jwe.serialize();
    }

    @Test
    void keyIsFollowedByAnotherAndReadsItsTokensUntilTheyAreDead() {
        var other = EncryptionKeys.open(vault, PERIOD, NOW);
        var turn = NOW.plus(PERIOD);
        signing.turn(turn);
        String last = issue(turn);
        keys.turn(turn);
        assertEquals(2, keys.ids().size());
        assertInstanceOf(Verdict.Valid.class, waf.verify(last, turn));

        String stillOld = issue(turn.plus(KeyRing.AHEAD).minusMillis(1));
        var slow = waf(other); // another program, which has not looked yet
        assertInstanceOf(Verdict.Valid.class, slow.verify(stillOld, turn.plus(KeyRing.AHEAD)));
        String next = issue(turn.plus(KeyRing.AHEAD));
        assertEquals(
                refused(Verdict.Reason.UNKNOWN_KEY), slow.verify(next, turn.plus(KeyRing.AHEAD)));
        other.turn(turn);
        assertInstanceOf(Verdict.Valid.class, slow.verify(next, turn.plus(KeyRing.AHEAD)));

        keys.turn(turn.plus(KeyRing.AHEAD).plus(KeyRing.AFTER));
        assertEquals(1, keys.ids().size());
        assertEquals(1, vault.keys().size());
        assertEquals(
                refused(Verdict.Reason.UNKNOWN_KEY),
                waf.verify(stillOld, turn.plus(KeyRing.AHEAD)));
    }

    @Test
    void keptKeyThatIsNoneIsRefusedWithoutQuotingIt() {
        var bad = KeyVault.inMemory();
        bad.keep(new KeyVault.Kept(1, "{\"secret\":1}", NOW));
        var e =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> EncryptionKeys.open(bad, PERIOD, NOW));
        assertFalse(String.valueOf(e.getMessage()).contains("secret"));
    }
}
