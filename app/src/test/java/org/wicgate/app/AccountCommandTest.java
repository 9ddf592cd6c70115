package org.wicgate.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
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
import org.junit.jupiter.params.provider.EnumSource;
import org.wicgate.store.Store;
import org.wicgate.waf.Subject;
import org.wicgate.wwsf.PasswordHash;

@ParameterizedClass
@EnumSource(KeptIn.class)
class AccountCommandTest {
    private static final String YAML =
            """
            home_domain: ims.example
            wwsf: { listen: [ "http://localhost:1/" ], w2_uris: [ "ws://localhost:2/ws" ] }
            waf: { issuer: "https://waf.example" }
            """;

    @TempDir private Path folder;
    private final KeptIn kept;
    private final StringWriter said = new StringWriter();
    private Supplier<Store> store;

    AccountCommandTest(KeptIn kept) {
        this.kept = kept;
    }

    @BeforeEach
    void configuration() throws IOException {
        var place = kept.place(folder);
        store = place.store();
        Files.writeString(folder.resolve("w.yaml"), YAML + place.yaml());
    }

    private int account(String stdin, String... arguments) {
        said.getBuffer().setLength(0);
        var all = new ArrayList<>(List.of("account", "--config", "" + folder.resolve("w.yaml")));
        all.addAll(List.of(arguments));
        var before = System.in;
        System.setIn(new ByteArrayInputStream(stdin.getBytes(UTF_8)));
        try {
            return Main.commandLine()
                    .setOut(new PrintWriter(said))
                    .setErr(new PrintWriter(said))
                    .execute(all.toArray(String[]::new));
        } finally {
            System.setIn(before);
        }
    }

    private boolean fits(String name, String password) {
        try (var store = this.store.get()) {
            var account = store.accounts().find(name);
            assertNotNull(account);
            return PasswordHash.matches(password, account.passwordHash());
        }
    }

    @Test
    void accountIsAddedListedLockedAndUnlocked() {
        assertEquals(0, account("s3cret pass\n", "add", "Dora"), said::toString);
        assertTrue(fits("dora", "s3cret pass"));
        assertEquals(0, account("", "list"));
        assertEquals(
                "dora\tactive\tdora@ims.example\tsip:dora@ims.example", said.toString().strip());
        assertEquals(0, account("", "lock", "dora"));
        assertEquals(0, account("", "lock", "dora"), "twice is once");
        assertFalse(fits("dora", "s3cret pass"));
        account("", "list");
        assertTrue(said.toString().contains("locked"));
        assertEquals(0, account("another\n", "passwd", "dora"));
        assertFalse(fits("dora", "another"), "still locked");
        assertEquals(0, account("", "unlock", "dora"));
        assertTrue(fits("dora", "another"));
    }

    @Test
    void identitiesAreNamedAndPoolsFilled() {
        var add =
                new String[] {
                    "add", "eve", "--impi", "e@x", "--impu", "sip:e@x", "--impu", "tel:+1555"
                };
        assertEquals(0, account("p\n", add), said::toString);
        assertEquals(0, account("", "add", "guest-1", "--pool", "wwsf"), said::toString);
        account("", "list");
        assertTrue(said.toString().contains("eve\tactive\te@x\tsip:e@x tel:+1555"), said::toString);
        assertTrue(said.toString().contains("guest-1\tpool of wwsf\t"), said::toString);
        try (var store = this.store.get()) {
            assertNotNull(store.accounts().of(new Subject.PoolMember("guest-1")));
        }
    }

    @Test
    void fileIsImportedWholeOrNotAtAll() throws IOException {
        Path csv = folder.resolve("users.csv");
        Files.writeString(csv, "name,password,impi,impu\nfred,\"a,\"\"b\",,\ngina\n");
        assertEquals(1, account("", "import", csv.toString()));
        assertTrue(said.toString().contains("users.csv:3:"), said::toString);
        account("", "list");
        assertEquals("", said.toString());
        Files.writeString(csv, "name,password\nfred,\"a,\"\"b\"\ngina,pw,g@x,sip:g@x,tel:+1\n");
        assertEquals(0, account("", "import", csv.toString()), said::toString);
        assertTrue(said.toString().contains("added 2 of 2"));
        assertTrue(fits("fred", "a,\"b"));
        assertEquals(0, account("", "import", csv.toString()));
        assertTrue(said.toString().contains("added 0 of 2"));
    }

    @Test
    void wrongUseIsOneLineWithoutThePassword() {
        assertEquals(0, account("hidden-word\n", "add", "hal"));
        for (String[] wrong :
                List.of(
                        new String[] {"add", "hal"},
                        new String[] {"add", "a:b"},
                        new String[] {"add", "ian", "--impu", "tel:+1"},
                        new String[] {"lock", "nobody"},
                        new String[] {"passwd", "nobody"})) {
            assertEquals(1, account("hidden-word\n", wrong), said::toString);
            assertEquals(1, said.toString().strip().lines().count(), said::toString);
            assertFalse(said.toString().contains("hidden-word"), said::toString);
        }
        assertEquals(1, account("\n", "add", "kim"));
        assertTrue(said.toString().contains("1 to 256"), said::toString);
        assertEquals(2, account("", "frobnicate"));
    }
}
