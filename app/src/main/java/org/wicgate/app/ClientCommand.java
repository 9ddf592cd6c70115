package org.wicgate.app;

import java.io.PrintWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.wicgate.net.SystemEntropy;
import org.wicgate.store.Store;
import org.wicgate.waf.WwsfClient;
import org.wicgate.waf.oauth.Client;
import org.wicgate.waf.oauth.GrantType;
import org.wicgate.waf.oauth.Secrets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code wicgate client}: which other WWSFs and eP-CSCFs the WAF knows. */
@Command(
        name = "client",
        description =
                "Adds, lists and removes the OAuth clients in the database of a configuration; the"
                        + " program may be running.",
        mixinStandardHelpOptions = true)
final class ClientCommand {
    @Option(names = "--config", required = true, paramLabel = "FILE", description = "the YAML file")
    private Path file = Path.of("wicgate.yaml");

    @Spec private CommandSpec spec = CommandSpec.create();

    private final SystemEntropy entropy = new SystemEntropy();

    @Command(
            name = "add",
            description = "Adds a client and says its secret, once.",
            mixinStandardHelpOptions = true)
    int add(
            @Parameters(paramLabel = "ID") String id,
            @Option(
                            names = "--title",
                            paramLabel = "TEXT",
                            description = "what people read when they log in (ID)")
                    String title,
            @Option(
                            names = "--redirect-uri",
                            paramLabel = "URI",
                            description =
                                    "where codes may go; https, an app's own scheme, or loopback")
                    List<String> redirectUris,
            @Option(
                            names = "--origin",
                            paramLabel = "ORIGIN",
                            description = "of its pages: they may call the WAF, and use its tokens")
                    List<String> origins,
            @Option(
                            names = "--scope",
                            paramLabel = "SCOPE",
                            description = "the most its tokens allow (all)")
                    List<String> scope,
            @Option(
                            names = "--grant",
                            paramLabel = "GRANT",
                            description =
                                    "authorization_code, refresh_token, client_credentials,"
                                            + " token_exchange or device_code")
                    List<String> grants,
            @Option(
                            names = "--jwks",
                            paramLabel = "FILE",
                            description =
                                    "its public keys: it signs (private_key_jwt) and has no secret")
                    Path jwks,
            @Option(names = "--public", description = "it has no secret: an app, a page")
                    boolean isPublic,
            @Option(names = "--introspect", description = "it may ask what tokens say: an eP-CSCF")
                    boolean introspects) {
        var config = ConfigFile.load(file, System.getenv());
        var wwsf = config.wwsf();
        if (!id.matches("[A-Za-z0-9._~-]{1,64}") || id.equals("pool")) {
            throw new Failure("an identity has letters, digits and ._~-, and is not \"pool\"");
        }
        if (wwsf != null && wwsf.id().equals(id)) {
            throw new Failure(id + " is the WWSF that runs here");
        }
        if (isPublic && jwks != null) {
            throw new Failure("--public proves nothing, --jwks does: give one of them");
        }
        boolean hasSecret = !isPublic && jwks == null;
        String secret = hasSecret ? Secrets.make(entropy) : "";
        var client =
                new Client(
                        id,
                        title == null ? id : title,
                        hasSecret ? Secrets.hash(secret) : "",
                        jwks == null ? "" : ClientKeys.read(jwks),
                        redirects(or(redirectUris)),
                        origins(or(origins)),
                        scope == null ? WwsfClient.ALL_SCOPES : scopes(scope),
                        grants(or(grants)),
                        introspects);
        check(client);
        try (var store = store(config)) {
            if (!store.clients().add(client)) {
                throw new Failure(id + " is there already");
            }
        }
        said("added " + id);
        return secret.isEmpty() ? 0 : said("its secret, not shown again: " + secret);
    }

    @Command(name = "list", description = "Lists clients.", mixinStandardHelpOptions = true)
    int list() {
        try (var store = store(ConfigFile.load(file, System.getenv()))) {
            for (var client : store.clients().all()) {
                said(
                        "%s\t%s\t%s\t%s\t%s"
                                .formatted(
                                        client.id(),
                                        client.isPublic()
                                                ? "public"
                                                : client.jwks().isEmpty() ? "secret" : "keys",
                                        String.join(
                                                " ",
                                                client.grants().stream()
                                                        .map(g -> g.name().toLowerCase(Locale.ROOT))
                                                        .sorted()
                                                        .toList()),
                                        client.introspects() ? "introspects" : "-",
                                        String.join(" ", client.redirectUris())));
            }
        }
        return 0;
    }

    @Command(
            name = "secret",
            description = "Gives a client another secret, from now on, and says it, once.",
            mixinStandardHelpOptions = true)
    int secret(@Parameters(paramLabel = "ID") String id) {
        String secret = Secrets.make(entropy);
        try (var store = store(ConfigFile.load(file, System.getenv()))) {
            if (!store.clients().secret(id, Secrets.hash(secret))) {
                throw new Failure("no client with a secret is called " + id);
            }
        }
        return said("its secret, not shown again: " + secret);
    }

    @Command(
            name = "keys",
            description = "Gives a client these public keys, in place of its secret or keys.",
            mixinStandardHelpOptions = true)
    int keys(
            @Parameters(paramLabel = "ID") String id,
            @Option(names = "--jwks", required = true, paramLabel = "FILE") Path jwks) {
        String keys = ClientKeys.read(jwks);
        try (var store = store(ConfigFile.load(file, System.getenv()))) {
            if (!store.clients().keys(id, keys)) {
                throw new Failure("no client with a secret or keys is called " + id);
            }
        }
        return said("changed " + id);
    }

    @Command(
            name = "remove",
            description = "Ends a client and all sessions that it can renew.",
            mixinStandardHelpOptions = true)
    int remove(@Parameters(paramLabel = "ID") String id) {
        try (var store = store(ConfigFile.load(file, System.getenv()))) {
            if (!store.clients().remove(id, Instant.now())) {
                throw new Failure("no client " + id);
            }
        }
        return said("removed " + id);
    }

    private static void check(Client client) {
        var grants = client.grants();
        if (grants.isEmpty() && !client.introspects()) {
            throw new Failure("needs a --grant, or --introspect");
        }
        if (grants.contains(GrantType.AUTHORIZATION_CODE) && client.redirectUris().isEmpty()) {
            throw new Failure("authorization_code needs a --redirect-uri");
        }
        boolean proves =
                client.introspects()
                        || grants.contains(GrantType.CLIENT_CREDENTIALS)
                        || grants.contains(GrantType.TOKEN_EXCHANGE);
        if (client.isPublic() && proves) {
            throw new Failure(
                    "client_credentials, token_exchange and --introspect are not for --public");
        }
    }

    private static List<String> redirects(List<String> uris) {
        for (String uri : uris) {
            try {
                var at = new URI(uri);
                String scheme = String.valueOf(at.getScheme());
                boolean isLoopback =
                        List.of("127.0.0.1", "[::1]", "localhost")
                                .contains(String.valueOf(at.getHost()));
                boolean isGood =
                        scheme.equals("https")
                                ? at.getHost() != null
                                : scheme.equals("http") ? isLoopback : scheme.contains(".");
                if (isGood && at.getRawFragment() == null && uri.matches("[!-~]+")) {
                    continue;
                }
            } catch (URISyntaxException e) {
                throw new Failure("no redirect URI: " + uri, e);
            }
            throw new Failure(
                    "a redirect URI is https, http on loopback, or an app's own com.example.app:"
                            + " scheme, without a fragment: "
                            + uri);
        }
        return uris;
    }

    private static List<String> origins(List<String> origins) {
        for (String origin : origins) {
            if (!origin.matches("https?://[A-Za-z0-9.\\[\\]:-]+")) {
                throw new Failure("an origin is as https://www.example.org: " + origin);
            }
        }
        return origins;
    }

    private static List<String> scopes(List<String> scopes) {
        if (!WwsfClient.ALL_SCOPES.containsAll(scopes)) {
            throw new Failure("scopes are " + String.join(", ", WwsfClient.ALL_SCOPES));
        }
        return scopes;
    }

    private static Set<GrantType> grants(List<String> names) {
        var grants = new LinkedHashSet<GrantType>();
        for (String name : names) {
            grants.add(
                    Arrays.stream(GrantType.values())
                            .filter(type -> type.name().equalsIgnoreCase(name))
                            .findFirst()
                            .orElseThrow(() -> new Failure("no grant: " + name)));
        }
        return grants;
    }

    private static List<String> or(List<String> list) {
        return list == null ? List.of() : list;
    }

    private Store store(Config config) {
        Logs.start(new Config.Log("text", "warn"));
        return Data.store(file, config);
    }

    private int said(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
        return 0;
    }
}
