package org.wicgate.app;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.wicgate.aka.Keys;
import org.wicgate.base.Decoded;
import org.wicgate.net.WebSocketClient.Trust;
import org.wicgate.wic.Account;
import org.wicgate.wic.Settings;
import picocli.CommandLine.Option;

/**
 * Who {@code wicgate call}, {@code register} and {@code answer} register as, in any of the ways of
 * TS 24.371 §6.2.
 */
final class CallAccount {
    @Option(
            names = "--scheme",
            defaultValue = "web",
            description = "web, token, digest or aka (${DEFAULT-VALUE})")
    private Who.Scheme scheme = Who.Scheme.WEB;

    @Option(names = "--user", defaultValue = "alice", description = "login name (${DEFAULT-VALUE})")
    private String user = "alice";

    @Option(
            names = "--password",
            defaultValue = "${env:WIC_PASSWORD:-alice}",
            description = "of the login or of SIP digest; or in WIC_PASSWORD (alice)",
            showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER)
    private String password = "alice";

    @Option(
            names = "--wwsf",
            defaultValue = "http://localhost:8080/",
            description = "the WWSF (${DEFAULT-VALUE})")
    private URI wwsf = URI.create("http://localhost:8080/");

    @Option(
            names = "--w2",
            defaultValue = "wss://localhost:8089/ws",
            description = "the eP-CSCF, for token, digest and aka (${DEFAULT-VALUE})")
    private URI w2 = URI.create("wss://localhost:8089/ws");

    @Option(
            names = "--impi",
            defaultValue = "",
            description = "private identity USER@HOME_DOMAIN, for digest and aka")
    private String impi = "";

    @Option(
            names = "--impu",
            defaultValue = "",
            description = "public identity, a SIP URI (sip: and the private identity)")
    private String impu = "";

    @Option(
            names = "--k",
            defaultValue = "${env:WIC_K:-}",
            description = "K of a card, 32 hexadecimal digits; better in WIC_K or in an @FILE",
            showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER)
    private String k = "";

    @Option(
            names = "--opc",
            defaultValue = "${env:WIC_OPC:-}",
            description = "its OPc; better in WIC_OPC or in an @FILE",
            showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER)
    private String opc = "";

    @Option(
            names = "--token",
            defaultValue = "${env:WIC_TOKEN:-}",
            description = "an access token got elsewhere, for --impu; better in WIC_TOKEN",
            showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER)
    private String token = "";

    @Option(
            names = "--accounts",
            paramLabel = "CSV",
            description =
                    "users from a file, in place of --count and the names above; its first line"
                            + " names the columns, some of"
                            + " user,password,impi,impu,token,k,opc")
    private @Nullable Path accounts;

    @Option(
            names = "--trust",
            paramLabel = "PEM",
            description =
                    "whose certificate the eP-CSCF may show, when no known authority signed it")
    private @Nullable Path trust;

    @Option(
            names = "--no-rtcp-mux",
            description = "RTP and RTCP on two ports, for an edge with eimsagw.w3.rtcp_port")
    private boolean split;

    @Option(
            names = "--media-address",
            defaultValue = "127.0.0.1",
            description = "of this machine, where media come from and go to (${DEFAULT-VALUE})")
    private InetAddress media = InetAddress.getLoopbackAddress();

    @Option(
            names = "--count",
            defaultValue = "1",
            description =
                    "how many; each %%d in --user, --password, --impi and --impu is 1, 2, ..."
                            + " (${DEFAULT-VALUE})")
    private int count = 1;

    @Option(
            names = "--first",
            defaultValue = "1",
            description = "the number of the first of them (${DEFAULT-VALUE})")
    private int first = 1;

    @Option(
            names = "--rate",
            defaultValue = "50",
            description = "how many register, or call, in a second (${DEFAULT-VALUE})")
    private int rate = 50;

    /** A registered-to-be agent, and how its access token is renewed. */
    record Line(Agent agent, String impu, Agent.Renewal renewal) {}

    /** All of them. */
    List<Who> users() {
        if (count < 1 || first < 0 || rate < 1) {
            throw new Failure("--count and --rate are at least 1, --first at least 0");
        }
        if (accounts != null) {
            return Who.of(accounts, first);
        }
        var one = new Who(scheme, first, user, password, impi, impu, token, k, opc);
        return IntStream.range(first, first + count).mapToObj(one::numbered).toList();
    }

    int first() {
        return first;
    }

    /** These as a crowd that is not registered yet. */
    Crowd crowd(Agents agents, List<Who> users, CallSound sound, BiConsumer<String, String> say) {
        return new Crowd(agents, this, users, sound, rate, say);
    }

    /** Makes what {@link #open} is to be given. */
    Agents agents() {
        return new Agents(!split, media);
    }

    /** Connects; the registration is on its way. Calls to it are answered so. */
    Line open(
            Agents agents,
            Who who,
            Login.@Nullable Session session,
            Settings.Sound sound,
            Settings.Answering answering)
            throws IOException {
        if (session != null) {
            var w2Uri = session.w2Uris().getFirst();
            var agent = agents.wic(session, w2Uri, sound, answering);
            return new Line(agent, session.impu(), _ -> newToken(who));
        }
        var account = account(who);
        var way = new Agents.Way(w2, Login.origin(wwsf), trust());
        var agent = agents.wic(account, way, sound, answering);
        return new Line(agent, account.impu().toString(), _ -> newToken(who));
    }

    /** What the WWSF hands out; null when it is not asked. */
    Login.@Nullable Session login(Who who) throws InterruptedException {
        return who.scheme() == Who.Scheme.WEB ? Login.with(wwsf, who.user(), who.password()) : null;
    }

    private String newToken(Who who) throws InterruptedException {
        return switch (who.scheme()) {
            case WEB -> Login.with(wwsf, who.user(), who.password()).accessToken();
            case TOKEN -> throw new Failure("the token was refused, and there is no other");
            case DIGEST, AKA -> "";
        };
    }

    private static Account account(Who who) {
        if (who.scheme() == Who.Scheme.TOKEN) {
            if (who.token().isEmpty() || who.impu().isEmpty()) {
                throw new Failure("--scheme token needs --impu, and --token or WIC_TOKEN");
            }
            var identity = Agents.sipUri(who.impu());
            return new Account.Web(identity, identity.host(), who.token(), Set.of());
        }
        String impi = who.impi();
        int at = impi.indexOf('@');
        if (at <= 0 || at == impi.length() - 1) {
            String word = who.scheme() == Who.Scheme.AKA ? "aka" : "digest";
            throw new Failure("--scheme " + word + " needs --impi USER@HOME_DOMAIN");
        }
        var identity = Agents.sipUri(who.impu().isEmpty() ? "sip:" + impi : who.impu());
        String domain = impi.substring(at + 1);
        return who.scheme() == Who.Scheme.AKA
                ? new Account.Card(identity, domain, impi, keys(who))
                : new Account.Digest(identity, domain, impi, who.password());
    }

    private static Keys keys(Who who) {
        return switch (Keys.ofHex(who.k(), who.opc())) {
            case Decoded.Ok<Keys>(var keys) -> keys;
            case Decoded.Malformed<Keys>(var why) ->
                    throw new Failure(why + ": give --k and --opc, or WIC_K and WIC_OPC");
        };
    }

    private Trust trust() throws IOException {
        if (trust == null) {
            return new Trust.Authorities();
        }
        try (InputStream in = Files.newInputStream(trust)) {
            var all = CertificateFactory.getInstance("X.509").generateCertificates(in);
            return new Trust.Only(all.stream().map(X509Certificate.class::cast).toList());
        } catch (CertificateException e) {
            throw new Failure("--trust: no certificate in " + trust, e);
        }
    }
}
