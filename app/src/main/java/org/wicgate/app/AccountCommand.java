package org.wicgate.app;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.wicgate.base.Decoded;
import org.wicgate.net.SystemEntropy;
import org.wicgate.sip.SipUri;
import org.wicgate.sip.Uri;
import org.wicgate.store.AccountLine;
import org.wicgate.store.Store;
import org.wicgate.waf.ImsIdentity;
import org.wicgate.wwsf.Account;
import org.wicgate.wwsf.PasswordHash;
import org.wicgate.wwsf.PasswordLogin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code wicgate account}: who may log in at the WWSF, and what its pool lends. */
@Command(
        name = "account",
        description =
                "Adds, lists, locks and imports the accounts in the database of a configuration;"
                        + " the program may be running.",
        mixinStandardHelpOptions = true)
final class AccountCommand {
    @Option(names = "--config", required = true, paramLabel = "FILE", description = "the YAML file")
    private Path file = Path.of("wicgate.yaml");

    @Spec private CommandSpec spec = CommandSpec.create();

    private final SystemEntropy entropy = new SystemEntropy();

    @Command(
            name = "add",
            description = "Adds an account; its password is asked for, or read from stdin.",
            mixinStandardHelpOptions = true)
    int add(
            @Parameters(paramLabel = "NAME") String name,
            @Option(
                            names = "--impi",
                            paramLabel = "IMPI",
                            description = "its private identity (NAME@home_domain)")
                    String impi,
            @Option(
                            names = "--impu",
                            paramLabel = "IMPU",
                            description = "its public identities, the default one first (sip:IMPI)")
                    List<String> impus,
            @Option(
                            names = "--pool",
                            paramLabel = "WWSF",
                            description = "no account, but an identity that this WWSF lends")
                    String pool,
            @Option(
                            names = "--of",
                            paramLabel = "WWSF",
                            description =
                                    "no account, but a user whom this WWSF authenticates itself")
                    String of) {
        var config = ConfigFile.load(file, System.getenv());
        var identity = identity(config, name, impi, impus);
        try (var store = store(config)) {
            if (of != null) {
                store.accounts().addUserOf(of, name, identity);
                return said("added " + name + " of " + of + " as " + identity.defaultImpu());
            }
            if (isThere(store, normal(name), pool == null ? "" : pool)) {
                throw new Failure(name + " is there already");
            }
            if (pool != null) {
                store.accounts().addPoolMember(pool, normal(name), identity);
            } else {
                String hash = PasswordHash.of(Passwords.read(), entropy);
                store.accounts().addUser(new Account(normal(name), hash), identity);
            }
        }
        return said("added " + normal(name) + " as " + identity.defaultImpu());
    }

    @Command(
            name = "list",
            description = "Lists accounts and pool identities.",
            mixinStandardHelpOptions = true)
    int list() {
        try (var store = store(ConfigFile.load(file, System.getenv()))) {
            for (AccountLine line : store.admin().all()) {
                String state = line.locked() ? "locked" : "active";
                said(
                        "%s\t%s\t%s\t%s"
                                .formatted(
                                        line.name(),
                                        line.pool().isEmpty() ? state : "pool of " + line.pool(),
                                        line.identity().impi(),
                                        String.join(" ", line.identity().impus())));
            }
        }
        return 0;
    }

    @Command(
            name = "lock",
            description = "Logs an account out and lets it in no more.",
            mixinStandardHelpOptions = true)
    int lock(@Parameters(paramLabel = "NAME") String name) {
        return change(name, "locked", store -> store.admin().lock(normal(name), Instant.now()));
    }

    @Command(
            name = "unlock",
            description = "Lets a locked account in again.",
            mixinStandardHelpOptions = true)
    int unlock(@Parameters(paramLabel = "NAME") String name) {
        return change(name, "unlocked", store -> store.admin().unlock(normal(name)));
    }

    @Command(
            name = "passwd",
            description = "Gives an account another password and logs it out.",
            mixinStandardHelpOptions = true)
    int passwd(@Parameters(paramLabel = "NAME") String name) {
        String hash = PasswordHash.of(Passwords.read(), entropy);
        return change(
                name,
                "changed",
                store -> store.admin().password(normal(name), hash, Instant.now()));
    }

    @Command(
            name = "import",
            description = "Adds the accounts of a CSV file: name,password,impi,impu[,impu...].",
            mixinStandardHelpOptions = true)
    int importFile(@Parameters(paramLabel = "FILE.csv") Path csv) {
        var config = ConfigFile.load(file, System.getenv());
        if (!Files.isReadable(csv)) {
            throw new Failure("cannot read " + csv);
        }
        var lines = AccountCsv.read(csv); // all of it is right, or nothing is added
        var ready = lines.stream().map(line -> ready(config, csv, line)).toList();
        int added = 0;
        try (var store = store(config)) {
            for (var each : ready) {
                if (isThere(store, each.account().webIdentity(), "")) {
                    said(each.account().webIdentity() + " is there already: left as it is");
                } else {
                    store.accounts().addUser(each.account(), each.identity());
                    added++;
                }
            }
        }
        return said("added " + added + " of " + ready.size());
    }

    private record Ready(Account account, ImsIdentity identity) {}

    private Ready ready(Config config, Path csv, AccountCsv.Line line) {
        try {
            var identity = identity(config, line.name(), line.impi(), line.impus());
            String hash = PasswordHash.of(Passwords.checked(line.password()), entropy);
            return new Ready(new Account(normal(line.name()), hash), identity);
        } catch (Failure e) {
            throw new Failure(csv + ":" + line.number() + ": " + e.getMessage(), e);
        }
    }

    private int change(String name, String done, Function<Store, Boolean> work) {
        try (var store = store(ConfigFile.load(file, System.getenv()))) {
            if (!work.apply(store)) {
                throw new Failure("no account " + normal(name));
            }
        }
        return said(done + " " + normal(name));
    }

    private static ImsIdentity identity(
            Config config, String name, String impi, List<String> impus) {
        String plain = normal(name);
        if (!plain.matches("[^\\s:,@/]{1," + PasswordLogin.MAX_USERNAME + "}")) {
            throw new Failure("a name has no space, colon, comma, slash or @: \"" + name + "\"");
        }
        String own = impi == null || impi.isEmpty() ? plain + "@" + config.homeDomain() : impi;
        var named = impus == null || impus.isEmpty() ? List.of("sip:" + own) : impus;
        for (String impu : named) {
            if (!(Uri.decode(impu) instanceof Decoded.Ok<Uri>)) {
                throw new Failure("no public identity, as sip:alice@example.org: " + impu);
            }
        }
        if (!(Uri.decode(named.getFirst()) instanceof Decoded.Ok<Uri>(SipUri _))) {
            throw new Failure("the first public identity must be a SIP URI: " + named.getFirst());
        }
        return new ImsIdentity(own, named);
    }

    private static boolean isThere(Store store, String name, String pool) {
        return store.admin().all().stream()
                .anyMatch(line -> line.name().equals(name) && line.pool().equals(pool));
    }

    private Store store(Config config) {
        Logs.start(new Config.Log("text", "warn"));
        return Data.store(file, config);
    }

    /** A name of an identity provider has a colon, and its letters stay as they are. */
    private static String normal(String name) {
        return name.contains(":") ? name.strip() : name.strip().toLowerCase(Locale.ROOT);
    }

    private int said(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
        return 0;
    }
}
