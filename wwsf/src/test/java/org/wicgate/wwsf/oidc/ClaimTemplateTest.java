package org.wicgate.wwsf.oidc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wicgate.base.Decoded;

class ClaimTemplateTest {
    private static Decoded<String> filled(String template, Map<String, Object> claims) {
        if (ClaimTemplate.impu(template) instanceof Decoded.Ok<ClaimTemplate>(var read)) {
            return read.fill(claims);
        }
        throw new AssertionError("no template: " + template);
    }

    @Test
    void claimsStandWhereTheTemplateNamesThem() {
        assertEquals(
                new Decoded.Ok<>("sip:de-erin.42@ims.example"),
                filled(
                        "sip:de-{preferred_username}.{https://x.example/n}@ims.example",
                        Map.of("preferred_username", "erin", "https://x.example/n", 42L)));
        assertEquals(
                new Decoded.Ok<>("sip:erin+home@ims.example"),
                filled("sip:{email|local}@ims.example", Map.of("email", "erin+home@a.example")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bob@evil", "bob;user=phone", "bob?x", "bob:pw", "bob%40", "bob>", "<bob", "bob,al",
                "bob bob", "bob\r\nVia: x", "b\u00f6b", "bob/", "{sub}", "\"bob\"", "bob\u0000", ""
            })
    void claimThatCouldReachBeyondItsPlaceIsRefused(String value) {
        assertTrue(
                filled("sip:{name}@ims.example", Map.of("name", value))
                                instanceof Decoded.Malformed<String>(var why)
                        && why.startsWith("the claim name ")
                        && why.lines().count() == 1);
    }

    @Test
    void claimThatIsMissingNoTextOrNotVerifiedIsRefused() {
        String template = "sip:{email|local}@ims.example";
        for (Map<String, Object> claims :
                List.<Map<String, Object>>of(
                        Map.of(),
                        Map.of("email", List.of("a@b")),
                        Map.of("email", "nobody"),
                        Map.of("email", "a@b@c"),
                        Map.of("email", "@b"),
                        Map.of("email", "a@b", "email_verified", false))) {
            assertTrue(filled(template, claims) instanceof Decoded.Malformed, claims.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sip:alice@ims.example",
                "sip:{sub}",
                "sip:{sub}@{domain}",
                "{sub}@ims.example",
                "sip:{sub}@ims@example",
                "sip:{su b}@ims.example",
                "sip:{sub@ims.example",
                "sip:a;{sub}@ims.example",
                "sip:{sub}@ims.example;x",
                "tel:{sub}@ims.example"
            })
    void templateThatGivesEverybodyOneIdentityOrAnyDomainIsRefused(String text) {
        assertTrue(ClaimTemplate.impu(text) instanceof Decoded.Malformed, text);
    }
}
