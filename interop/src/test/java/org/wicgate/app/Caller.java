package org.wicgate.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import org.wicgate.aka.Keys;
import org.wicgate.base.Decoded;
import org.wicgate.net.WebSocketClient;
import org.wicgate.wic.Account;
import org.wicgate.wic.CallReport;
import org.wicgate.wic.Settings;
import org.wicgate.wic.UserAgent;
import tools.jackson.databind.json.JsonMapper;

/**
 * The Java WIC of {@code wicgate call}, kept on between calls so that a test need not start a
 * process for each. It stands in this package because the program's classes are its own.
 */
public final class Caller implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    static {
        Logs.start(new Config.Log("text", "warn"));
    }

    private final Agents agents;
    private final Agent agent;

    private final Agent.Renewal renewal;

    private interface Maker {
        Agent make(Agents agents) throws IOException, InterruptedException;
    }

    private Caller(Agents agents, Maker maker, Agent.Renewal renewal)
            throws IOException, InterruptedException {
        this.agents = agents;
        this.renewal = renewal;
        agent = maker.make(agents);
        agent.await(UserAgent.Out.Registered.class, PATIENCE);
    }

    /** Logs in and registers; the password of a demo account is its name. */
    public static Caller registered(URI wwsf, String user) {
        return registered(wwsf, user, InetAddress.getLoopbackAddress());
    }

    /** The same, with media from an address of this machine. */
    public static Caller registered(URI wwsf, String user, InetAddress media) {
        return registered(
                new Agents(true, media),
                user,
                agents -> {
                    var session = Login.with(wwsf, user, user);
                    var w2 = session.w2Uris().getFirst();
                    return agents.wic(session, w2, Settings.Sound.SAME);
                },
                _ -> Login.with(wwsf, user, user).accessToken());
    }

    /** Registers with SIP digest at an eP-CSCF whose page is {@code wwsf}'s. */
    public static Caller digest(URI w2, URI wwsf, String impi, String password) {
        var account =
                new Account.Digest(
                        Agents.sipUri("sip:" + impi),
                        impi.substring(impi.indexOf('@') + 1),
                        impi,
                        password);
        var anybody = new WebSocketClient.Trust.Authorities();
        var way = new Agents.Way(w2, Login.origin(wwsf), anybody);
        return registered(impi, agents -> agents.wic(account, way, Settings.Sound.SAME), _ -> "");
    }

    /** Registers with a card in software, over TLS. */
    public static Caller card(URI w2, URI wwsf, String impi, String k, String opc, Path pem) {
        if (!(Keys.ofHex(k, opc) instanceof Decoded.Ok<Keys>(var keys))) {
            throw new AssertionError("no keys of a card");
        }
        var account =
                new Account.Card(
                        Agents.sipUri("sip:" + impi),
                        impi.substring(impi.indexOf('@') + 1),
                        impi,
                        keys);
        return registered(
                impi,
                agents -> {
                    var way = new Agents.Way(w2, Login.origin(wwsf), trust(pem));
                    return agents.wic(account, way, Settings.Sound.SAME);
                },
                _ -> "");
    }

    private static WebSocketClient.Trust trust(Path pem) throws IOException {
        try (var in = Files.newInputStream(pem)) {
            var all = CertificateFactory.getInstance("X.509").generateCertificates(in);
            return new WebSocketClient.Trust.Only(
                    all.stream().map(X509Certificate.class::cast).toList());
        } catch (CertificateException e) {
            throw new AssertionError("no certificate in " + pem, e);
        }
    }

    private static Caller registered(String user, Maker maker, Agent.Renewal renewal) {
        return registered(new Agents(), user, maker, renewal);
    }

    private static Caller registered(
            Agents agents, String user, Maker maker, Agent.Renewal renewal) {
        try {
            return new Caller(agents, maker, renewal);
        } catch (IOException e) {
            throw new AssertionError(user + " cannot register", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Registers with what a WWSF handed out, and nothing to renew it with. */
    public static Caller holding(URI wwsf, String grant) {
        var json = new JsonMapper().readTree(grant);
        var w2 = URI.create(json.path("w2_uris").path(0).asString());
        var session =
                new Login.Session(
                        json.path("access_token").asString(),
                        json.path("impu").asString(),
                        json.path("home_domain").asString(),
                        List.of(w2),
                        wwsf.getScheme() + "://" + wwsf.getAuthority(),
                        "");
        return registered(
                session.impu(),
                agents -> agents.wic(session, w2, Settings.Sound.SAME),
                _ -> session.accessToken());
    }

    /**
     * Calls the echo service; the report says whether the tone came back. A second is enough, and
     * five when the machine is slow.
     */
    public CallReport echo() {
        var report = call("echo", Duration.ofSeconds(1));
        return report.isGood() ? report : call("echo", Duration.ofSeconds(5));
    }

    /** Calls, talks for so long, hangs up and says how it was. */
    public CallReport call(String target, Duration talk) {
        try {
            return agent.call(target, talk, renewal);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Waits for the end of the call that is on, or of one that somebody else begins. */
    public CallReport ended() {
        return await(UserAgent.Out.Ended.class, PATIENCE).report();
    }

    /** Waits until it is registered once more. */
    public void registeredAgain(Duration limit) {
        await(UserAgent.Out.Registered.class, limit);
    }

    private <T extends UserAgent.Out> T await(Class<T> kind, Duration limit) {
        try {
            return agent.await(kind, limit, renewal);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        agent.close();
        agents.close();
    }
}
