package org.wicgate.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OidcConfigTest {
    private static final String HOUSE =
            """
            home_domain: ims.example
            wwsf: { listen: [ "http://localhost:1/" ], w2_uris: [ "ws://localhost:2/ws" ] }
            waf:
              issuer: "https://waf.example"
              oidc:
                issuer: "https://id.example/realms/staff"
                client_id: wicgate
                impi: "{sub}@ims.example"
                impu: "sip:{preferred_username}@ims.example"
                allow: { groups: [ voice ] }
            """;

    private static List<String> problems(String yaml) {
        return ConfigFile.read(yaml, Map.of()).problems().stream()
                .map(ConfigFile.Problem::what)
                .toList();
    }

    @Test
    void providerOfTheDocumentsIsComplete() {
        assertEquals(List.of(), problems(HOUSE));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://id.example/realms/staff|http://id.example|waf.oidc.issuer",
                "client_id: wicgate|name: x|waf.oidc.client_id",
                "client_id: wicgate|client_secret_file: nowhere|waf.oidc.client_secret_file",
                "{sub}@ims.example|alice@ims.example|waf.oidc.impi",
                "sip:{preferred_username}@ims.example|sip:{sub}@{hd}|waf.oidc.impu",
                "allow:|scopes: [ profile ] #|waf.oidc.scopes",
                "allow:|redirect_uri: 'https://waf.example/back' #|waf.oidc.redirect_uri",
                "allow:|max_age_seconds: -1 #|waf.oidc.max_age_seconds",
            })
    void whatCannotWorkIsNamed(String right, String wrong, String key) {
        var found = problems(HOUSE.replace(right, wrong));
        assertTrue(found.stream().anyMatch(what -> what.startsWith(key)), found.toString());
    }
}
