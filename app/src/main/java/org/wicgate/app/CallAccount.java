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
    /** How the user is authenticated. */
    enum Scheme {
        /** Logs in at the WWSF, registers with its token (§6.2.3). */
        WEB,
        /** SIP digest, the S-CSCF knows the password (§6.2.2). */
        DIGEST,
        /** IMS AKA with a card in software (§6.2.2). */
        AKA
    }

    @Option(
            names = "--scheme",
            defaultValue = "web",
            description = "web, digest or aka (${DEFAULT-VALUE})")
    private Scheme scheme = Scheme.WEB;

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
            description = "the eP-CSCF, for digest and aka (${DEFAULT-VALUE})")
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

    int count() {
        return count;
    }

    int first() {
        return first;
    }

    /** All of them, as a crowd that is not registered yet. */
    Crowd crowd(Agents agents, BiConsumer<String, String> say) {
        if (count < 1 || first < 0 || rate < 1) {
            throw new Failure("--count and --rate are at least 1, --first at least 0");
        }
        var all = IntStream.range(first, first + count).mapToObj(this::numbered).toList();
        return new Crowd(agents, all, rate, say);
    }

    /** The name that it logs in or registers with. */
    String name() {
        return scheme == Scheme.WEB ? user : impi;
    }

    /** The same with a number in the place of each {@code %d} in the names and the password. */
    private CallAccount numbered(int number) {
        String digits = Integer.toString(number);
        var one = new CallAccount();
        one.scheme = scheme;
        one.user = user.replace("%d", digits);
        one.password = password.replace("%d", digits);
        one.wwsf = wwsf;
        one.w2 = w2;
        one.impi = impi.replace("%d", digits);
        one.impu = impu.replace("%d", digits);
        one.k = k;
        one.opc = opc;
        one.trust = trust;
        one.split = split;
        return one;
    }

    /** Makes what {@link #open} is to be given. */
    Agents agents() {
        return new Agents(!split, media);
    }

    /** Connects; the registration is on its way. */
    Line open(Agents agents, Login.@Nullable Session session) throws IOException {
        return open(agents, session, Settings.Answering.AT_ONCE);
    }

    /** The same, and what becomes of calls to it. */
    Line open(Agents agents, Login.@Nullable Session session, Settings.Answering answering)
            throws IOException {
        if (session != null) {
            var w2Uri = session.w2Uris().getFirst();
            var agent = agents.wic(session, w2Uri, Settings.Sound.SAME, answering);
            return new Line(agent, session.impu(), _ -> newToken());
        }
        var account = account();
        var way = new Agents.Way(w2, Login.origin(wwsf), trust());
        var agent = agents.wic(account, way, Settings.Sound.SAME, answering);
        return new Line(agent, account.impu().toString(), _ -> "");
    }

    /** What the WWSF hands out; null when it is not asked. */
    Login.@Nullable Session login() throws InterruptedException {
        return scheme == Scheme.WEB ? Login.with(wwsf, user, password) : null;
    }

    private String newToken() throws InterruptedException {
        return Login.with(wwsf, user, password).accessToken();
    }

    private Account account() {
        int at = impi.indexOf('@');
        if (at <= 0 || at == impi.length() - 1) {
            throw new Failure("--scheme " + word() + " needs --impi USER@HOME_DOMAIN");
        }
        var identity = Agents.sipUri(impu.isEmpty() ? "sip:" + impi : impu);
        String domain = impi.substring(at + 1);
        return scheme == Scheme.AKA
                ? new Account.Card(identity, domain, impi, keys())
                : new Account.Digest(identity, domain, impi, password);
    }

    private Keys keys() {
        return switch (Keys.ofHex(k, opc)) {
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

    private String word() {
        return scheme == Scheme.AKA ? "aka" : "digest";
    }
}
