package org.wicgate.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wicgate.store.Store;
import org.wicgate.waf.oauth.Client;
import org.wicgate.waf.oauth.Secrets;

@ParameterizedClass
@EnumSource(KeptIn.class)
class ClientCommandTest {
    @TempDir private Path folder;
    private final KeptIn kept;
    private final StringWriter said = new StringWriter();
    private Supplier<Store> store;

    ClientCommandTest(KeptIn kept) {
        this.kept = kept;
    }

    @BeforeEach
    void configuration() throws IOException {
        var place = kept.place(folder);
        store = place.store();
        Files.writeString(
                folder.resolve("w.yaml"),
                """
                home_domain: ims.example
                wwsf: { listen: [ "http://localhost:1/" ], w2_uris: [ "ws://localhost:2/ws" ] }
                waf: { issuer: "https://waf.example" }
                """
                        + place.yaml());
    }

    private int client(String... arguments) {
        said.getBuffer().setLength(0);
        var all = new ArrayList<>(List.of("client", "--config", "" + folder.resolve("w.yaml")));
        all.addAll(List.of(arguments));
        return Main.commandLine()
                .setOut(new PrintWriter(said))
                .setErr(new PrintWriter(said))
                .execute(all.toArray(String[]::new));
    }

    private Client kept(String id) {
        try (var store = this.store.get()) {
            var client = store.clients().find(id);
            assertNotNull(client);
            return client;
        }
    }

    private String secret() {
        String text = said.toString().strip();
        return text.substring(text.lastIndexOf(' ') + 1);
    }

    @Test
    void secretIsSaidOnceAndKeptAsAHash() {
        String[] add = {
            "add",
            "shop",
            "--grant",
            "token_exchange",
            "--grant",
            "refresh_token",
            "--origin",
            "https://shop.example"
        };
        assertEquals(0, client(add), said::toString);
        String first = secret();
        assertEquals(Secrets.hash(first), kept("shop").secretHash());
        assertEquals(1, client(add), "there already");

        assertEquals(0, client("secret", "shop"));
        assertNotEquals(first, secret());
        assertEquals(Secrets.hash(secret()), kept("shop").secretHash());

        assertEquals(0, client("list"));
        assertEquals("shop\tsecret\trefresh_token token_exchange\t-", said.toString().strip());
        assertFalse(said.toString().contains(kept("shop").secretHash()));
        assertEquals(0, client("remove", "shop"));
        assertEquals(1, client("remove", "shop"));
        assertEquals("wicgate: no client shop", said.toString().strip());
    }

    @Test
    void publicClientHasNoSecret() {
        String[] add = {
            "add",
            "app",
            "--public",
            "--grant",
            "authorization_code",
            "--redirect-uri",
            "http://127.0.0.1/back"
        };
        assertEquals(0, client(add), said::toString);
        assertTrue(kept("app").isPublic());
        assertEquals("added app", said.toString().strip());
        assertEquals(1, client("secret", "app"));
    }

    @Test
    void clientThatSignsHasKeysHereAndNoSecret() throws Exception {
        var key = new ECKeyGenerator(Curve.P_256).keyID("one").generate();
        Path keys = Files.writeString(folder.resolve("keys"), key.toPublicJWK().toString());
        Path own = Files.writeString(folder.resolve("private"), key.toString());
        assertEquals(1, client("add", "shop", "--grant", "token_exchange", "--jwks", "" + own));
        assertTrue(said.toString().contains("private key"), said::toString);
        assertEquals(
                1,
                client("add", "shop", "--public", "--grant", "device_code", "--jwks", "" + keys));
        assertEquals(0, client("add", "shop", "--grant", "token_exchange", "--jwks", "" + keys));
        assertEquals("added shop", said.toString().strip());
        var kept = kept("shop");
        assertFalse(kept.isPublic());
        assertEquals("", kept.secretHash());
        assertEquals("one", JWKSet.parse(kept.jwks()).getKeys().getFirst().getKeyID());
        assertEquals(0, client("list"));
        assertEquals("shop\tkeys\ttoken_exchange\t-", said.toString().strip());
        assertEquals(1, client("secret", "shop"));
        assertEquals(1, client("keys", "nobody", "--jwks", "" + keys));

        assertEquals(0, client("add", "kiosk", "--grant", "token_exchange"));
        assertEquals(0, client("keys", "kiosk", "--jwks", "" + keys));
        assertEquals("", kept("kiosk").secretHash());
        assertFalse(kept("kiosk").jwks().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "shop",
                "pool --grant device_code",
                "wwsf --grant device_code",
                "a,b --grant device_code",
                "shop --grant password",
                "shop --grant authorization_code",
                "shop --grant authorization_code --redirect-uri http://shop.example/back",
                "shop --grant authorization_code --redirect-uri https://shop.example/back#x",
                "shop --grant authorization_code --redirect-uri javascript:alert(1)",
                "shop --grant device_code --origin https://shop.example/",
                "shop --grant device_code --scope admin",
                "shop --public --grant token_exchange",
                "shop --public --introspect"
            })
    void whatCannotBeSafeIsRefusedWithAReason(String arguments) {
        assertEquals(1, client(("add " + arguments).split(" ")), said::toString);
        assertTrue(said.toString().startsWith("wicgate: "), said::toString);
    }
}
