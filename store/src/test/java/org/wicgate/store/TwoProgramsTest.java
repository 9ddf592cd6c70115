package org.wicgate.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.wicgate.sim.SeededEntropy;
import org.wicgate.waf.ImsIdentity;
import org.wicgate.waf.SigningKeys;
import org.wicgate.waf.Subject;
import org.wicgate.waf.oauth.Codes;
import org.wicgate.waf.oauth.Devices;
import org.wicgate.waf.oauth.Families;
import org.wicgate.wwsf.oidc.KnownUsers;

/** Two programs on one database, many threads each: what happens once happens once. */
@ParameterizedClass
@EnumSource(Kept.class)
class TwoProgramsTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final Instant END = NOW.plus(Duration.ofDays(30));
    private static final Subject ALICE = new Subject.WebUser("alice");
    private static final int AT_ONCE = 8;
    private static final int ROUNDS = 8;

    @TempDir private Path directory;
    private final Kept kept;
    private List<Store> programs = List.of();

    TwoProgramsTest(Kept kept) {
        this.kept = kept;
    }

    @BeforeEach
    void open() {
        var place = kept.empty(directory);
        programs = List.of(place.get(), place.get());
    }

    @AfterEach
    void close() {
        programs.forEach(Store::close);
    }

    /** What each of many gets who do the same at the same time, in both programs. */
    private <T> List<T> atOnce(BiFunction<Store, Integer, T> work)
            throws InterruptedException, ExecutionException {
        var all = new ArrayList<Callable<T>>();
        for (int i = 0; i < AT_ONCE; i++) {
            int number = i;
            all.add(() -> work.apply(programs.get(number % 2), number));
        }
        var got = new ArrayList<T>();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<T> one : executor.invokeAll(all)) {
                got.add(one.get());
            }
        }
        return got;
    }

    private static long trues(List<Boolean> all) {
        return all.stream().filter(each -> each).count();
    }

    @Test
    void refreshTokenHasOneHeirWhoeverBringsIt() throws Exception {
        var family = new Families.Family("shop", ALICE, List.of("ims.call"), "sid", END);
        programs.getFirst().oauth().families().put("f", "0", family, NOW);
        String hash = "0";
        for (int round = 0; round < ROUNDS; round++) {
            String before = hash;
            String next = (round + 1) + "-";
            var won = atOnce((store, i) -> rotate(store, before, next + i));
            assertEquals(1, trues(won), won::toString);
            hash = next + won.indexOf(true);
        }
    }

    private static boolean rotate(Store store, String before, String next) {
        return store.oauth().families().rotate("f", before, next);
    }

    @Test
    void newUsersOfAProviderWhoClaimOneIdentityDoNotBothGetIt() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            String user = "erin" + round;
            var impus = List.of("sip:" + user + "@ims.example");
            var kept =
                    atOnce((store, i) ->
                            store.knownUsers()
                                    .keep(
                                            "oidc-0a1b2c3d4e5f:" + user + "-" + i,
                                            new ImsIdentity(user + "-" + i + "@ims.example", impus),
                                            NOW));
            assertEquals(1, kept.stream().filter(KnownUsers.Kept.WELCOME::equals).count());
            assertEquals(AT_ONCE - 1, kept.stream().filter(KnownUsers.Kept.TAKEN::equals).count());
        }
    }

    @Test
    void oneNewUserWhoLogsInManyTimesAtOnceIsLetIn() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            String name = "oidc-0a1b2c3d4e5f:" + round;
            String user = "frank" + round;
            var identity =
                    new ImsIdentity(user + "@ims.example", List.of("sip:" + user + "@ims.example"));
            var kept = atOnce((store, _) -> store.knownUsers().keep(name, identity, NOW));
            assertEquals(AT_ONCE, kept.stream().filter(KnownUsers.Kept.WELCOME::equals).count());
        }
    }

    @Test
    void codeIsUsedOnceWhoeverBringsIt() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            String hash = "code-" + round;
            var code = new Codes.Code("shop", "https://x/", "c", ALICE, List.of("s"), "sid", END);
            programs.getFirst().oauth().codes().put(hash, code, NOW);
            var used = atOnce((store, _) -> store.oauth().codes().use(hash));
            assertEquals(1, used.stream().filter(Codes.Use.First.class::isInstance).count());
            assertEquals(
                    AT_ONCE - 1, used.stream().filter(Codes.Use.Again.class::isInstance).count());
        }
    }

    @Test
    void deviceIsDecidedOnceAndServedOnce() throws Exception {
        var waiting =
                new Devices.Device(
                        "app",
                        List.of("s"),
                        END,
                        Duration.ofSeconds(5),
                        NOW,
                        new Devices.State.Pending());
        for (int round = 0; round < ROUNDS; round++) {
            String hash = "device-" + round;
            String code = "code-" + round;
            var put = atOnce((store, _) -> store.oauth().devices().put(hash, code, waiting, NOW));
            assertEquals(1, trues(put));
            var decided =
                    atOnce((store, i) -> {
                        var who = new Devices.State.Allowed(new Subject.WebUser("u" + i));
                        return store.oauth().devices().decide(code, who, NOW);
                    });
            assertEquals(1, trues(decided));
            var device = programs.getLast().oauth().devices().find(hash);
            assertEquals(
                    new Devices.State.Allowed(new Subject.WebUser("u" + decided.indexOf(true))),
                    device == null ? null : device.state());
            assertEquals(1, trues(atOnce((store, _) -> store.oauth().devices().remove(hash))));
            assertNull(programs.getFirst().oauth().devices().find(hash));
        }
    }

    /** Each deletes what is over while it writes: transactions meet, and none is lost. */
    @Test
    void revocationsOfBothAreKeptWhileBothClearWhatIsOver() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            var now = NOW.plusSeconds(round);
            int of = round;
            atOnce((store, i) -> revoke(store, of + "-" + i, now));
            var current = programs.getFirst().revocations().current(now);
            assertEquals(AT_ONCE, current.size(), current::toString);
        }
    }

    private static boolean revoke(Store store, String id, Instant now) {
        store.revocations().revoke(id, now.plusSeconds(1), now);
        return store.revocations().isRevoked(id);
    }

    @Test
    void bothHaveTheSameKeysAndAccounts() throws Exception {
        var keys = atOnce((store, _) -> jwks(store));
        assertEquals(1, keys.stream().distinct().count());
        var seeded =
                atOnce((store, i) -> {
                    DemoAccounts.seed(store, "ims.example", "wwsf", new SeededEntropy(i));
                    return store.accounts().find("alice") != null;
                });
        assertEquals(AT_ONCE, trues(seeded));
        assertEquals(22, programs.getLast().admin().all().size());
    }

    private static String jwks(Store store) {
        return SigningKeys.open(store.keys(), Duration.ofDays(90), NOW).jwks();
    }
}
